"""The pack that a database holds: what ``caudal setup`` would read to make another one like it."""

import base64
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet

from caudal.adapters.packs.catalogues import CATALOGUES
from caudal.adapters.packs.money import (
    AllocationPolicyEntry,
    DatedEntry,
    ParameterEntry,
    ReviewRulesEntry,
    SentinelsEntry,
    SurchargeRuleEntry,
)
from caudal.adapters.packs.organization import LogoEntry, RoleEntry, UtilityEntry
from caudal.adapters.packs.pack import UtilityPack
from caudal.adapters.packs.service import CycleEntry, PeriodEntry
from caudal.domain.billing.models import RunSentinels
from caudal.domain.metering.models import ReviewRules
from caudal.domain.platform.models import MoneyParameter, StoredFile, Utility
from caudal.domain.platform.operations.files import file_path
from caudal.domain.platform.operations.people import functions_of_role
from caudal.domain.platform.queries.utility import the_utility
from caudal.domain.receivables.models import AllocationPolicy, SurchargeRule
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.registry.queries.calendar import periods_of_year
from caudal.domain.tariffs.models import TariffVersion
from caudal.engines.rating import load_tariff_yaml
from caudal.kernel.errors import Refusal


class LogoFileMissing(Refusal):
    """The database names a logo whose bytes are not in the files folder."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Falta el archivo del logotipo «{name}». Restaure la carpeta de archivos"
            " o suba el logotipo de nuevo."
        )


def pack_of_database() -> UtilityPack:
    """Everything that a pack may say, as the database says it; rows sorted by their codes.

    :raises UtilityMissing: before ``caudal setup``
    :raises LogoFileMissing: if the logo's bytes are gone
    """
    utility = the_utility()
    return UtilityPack.model_validate(
        {"format": "1", "utility": _utility(utility)}
        | {catalogue.section: _entries(catalogue.section) for catalogue in CATALOGUES}
        | {
            "roles": _roles(),
            "parameters": list(
                MoneyParameter.objects.order_by("code", "valid_from").values(
                    *ParameterEntry.model_fields
                )
            ),
            "allocation_policies": _dated(AllocationPolicyEntry, AllocationPolicy, "policy"),
            "surcharge_rules": _dated(SurchargeRuleEntry, SurchargeRule, "rule"),
            "review_rules": _dated(ReviewRulesEntry, ReviewRules, "rules"),
            "sentinels": _dated(SentinelsEntry, RunSentinels, "limits"),
        }
    )


def _utility(utility: Utility) -> UtilityEntry:
    facts = {name: getattr(utility, name) for name in UtilityEntry.model_fields if name != "logo"}
    logo = None if utility.logo is None else _logo(utility.logo)
    return UtilityEntry.model_validate({**facts, "logo": logo})


def _logo(logo: StoredFile) -> LogoEntry:
    try:
        content = file_path(sha256=logo.sha256).read_bytes()
    except OSError as error:
        raise LogoFileMissing(logo.name) from error
    return LogoEntry(name=logo.name, content=base64.b64encode(content).decode())


def _entries(section: str) -> list[dict[str, Any]]:
    catalogue = next(known for known in CATALOGUES if known.section == section)
    entries = [catalogue.facts(row) for row in catalogue.rows()]
    if section == "tariffs":
        return [{**facts, "versions": _versions(facts["code"])} for facts in entries]
    if section == "cycles":
        return [{**facts, **_calendar(facts)} for facts in entries]
    return entries


def _versions(tariff: str) -> list[dict[str, Any]]:
    published = TariffVersion.objects.filter(
        tariff__code=tariff, state=TariffVersion.State.PUBLISHED
    )
    return [load_tariff_yaml(row.document) for row in published.order_by("valid_during")]


def _calendar(cycle: dict[str, Any]) -> dict[str, Any]:
    """The years that are open whole, and the periods that differ from those of the calendar."""
    rows = {
        row.code: PeriodEntry(
            code=row.code,
            name=row.name,
            start=row.during.lower,
            end=row.during.upper,
            due_date=row.due_date,
        )
        for row in BillingPeriod.objects.filter(cycle__code=cycle["code"]).order_by("during")
    }
    years = sorted({row.start.year for row in rows.values()})
    whole = [year for year in years if _codes_of_year(year, cycle) <= rows.keys()]
    expected = CycleEntry.model_validate({**cycle, "years": whole}).open_periods()
    odd = [row for row in rows.values() if row not in expected]
    return {"years": whole, "periods": odd}


def _codes_of_year(year: int, cycle: dict[str, Any]) -> set[str]:
    planned = periods_of_year(year=year, months=cycle["months"], due_days=cycle["due_days"])
    return {period.code for period in planned}


def _roles() -> list[RoleEntry]:
    return [
        RoleEntry(name=role.name, functions=tuple(functions_of_role(role=role)))
        for role in Group.objects.order_by("name")
    ]


def _dated(entry: type[DatedEntry], model: type[Model], column: str) -> list[DatedEntry]:
    rows: QuerySet[Any] = QuerySet(model)
    return [
        entry.of(valid_from=row.valid_from, source=row.source, content=getattr(row, column))
        for row in rows.order_by("valid_from")
    ]
