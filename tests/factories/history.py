"""Builders of what an account lived through: bills, payments, readings, notes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.billing import make_consumption, make_published_version
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import make_user
from tests.factories.receivables import make_debt
from tests.factories.registry import (
    make_account,
    make_cycle,
    make_period,
    make_route,
    make_tariff,
)

from caudal.domain.billing.models import Bill
from caudal.domain.metering.models import Consumption, Meter, MeterInstallation
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import folios
from caudal.domain.receivables.models import Movement
from caudal.domain.registry.models import (
    AccountNote,
    BillingPeriod,
    Customer,
    Premise,
    Sector,
    ServiceAccount,
)
from caudal.domain.registry.queries.calendar import periods_of_year
from caudal.domain.tariffs.models import TariffVersion
from caudal.kernel.periods import add_months


def noon(day: date) -> datetime:
    """Midday in Hermosillo."""
    return datetime.combine(day, time(19), tzinfo=UTC)


def make_month(*, account: ServiceAccount, start: date) -> BillingPeriod:
    """A month of the account's cycle, once, with the name that the calendar gives it."""
    cycle = account.route.cycle
    planned = periods_of_year(year=start.year, months=1, due_days=14)[start.month - 1]
    found = BillingPeriod.objects.filter(cycle=cycle, code=planned.code).first()
    if found is None:
        found = make_period(cycle=cycle, start=planned.during.start, end=planned.during.end)
        found.name = planned.name
        found.save(update_fields=["name"])
    return found


def make_bill(
    *,
    account: ServiceAccount,
    month: date,
    amounts: Mapping[str, str],
    issued: date,
    due: date,
    volume_m3: str = "17",
    basis: Consumption.Basis = Consumption.Basis.MEASURED,
    replaces: Bill | None = None,
) -> Bill:
    """A bill of a month with its folio and open charges: concept → amount."""
    period = make_month(account=account, start=month)
    folios.open_series(code="R", prefix="R-", digits=7)
    document = make_debt(
        account=account,
        amounts=amounts,
        due_date=due,
        description=f"Recibo {period.name.lower()}",
        kind=Movement.Kind.BILL,
        on_date=issued,
        series_code="R",
    )
    movement = Movement.objects.get(pk=document.movement_id)
    tax = sum((charge.tax for charge in movement.charges.all()), Decimal(0))
    version = TariffVersion.objects.filter(tariff=account.tariff).first()
    return Bill.objects.create(
        movement=movement,
        account=account,
        period=period,
        tariff_version=version or make_published_version(tariff=account.tariff),
        inputs=f'{{"consumo":"{volume_m3}"}}',
        rated_on=issued,
        volume_m3=Decimal(volume_m3),
        basis=basis,
        net=movement.amount - tax,
        tax=tax,
        total=movement.amount,
        issue_date=issued,
        due_date=due,
        content_hash=f"{movement.pk:064x}",
        replaces=replaces,
    )


def make_volumes(
    *, account: ServiceAccount, first_month: date, volumes: str, previous: int = 0
) -> None:
    """Consumptions of consecutive months: ``14 13 15e`` is measured, measured, estimated; ``-`` is
    a month without any. ``previous`` is what the dial showed before the first.
    """
    value = Decimal(previous)
    for index, word in enumerate(volumes.split()):
        start, volume = add_months(first_month, index), word.rstrip("e")
        if word == "-":
            continue
        period = make_month(account=account, start=start)
        if word.endswith("e"):
            Consumption.objects.create(
                account=account,
                period=period,
                basis=Consumption.Basis.ESTIMATED,
                volume_m3=Decimal(volume),
            )
        else:
            make_consumption(
                account=account,
                period=period,
                volume_m3=volume,
                previous=str(value),
                read_on=add_months(start, 1) - timedelta(days=2),
            )
        value += Decimal(volume)


def make_meter(
    *, account: ServiceAccount, serial: str, since: date, initial: int = 0
) -> MeterInstallation:
    """A meter that hangs on the account's connection since it showed ``initial``."""
    return MeterInstallation.objects.create(
        meter=Meter.objects.create(serial=serial, brand="Itron"),
        connection=account.connection,
        during=DateRange(since, None),
        initial_value_m3=initial,
    )


def make_ontiveros(*, author: User | None = None) -> ServiceAccount:
    """The account of the reference pictures, without its dispute: $1,283.11 on 17/11/2026.

    Owed: August $506.09, its surcharges $10.12, September $422.03, surcharges $18.56 (together
    $956.80 overdue), and October $326.31 not yet due; July's $534.10 was paid on 18/08.
    """
    account = make_account(
        number="0182937-3",
        contract_number="C-2009-04417",
        route=make_route(
            code="0412", sector=Sector.objects.create(code="04", name="Norte"), cycle=make_cycle()
        ),
        route_sequence=318,
        tariff=make_tariff(code="st2026", name="San Telmo 2026"),
        opened_on=date(2009, 4, 2),
    )
    Premise.objects.filter(connections__accounts=account).update(
        between_streets="Mar de Cortés y Delfines"
    )
    Customer.objects.filter(roles__account=account).update(phone="622 118 4073")
    make_meter(account=account, serial="14-208831", since=date(2018, 3, 22))
    make_volumes(
        account=account,
        first_month=date(2024, 11, 1),
        volumes="15 13 13 12 14 16 19 21 23 22 20 17 14 13 12 13 15e 15e 19 22 25 24 21 17",
        previous=869,
    )
    _documents(account)
    writer = author or make_user(full_name="Ramiro Castro")
    AccountNote.objects.create(
        account=account,
        text="Perro en el patio y medidor tras la reja: tocar el timbre antes de entrar.",
        is_pinned=True,
        author=writer,
        written_at=noon(date(2026, 4, 30)),
    )
    AccountNote.objects.create(
        account=account,
        text="Pide recibo impreso; no usa correo.",
        author=writer,
        written_at=noon(date(2026, 8, 3)),
    )
    return account


def _documents(account: ServiceAccount) -> None:
    folios.open_series(code="G", prefix="G-", digits=7)
    bills = (
        ("07", "2026-08-07", "2026-08-21", "25", {"agua": "350.83", "alcantarillado": "183.27"}),
        ("08", "2026-09-07", "2026-09-21", "24", {"agua": "332.43", "alcantarillado": "173.66"}),
        ("09", "2026-10-07", "2026-10-21", "21", {"agua": "277.29", "alcantarillado": "144.74"}),
        ("10", "2026-11-06", "2026-11-20", "17", {"agua": "214.39", "alcantarillado": "111.92"}),
    )
    surcharges = {"09": ("10.12", "agosto"), "10": ("18.56", "agosto y septiembre")}
    for month, issued, due, volume, amounts in bills:
        on_date = date.fromisoformat(issued)
        if month in surcharges:
            amount, months = surcharges[month]
            make_debt(
                account=account,
                amounts={"recargos": amount},
                due_date=on_date,
                description=f"Recargos por mora, 2 % mensual, {months}",
                kind=Movement.Kind.SURCHARGE,
                on_date=on_date,
                series_code="G",
            )
        make_bill(
            account=account,
            month=date.fromisoformat(f"2026-{month}-01"),
            amounts=amounts,
            issued=on_date,
            due=date.fromisoformat(due),
            volume_m3=volume,
        )
        if month == "07":
            at = noon(date(2026, 8, 18))
            make_payment(account=account, session=make_session(at=at), amount="534.10", at=at)
