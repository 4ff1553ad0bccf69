"""What decides money, dated and with its legal source; changing it later takes two signatures."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import Field

from caudal.adapters.packs.words import Day, Entry, Exact, Flag, Whole
from caudal.domain.metering.queries.review_rules import read_review_rules
from caudal.domain.receivables.queries.policies import read_allocation_policy
from caudal.domain.receivables.queries.surcharge_rules import read_surcharge_rule
from caudal.engines.sentinels import read_limits


class ParameterEntry(Entry):
    """A value of the law from a day: UMA, an index."""

    code: str = Field(min_length=1, max_length=40)
    valid_from: Day
    value: Exact = Field(max_digits=18, decimal_places=6)
    source: str = Field(min_length=1, max_length=300)


class DatedEntry(Entry):
    """A rule from a day, with the law or agreement behind it."""

    valid_from: Day
    source: str = Field(min_length=1, max_length=300)

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """What the database keeps of it: what the engine reads, numbers as exact text."""

    @abstractmethod
    def check(self) -> None:
        """See that the engine can follow it.

        :raises Refusal: saying what to correct
        """

    @classmethod
    def of(cls, *, valid_from: date, source: str, content: Mapping[str, Any]) -> Self:
        """The entry of a row of the database."""
        return cls.model_validate({"valid_from": valid_from, "source": source, **content})


class AllocationPolicyEntry(DatedEntry):
    """Orden de aplicación de los pagos."""

    criteria: tuple[str, ...]
    excludes_disputed: Flag = True

    def content(self) -> dict[str, Any]:
        """Criteria as words."""
        return {
            "criterios": list(self.criteria),
            "excluye_en_aclaracion": self.excludes_disputed,
        }

    def check(self) -> None:
        """Read by the allocation engine."""
        read_allocation_policy(self.content())


class SurchargeRuleEntry(DatedEntry):
    """Recargos por mora. Rates are fractions: 0.02 is 2 %."""

    concepts: tuple[str, ...]
    monthly_rate: Exact = Field(gt=0, lt=1, decimal_places=8)
    counting: str = "completos"
    grace_days: Whole = Field(default=0, ge=0)
    cap_rate: Exact | None = Field(default=None, gt=0, decimal_places=8)
    tax_rate: Exact = Field(ge=0, lt=1, decimal_places=8)
    principal_includes_tax: Flag = True

    def content(self) -> dict[str, Any]:
        """Rates as exact text."""
        words = self.model_dump(mode="json", by_alias=True, exclude={"valid_from", "source"})
        return {
            **words,
            "dias_de_gracia": self.grace_days,
            "sobre_iva": self.principal_includes_tax,
        }

    def check(self) -> None:
        """Read by the surcharge engine."""
        read_surcharge_rule(
            words=self.content(), valid_from=self.valid_from, valid_to=None, source=self.source
        )


class ReviewRulesEntry(DatedEntry):
    """Reglas de la crítica, in the words of the reading review."""

    rules: dict[str, Any]

    def content(self) -> dict[str, Any]:
        """The rules themselves."""
        return self.rules

    def check(self) -> None:
        """Read by the reading review."""
        read_review_rules(words=self.rules)

    @classmethod
    def of(cls, *, valid_from: date, source: str, content: Mapping[str, Any]) -> Self:
        """The entry of a row of the database."""
        return cls(valid_from=valid_from, source=source, rules=dict(content))


class SentinelsEntry(DatedEntry):
    """Centinelas de la corrida."""

    limits: dict[str, Any]

    def content(self) -> dict[str, Any]:
        """The limits themselves."""
        return self.limits

    def check(self) -> None:
        """Read as a run would."""
        read_limits(self.limits)

    @classmethod
    def of(cls, *, valid_from: date, source: str, content: Mapping[str, Any]) -> Self:
        """The entry of a row of the database."""
        return cls(valid_from=valid_from, source=source, limits=dict(content))
