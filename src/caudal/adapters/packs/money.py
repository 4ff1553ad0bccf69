"""What decides money, dated and with its legal source; changing it later takes two signatures."""

from typing import Any

from pydantic import Field

from caudal.adapters.packs.words import Day, Entry, Exact, Flag, Whole


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


class AllocationPolicyEntry(DatedEntry):
    """Orden de aplicación de los pagos."""

    criteria: tuple[str, ...]
    excludes_disputed: Flag = True

    def policy(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {
            "criterios": list(self.criteria),
            "excluye_en_aclaracion": self.excludes_disputed,
        }


class SurchargeRuleEntry(DatedEntry):
    """Recargos por mora. Rates are fractions: 0.02 is 2 %."""

    concepts: tuple[str, ...]
    monthly_rate: Exact = Field(gt=0, lt=1, decimal_places=8)
    counting: str = "completos"
    grace_days: Whole = Field(default=0, ge=0)
    cap_rate: Exact | None = Field(default=None, gt=0, decimal_places=8)
    tax_rate: Exact = Field(ge=0, lt=1, decimal_places=8)
    principal_includes_tax: Flag = True

    def rule(self) -> dict[str, Any]:
        """As the database keeps it: what the engine needs, numbers as exact text."""
        words = self.model_dump(mode="json", by_alias=True, exclude={"valid_from", "source"})
        return {
            **words,
            "dias_de_gracia": self.grace_days,
            "sobre_iva": self.principal_includes_tax,
        }


class ReviewRulesEntry(DatedEntry):
    """Reglas de la crítica, in the words of the reading review."""

    rules: dict[str, Any]


class SentinelsEntry(DatedEntry):
    """Centinelas de la corrida."""

    limits: dict[str, Any]
