"""Fill the register: routes, people, places, meters, and what accounts owed before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.metering.models import Reading
from caudal.domain.metering.operations.meters import Hanging, hang_meters, register_meters
from caudal.domain.metering.operations.reading_batches import TakenReading, record_readings
from caudal.domain.metering.queries.meter_places import MeterFacts
from caudal.domain.receivables.operations.opening_balances import (
    OpeningCharge,
    OpeningDocument,
    write_opening_balances,
)
from caudal.domain.registry.models import (
    AccountDiscount,
    AccountNote,
    Customer,
    DiscountProgramme,
    ServiceAccount,
)
from caudal.domain.registry.operations.accounts import create_accounts
from caudal.domain.registry.operations.colonias import ensure_colonias
from caudal.domain.registry.operations.past_holders import PastHolder, add_past_holders
from caudal.domain.registry.operations.periods import open_period
from caudal.domain.registry.operations.routes import open_routes
from caudal.domain.registry.queries.account_facts import AccountFacts
from caudal.domain.registry.queries.calendar import periods_of_year
from caudal.domain.registry.queries.catalogue import read_catalogue
from caudal.domain.tariffs.operations.system_concepts import opening_concept
from caudal.engines.demo_town.calendar import MONTHS
from caudal.engines.demo_town.chance import Stream, generator
from caudal.engines.demo_town.layout import TownRoute
from caudal.engines.demo_town.register import PlannedAccount, accounts_of
from caudal.engines.demo_town.town import Town
from caudal.engines.demo_town.water import water_of
from caudal.kernel.money import from_centavos
from caudal.kernel.periods import add_months
from caudal.usecases.build_demo.context import DemoContext

_REASON = "Base de demostración"


def open_missing_periods(*, context: DemoContext, at: datetime) -> None:
    """Open the periods that the story looks back to and the pack does not bring."""
    calendar = context.town.calendar
    for code, cycle in context.cycles.items():
        years = {calendar.month(month).start.year for month in range(-MONTHS, MONTHS + 1)}
        for year in sorted(years):
            planned = periods_of_year(year=year, months=cycle.months, due_days=cycle.due_days)
            for one in planned:
                if (code, one.during.start) not in context.periods:
                    open_period(
                        cycle=cycle,
                        code=one.code,
                        name=one.name,
                        during=one.during,
                        due_date=one.due_date,
                        acting_user=None,
                        at=at,
                    )


def open_more_routes(*, context: DemoContext, at: datetime) -> None:
    """Open the routes that a large town has beyond those of the pack."""
    catalogue = read_catalogue()
    for code, cycle in context.cycles.items():
        new = [one for one in context.town.routes if one.is_new and one.cycle == code]
        open_routes(
            sectors={one.code: one.sector for one in new},
            cycle=cycle,
            catalogue=catalogue,
            acting_user=None,
            at=at,
            reason=_REASON,
        )


def register_routes(*, context: DemoContext, routes: Sequence[TownRoute]) -> None:
    """Create the accounts of some routes with their meters, holders, discounts and notes."""
    town = context.town
    planned = [(route, one) for route in routes for one in accounts_of(town=town, route=route)]
    accounts = [one for _, one in planned]
    catalogue = read_catalogue()
    ensure_colonias(
        wanted={(one.colonia, one.postal_code) for one in accounts}, catalogue=catalogue
    )
    keys = create_accounts(
        drafts=[_facts(town, route, one) for route, one in planned],
        catalogue=catalogue,
        since=town.calendar.month(0).start,
        meter_serials={one.number: one.meter_serial for one in accounts if _has_meter(one)},
    )
    ids = dict(zip((one.number for one in accounts), keys, strict=True))
    add_past_holders(
        holders=[
            PastHolder(
                account_id=ids[one.number],
                name=one.earlier_holder_name,
                until=one.opened_on + (town.calendar.today - one.opened_on) // 2,
            )
            for one in accounts
            if one.earlier_holder_name
        ]
    )
    _grant_discounts(town, accounts, ids)
    _write_notes(context, accounts, ids)
    _hang_meters(context, routes, accounts, ids)


def _facts(town: Town, route: TownRoute, one: PlannedAccount) -> AccountFacts:
    status = ServiceAccount.Status
    closed_on = town.calendar.month(0).start - timedelta(days=40) if one.is_closed else None
    state = status.CLOSED if one.is_closed else status.ACTIVE
    return AccountFacts(
        number=one.number,
        holder_name=one.holder_name,
        street=one.street,
        colonia=one.colonia,
        use_code=one.use_code,
        tariff_code=town.plan.tariff,
        route_code=route.code,
        route_sequence=one.sequence,
        contract_number=one.contract_number,
        holder_kind=(Customer.Kind.COMPANY if one.is_company else Customer.Kind.PERSON).value,
        email=one.email,
        phone=one.phone,
        exterior_number=one.exterior_number,
        between_streets=one.between_streets,
        postal_code=one.postal_code,
        latitude=one.latitude,
        longitude=one.longitude,
        diameter_mm=one.diameter_mm,
        status=(status.SUSPENDED if one.is_suspended else state).value,
        is_metered=one.is_metered,
        has_sewer=one.has_sewer,
        has_sanitation=one.has_sewer,
        dwelling_units=one.dwelling_units,
        opened_on=one.opened_on,
        closed_on=closed_on,
        wants_printed_bill=not one.email,
    )


def _has_meter(one: PlannedAccount) -> bool:
    return one.is_metered and not one.is_closed


def _grant_discounts(town: Town, accounts: Sequence[PlannedAccount], ids: dict[str, int]) -> None:
    programme = DiscountProgramme.objects.get(code=town.plan.elderly_programme)
    start = town.calendar.month(0).start
    until = date(town.calendar.today.year + 1, 12, 1)
    AccountDiscount.objects.bulk_create(
        AccountDiscount(
            account_id=ids[one.number],
            programme=programme,
            valid_during=DateRange(start, until),
            proof="Credencial INAPAM",
        )
        for one in accounts
        if one.is_elderly
    )


def _write_notes(
    context: DemoContext, accounts: Sequence[PlannedAccount], ids: dict[str, int]
) -> None:
    calendar = context.town.calendar
    at = context.moment(add_months(calendar.today, -6), 10, 30)
    author = next(
        user
        for person in context.town.plan.people
        if (user := context.users[person.username]).full_name in context.town.plan.readers
    )
    AccountNote.objects.bulk_create(
        AccountNote(
            account_id=ids[one.number],
            text=one.note,
            is_pinned=one.place == context.town.showcase,
            author=author,
            written_at=at,
        )
        for one in accounts
        if one.note
    )


def _hang_meters(
    context: DemoContext,
    routes: Sequence[TownRoute],
    accounts: Sequence[PlannedAccount],
    ids: dict[str, int],
) -> None:
    """Register and hang the meters, each with the reading from which the story goes on."""
    metered = [one for one in accounts if _has_meter(one)]
    connections = dict(
        ServiceAccount.objects.filter(pk__in=ids.values()).values_list("pk", "connection_id")
    )
    meters = register_meters(
        meters=[
            MeterFacts(
                serial=one.meter_serial,
                brand=one.meter_brand,
                diameter_mm=one.diameter_mm,
            )
            for one in metered
        ]
    )
    installations = hang_meters(
        hangings=[
            Hanging(
                meter_id=meter,
                connection_id=connections[ids[one.number]],
                installed_on=one.meter_installed_on,
                initial_value_m3=Decimal(0),
            )
            for meter, one in zip(meters, metered, strict=True)
        ]
    )
    first = _first_values(context.town, routes)
    days = {
        place: context.town.calendar.reading_date(-1, context.route_place(route))
        for route in routes
        for place in route.accounts
    }
    at = context.moment(context.town.calendar.month(-1).last_day, 18)
    record_readings(
        readings=[
            TakenReading(
                account_id=ids[one.number],
                installation_id=installation,
                period_id=None,
                read_on=days[one.place],
                value_m3=Decimal(first[one.place]),
                source=Reading.Source.OPENING,
            )
            for installation, one in zip(installations, metered, strict=True)
            if one.place != context.town.showcase
        ],
        acting_user=None,
        at=at,
    )


def _first_values(town: Town, routes: Sequence[TownRoute]) -> dict[int, int]:
    return {
        place: value
        for route in routes
        for place, value in zip(
            route.accounts, water_of(town=town, route=route).start_m3.tolist(), strict=True
        )
    }


def owe_from_before(*, context: DemoContext, routes: Sequence[TownRoute]) -> None:
    """Write the old debts as opening balances, one charge per stretch of months."""
    town, calendar = context.town, context.town.calendar
    first = calendar.month(0).start
    at = context.moment(first, 7)
    concept = opening_concept()
    ids = context.account_ids()
    step = town.plan.old_debt_months_per_charge
    documents = []
    for route in routes:
        rng = generator(town.seed, Stream.TOWN, route.place)
        for place in route.accounts:
            owes_since = int(town.owes_since[place])
            if not owes_since:
                continue
            pesos = town.plan.uses[int(town.use[place])].monthly_pesos * step
            oldest = add_months(calendar.today, -owes_since)
            due_dates = [
                add_months(oldest, step * stretch) for stretch in range(-(-owes_since // step))
            ]
            charges = tuple(
                OpeningCharge(
                    concept_id=concept.pk,
                    due_date=due,
                    amount=from_centavos(pesos * int(rng.integers(70, 131))),
                    tax=Decimal(0),
                    tax_rate=Decimal(0),
                )
                for due in due_dates
                if due < first
            )
            documents.append(
                OpeningDocument(
                    account_id=int(ids[place]),
                    branch_id=context.cycles[route.cycle].branch_id,
                    business_date=first - timedelta(days=1),
                    description="Saldo inicial",
                    charges=charges,
                )
            )
    write_opening_balances(documents=documents, at=at, on_date=first)
