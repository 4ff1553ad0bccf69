"""What moves money, kind by kind: how a statement of a pack, or of a screen, takes effect.

A statement is the plain facts of a pack's entry. It is prepared (read, checked by the engine that
will follow it, found to fit the database) when it is proposed, and enacted when it is signed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol, TypeVar

from django.db import models
from pydantic import ValidationError

from caudal.adapters.packs.money import (
    AllocationPolicyEntry,
    DatedEntry,
    ParameterEntry,
    ReviewRulesEntry,
    SentinelsEntry,
    SurchargeRuleEntry,
)
from caudal.adapters.packs.problems import PackProblem, PackRefused, shape_problems
from caudal.adapters.packs.service import ConceptEntry
from caudal.adapters.packs.words import Entry
from caudal.domain.billing.models import RunSentinels
from caudal.domain.billing.operations.sentinels import add_sentinels
from caudal.domain.metering.models import ReviewRules
from caudal.domain.metering.operations.review_rules import add_review_rules
from caudal.domain.platform.models import ConfigurationChange, MoneyParameter, User
from caudal.domain.platform.operations.dated_rules import check_date_free
from caudal.domain.platform.operations.money_parameters import add_parameter, check_parameter
from caudal.domain.platform.operations.signatures import Signatures
from caudal.domain.receivables.models import AllocationPolicy, SurchargeRule
from caudal.domain.receivables.operations.policies import (
    add_allocation_policy,
    add_surcharge_rule,
)
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.domain.tariffs.operations.concept_order import change_concept, the_concept
from caudal.domain.tariffs.operations.versions import (
    propose_version,
    publish_version,
    reject_version,
)
from caudal.domain.tariffs.queries.versions import version_before
from caudal.engines.rating import TariffTextError, load_tariff_yaml

Facts = Mapping[str, Any]
Read = TypeVar("Read", bound=Entry)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that could take effect: its title, what holds today, and what it says."""

    title: str
    before: dict[str, Any] | None
    after: dict[str, Any]


class MoneySetting(Protocol):
    """One kind of what moves money."""

    def prepare(self, *, facts: Facts, author: User | None, at: datetime) -> Prepared:
        """Read and check a statement.

        :raises Refusal: saying what to correct
        """

    def enact(self, *, facts: Facts, signatures: Signatures) -> None:
        """Put a prepared statement in force."""

    def discard(self, *, facts: Facts, signatures: Signatures) -> None:
        """Leave a prepared statement without effect."""


@dataclass(frozen=True, slots=True)
class DatedSetting:
    """Rules of which one is in force from each date."""

    label: str
    entry: type[DatedEntry]
    model: type[models.Model]
    column: str
    add: Callable[..., object]

    def prepare(self, *, facts: Facts, author: User | None, at: datetime) -> Prepared:
        """The rule, followed once by its engine, on a date that is free."""
        del author, at
        entry = _read(self.entry, facts)
        entry.check()
        check_date_free(model=self.model, valid_from=entry.valid_from)
        return Prepared(
            title=f"{self.label} desde el {entry.valid_from:%d/%m/%Y}",
            before=self._in_force(entry.valid_from),
            after=entry.facts(),
        )

    def enact(self, *, facts: Facts, signatures: Signatures) -> None:
        """In force from its date."""
        entry = _read(self.entry, facts)
        self.add(
            valid_from=entry.valid_from,
            source=entry.source,
            signatures=signatures,
            **{self.column: entry.content()},
        )

    def discard(self, *, facts: Facts, signatures: Signatures) -> None:
        """Nothing was stored."""

    def _in_force(self, day: date) -> dict[str, Any] | None:
        rows: models.QuerySet[Any] = models.QuerySet(self.model)
        row = rows.filter(valid_from__lte=day).order_by("-valid_from").first()
        if row is None:
            return None
        content = getattr(row, self.column)
        return self.entry.of(valid_from=row.valid_from, source=row.source, content=content).facts()


class ParameterSetting:
    """Values of the law that formulas read."""

    def prepare(self, *, facts: Facts, author: User | None, at: datetime) -> Prepared:
        """The value, on a date that is free, beside the one that it supersedes."""
        del author, at
        entry = _read(ParameterEntry, facts)
        check_parameter(code=entry.code, valid_from=entry.valid_from)
        row = (
            MoneyParameter.objects.filter(code=entry.code, valid_from__lte=entry.valid_from)
            .order_by("-valid_from")
            .values(*ParameterEntry.model_fields)
            .first()
        )
        return Prepared(
            title=f"{entry.code} desde el {entry.valid_from:%d/%m/%Y}",
            before=None if row is None else ParameterEntry.model_validate(row).facts(),
            after=entry.facts(),
        )

    def enact(self, *, facts: Facts, signatures: Signatures) -> None:
        """In force from its date."""
        add_parameter(**dict(_read(ParameterEntry, facts)), signatures=signatures)

    def discard(self, *, facts: Facts, signatures: Signatures) -> None:
        """Nothing was stored."""


