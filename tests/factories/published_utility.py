"""A small utility founded with one of the tariffs that we ship, and its first run of bills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.platform import make_user
from tests.factories.registry import make_account, make_use_class

from caudal.adapters.packs import UtilityPack, parse_pack
from caudal.domain.billing.models import BillingRun
from caudal.domain.metering.models import Meter, MeterInstallation
from caudal.domain.metering.operations.reading_checks import GivenReading
from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingPeriod, Route, ServiceAccount
from caudal.domain.tariffs.models import Tariff
from caudal.engines.rating import TariffDefinition
from caudal.kernel.periods import add_months
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.calculate_billing_run import calculate_billing_run
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.open_route_periods import open_route_periods
from caudal.usecases.prepare_billing_run import prepare_billing_run
from caudal.usecases.record_readings import record_readings
from caudal.usecases.set_up_utility import set_up_utility

UTILITIES = Path(__file__).parents[2] / "src" / "caudal" / "packs" / "utilities"
ZONE = ZoneInfo("America/Mexico_City")
LONG_AGO = "2000-01-01"
FIRST_VALUE = Decimal(1250)
"""What every meter shows before the period."""


def pack_with(*, tariff: str, definition: TariffDefinition) -> UtilityPack:
    """The pack of Valle Bajo with another tariff, as it would have been founded in its year."""
    text = (UTILITIES / "valle-bajo.yaml").read_text(encoding="utf-8")
    document = yaml.load(text.replace("2024-01-01", LONG_AGO), Loader=yaml.BaseLoader)  # noqa: S506
    billed = [concept.name for concept in definition.concepts]
    charges = [
        {"clave": name, "nombre": name.capitalize(), "orden": str(30 + index)}
        for index, name in enumerate(billed)
    ]
    fixed = [row for row in document["conceptos"] if "tipo" in row]
    document["conceptos"] = [*fixed, *charges]
    document["recargos"][0]["conceptos"] = ["rezago", *billed]
    document["tarifas"] = [{"clave": "unica", "nombre": definition.name, "versiones": [tariff]}]
    document["programas_de_descuento"] = []
    known = {use["clave"] for use in document["usos"]}
    asked = definition.input("uso")
    document["usos"] += [
        {"clave": use.key, "nombre": use.label}
        for use in (asked.values if asked else ())
        if use.key not in known
    ]
    document["centinelas"][0]["limites"]["importe_maximo"] = {"*": "50000"}  # 600 m³ is published
    cycle = document["ciclos"][0]
    cycle["meses"] = "2" if definition.frequency == "bimestral" else "1"
    cycle["anios"] = [str(billed_month(definition).year)]
    return parse_pack(text=yaml.safe_dump(document, allow_unicode=True), folder=UTILITIES)


def billed_month(definition: TariffDefinition) -> date:
    """The first day of a month in which the version holds, two after its first if it lives so long:
    the index of the year is in force then.
    """
    start, last = definition.validity.start, definition.validity.last_day
    later = add_months(start, 2)
    return (later if last is None or later < last else start).replace(day=1)


@dataclass(frozen=True)
class FoundedUtility:
    """The only route of a utility, the period to bill and the two people who sign."""

    period: BillingPeriod
    route: Route
    clerk: User
    manager: User

    @classmethod
    def with_tariff(cls, *, tariff: str, definition: TariffDefinition) -> "FoundedUtility":
        """Found a utility in an empty database."""
        month = billed_month(definition)
        set_up_utility(
            pack=pack_with(tariff=tariff, definition=definition),
            acting_user=None,
            at=_noon(date(month.year, 1, 1)),
        )
        return cls(
            period=BillingPeriod.objects.select_related("cycle__branch").get(
                during__contains=month
            ),
            route=Route.objects.order_by("code")[0],
            clerk=make_user(full_name="Elena Valdez"),
            manager=make_user(full_name="Mario Cervantes"),
        )

    @property
    def read_on(self) -> date:
        """The last day of the period."""
        last: date = self.period.during.upper - timedelta(days=1)
        return last

    @property
    def issued_on(self) -> date:
        """The day of the issue, still in the year of the version."""
        return self.read_on

    def account(self, inputs: Mapping[str, str]) -> ServiceAccount:
        """An account that has these inputs; with a consumption it has a meter, to be read."""
        own = {name: value for name, value in inputs.items() if name not in {"consumo", "medido"}}
        account = make_account(
            route=self.route,
            tariff=Tariff.objects.get(),
            use_class=make_use_class(code=inputs.get("uso", "domestica")),
            is_metered="consumo" in inputs,
            tariff_attributes=own,
        )
        if account.is_metered:
            MeterInstallation.objects.create(
                meter=Meter.objects.create(
                    serial=f"09-{account.pk:06d}",
                    digits=5,
                    diameter_mm=50,  # Through 13 mm, 600 m³ would wait for a person.
                ),
                connection=account.connection,
                during=DateRange(self.period.during.lower - timedelta(days=400), None),
                initial_value_m3=FIRST_VALUE,
            )
            refresh_search_texts(account_ids=[account.pk])
        return account

    def read(self, volumes: Mapping[int, Decimal]) -> None:
        """Open the period's routes and read the meters: account → m³ consumed."""
        at = _noon(self.read_on)
        open_route_periods(period_id=self.period.pk, acting_user=self.clerk, at=at)
        readings = [
            GivenReading(account_id=key, read_on=self.read_on, value_m3=FIRST_VALUE + volume)
            for key, volume in volumes.items()
        ]
        record_readings(period_id=self.period.pk, readings=readings, acting_user=self.clerk, at=at)

    def calculated(self) -> BillingRun:
        """The run of the period, in review."""
        at = _noon(self.issued_on)
        run = prepare_billing_run(
            period_id=self.period.pk, issue_date=self.issued_on, acting_user=self.clerk, at=at
        )
        return calculate_billing_run(run_id=run.pk, acting_user=self.clerk, at=at)

    def approve(self, run: BillingRun) -> None:
        """The other person signs."""
        approve_billing_run(run_id=run.pk, acting_user=self.manager, at=_noon(self.issued_on))

    def issued(self) -> BillingRun:
        """The run of the period, with its bills."""
        run = self.calculated()
        self.approve(run)
        return issue_billing_run(run_id=run.pk, acting_user=self.manager, at=_noon(self.issued_on))


def bring_accounts(
    utility: FoundedUtility, examples: Sequence[Mapping[str, str]]
) -> list[ServiceAccount]:
    """An account for each example, with the reading that gives its consumption."""
    accounts = [utility.account(inputs) for inputs in examples]
    utility.read(
        {
            account.pk: Decimal(inputs["consumo"])
            for account, inputs in zip(accounts, examples, strict=True)
            if account.is_metered
        }
    )
    return accounts


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=ZONE)