class ConceptSetting:
    """The legal order of a concept, and whether arrears of it bear surcharges."""

    def prepare(self, *, facts: Facts, author: User | None, at: datetime) -> Prepared:
        """What it is today and what it would be."""
        del author, at
        entry = _read(ConceptEntry, facts)
        concept = the_concept(code=entry.code)
        today = {name: getattr(concept, name) for name in ConceptEntry.model_fields}
        return Prepared(
            title=f"Concepto {concept.name}",
            before=ConceptEntry.model_validate(today).facts(),
            after=entry.facts(),
        )

    def enact(self, *, facts: Facts, signatures: Signatures) -> None:
        """From now on."""
        entry = _read(ConceptEntry, facts)
        change_concept(
            code=entry.code,
            kind=entry.kind,
            priority=entry.priority,
            bears_surcharges=entry.bears_surcharges,
            signatures=signatures,
        )

    def discard(self, *, facts: Facts, signatures: Signatures) -> None:
        """Nothing was stored."""


class TariffVersionSetting:
    """Versions of tariffs. A proposed one is stored at once, so that it can be tried out."""

    def prepare(self, *, facts: Facts, author: User | None, at: datetime) -> Prepared:
        """The stored proposal; ``facts`` names the tariff and gives the text of the document."""
        tariff = Tariff.objects.filter(code=facts["tariff"]).first()
        if tariff is None:
            message = f"«{facts['tariff']}» no existe; elija una tarifa del catálogo"
            raise PackRefused([PackProblem("tarifa", message)])
        try:
            document = load_tariff_yaml(str(facts["document"]))
        except TariffTextError as error:
            raise PackRefused([PackProblem("documento", str(error))]) from error
        version = propose_version(tariff=tariff, document=document, proposed_by=author, at=at)
        before = version_before(version=version)
        return Prepared(
            title=f"Versión {version.code} de la tarifa {tariff.name}",
            before=None if before is None else self._facts(before),
            after=self._facts(version),
        )

    def enact(self, *, facts: Facts, signatures: Signatures) -> None:
        """Published."""
        publish_version(version=self._version(facts), signatures=signatures)

    def discard(self, *, facts: Facts, signatures: Signatures) -> None:
        """Rejected; its code may be used again."""
        reject_version(version=self._version(facts), signatures=signatures)

    def _facts(self, version: TariffVersion) -> dict[str, Any]:
        return {
            "tariff": version.tariff.code,
            "code": version.code,
            "valid_from": version.valid_during.lower.isoformat(),
            "source": version.source,
            "digest": version.digest,
        }

    def _version(self, facts: Facts) -> TariffVersion:
        return TariffVersion.objects.exclude(state=TariffVersion.State.REJECTED).get(
            digest=facts["digest"]
        )


_Kind = ConfigurationChange.Kind
MONEY_SETTINGS: Final[dict[str, MoneySetting]] = {
    _Kind.MONEY_PARAMETER: ParameterSetting(),
    _Kind.TARIFF_VERSION: TariffVersionSetting(),
    _Kind.CHARGE_CONCEPT: ConceptSetting(),
    _Kind.ALLOCATION_POLICY: DatedSetting(
        "Orden de aplicación",
        AllocationPolicyEntry,
        AllocationPolicy,
        "policy",
        add_allocation_policy,
    ),
    _Kind.SURCHARGE_RULE: DatedSetting(
        "Recargos", SurchargeRuleEntry, SurchargeRule, "rule", add_surcharge_rule
    ),
    _Kind.REVIEW_RULES: DatedSetting(
        "Reglas de crítica", ReviewRulesEntry, ReviewRules, "rules", add_review_rules
    ),
    _Kind.RUN_SENTINELS: DatedSetting(
        "Centinelas", SentinelsEntry, RunSentinels, "limits", add_sentinels
    ),
}


def _read(entry: type[Read], facts: Facts) -> Read:
    """An entry from its plain facts, by its fields' names or by the words of a pack.

    :raises PackRefused: with everything that is wrong in it
    """
    try:
        return entry.model_validate(dict(facts))
    except ValidationError as error:
        raise PackRefused(shape_problems(error)) from error
