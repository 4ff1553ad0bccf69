"""Read the meters of some routes in a month, and decide about what the review finds odd."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.domain.metering.models import Consumption, Reading
from caudal.domain.metering.operations.decisions import DecisionContext, decide
from caudal.domain.metering.operations.meter_changes import MeterChange, change_meters
from caudal.domain.metering.operations.reading_batches import (
    ReviewedConsumption,
    TakenReading,
    record_consumptions,
    record_readings,
)
from caudal.domain.metering.operations.reading_checks import GivenReading
from caudal.domain.metering.operations.recording import (
    CheckedReading,
    RecordingContext,
    record_checked,
)
from caudal.domain.metering.operations.route_periods import (
    lock_route_periods,
    refresh_route_periods,
)
from caudal.domain.metering.queries.before_reading import before_readings
from caudal.domain.metering.queries.cases import Case, Decision, cases_of
from caudal.domain.metering.queries.meter_places import MeterFacts, meter_places
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.demo_town.chance import Int64
from caudal.engines.demo_town.layout import TownRoute
from caudal.engines.demo_town.water import RouteWater, water_of
from caudal.engines.reading_review.rules import Action
from caudal.usecases.build_demo.context import DemoContext

_CLERK = "lecturas"
_LEFT_IN_REVIEW = 5  # of the run in review, one finding of so many waits
_HALF_OF_MONTH = 15
_TRIES = (Decision.ACCEPT, Decision.ESTIMATE)


@dataclass(frozen=True, slots=True)
class _Round:
    """The readings of one route in one month."""

    context: DemoContext
    route: TownRoute
    month: int
    read_on: date
    reader: str
    water: RouteWater
    dial: Int64

    @property
    def rows(self) -> list[int]:
        """The positions of the accounts that are read: metered and with service."""
        town = self.context.town
        return [
            place - self.route.first
            for place in self.route.accounts
            if town.is_metered[place] and not town.is_suspended[place] and not town.is_closed[place]
        ]

    def account(self, row: int) -> int:
        """The key of the account at a position."""
        return int(self.context.account_ids()[self.route.first + row])

    def number(self, row: int) -> str:
        """Its number."""
        return self.context.town.number(self.route.first + row)

    def given(self, row: int, value: int | None) -> GivenReading:
        """What the reader writes down, with what he notes beside it."""
        return GivenReading(
            account_id=self.account(row),
            read_on=self.read_on,
            value_m3=None if value is None else Decimal(value),
            remark_id=self._remark(row, is_read=value is not None),
            meter_reader=self.reader,
            source=Reading.Source.FILE,
        )

    def _remark(self, row: int, *, is_read: bool) -> int | None:
        dirt, remarks = self.context.town.plan.dirt, self.context.remarks
        if not is_read:
            choice = int(self.water.unread_remark[row, self.month])
            return remarks[dirt.unread_remarks[choice]]
        if self.water.is_leaking[row, self.month]:
            return remarks[dirt.leaking_remark]
        if self.water.is_vacant[row] and self.month % 4 == 0:
            return remarks[dirt.vacant_remark]
        return None


def read_routes(*, context: DemoContext, routes: Sequence[TownRoute], month: int) -> None:
    """Take, review and decide the readings of some routes in a month, cycle by cycle."""
    by_cycle: dict[str, list[TownRoute]] = defaultdict(list)
    for route in routes:
        by_cycle[route.cycle].append(route)
    for cycle, members in sorted(by_cycle.items()):
        _read_cycle(context, cycle, [_round(context, route, month) for route in members])


def _round(context: DemoContext, route: TownRoute, month: int) -> _Round:
    town = context.town
    readers = town.plan.readers
    is_showcase = route.code == town.plan.showcase.route
    water = water_of(town=town, route=route)
    return _Round(
        context=context,
        route=route,
        month=month,
        read_on=town.calendar.reading_date(month, context.route_place(route)),
        reader=readers[0 if is_showcase else route.place % len(readers)],
        water=water,
        dial=water.dial(month),
    )


def _read_cycle(context: DemoContext, cycle: str, rounds: Sequence[_Round]) -> None:
    month = rounds[0].month
    period = context.period(cycle, month)
    last_day = context.town.calendar.month(month).last_day
    at = context.moment(last_day, 19)
    route_ids = [context.route_ids[one.route.code] for one in rounds]
    locked = lock_route_periods(period=period, route_ids=route_ids)
    for one in rounds:
        _change_meters(one)
    recording = RecordingContext(
        period=period,
        route_periods=locked,
        rules=review_rules(on_date=last_day),
        acting_user=context.role(_CLERK),
        at=at,
        reason="Dígito mal capturado",
    )
    _record([_written(one, row) for one in rounds for row in one.rows], period, recording)
    is_open = context.is_unfinished(cycle, month)
    if not is_open:
        _record([_right(one, row) for one in rounds for row in one.rows], period, recording)
    if not is_open or cycle != context.town.plan.unfinished.pending_cycle:
        _decide(context, recording, route_ids, leave=_LEFT_IN_REVIEW if is_open else 0)


def _written(one: _Round, row: int) -> GivenReading | None:
    """What the reader writes down: what the dial shows, less a digit when he errs, or nothing."""
    shown = int(one.dial[row])
    if one.water.is_unread[row, one.month]:
        return one.given(row, None)
    return one.given(row, shown // 10 if one.water.is_mistyped[row, one.month] else shown)


def _right(one: _Round, row: int) -> GivenReading | None:
    """The reading that puts a mistyped one right."""
    mistyped = one.water.is_mistyped[row, one.month] and not one.water.is_unread[row, one.month]
    shown = int(one.dial[row])
    return one.given(row, shown) if mistyped and shown >= 10 else None


def _record(
    given: Sequence[GivenReading | None], period: BillingPeriod, recording: RecordingContext
) -> None:
    """Record readings with what is known before each of them."""
    readings = [one for one in given if one is not None]
    befores = before_readings(
        asked=[(one.account_id, one.read_on) for one in readings], period=period
    )
    record_checked(
        readings=[CheckedReading(*pair) for pair in zip(befores, readings, strict=True)],
        context=recording,
    )


def _decide(
    context: DemoContext, recording: RecordingContext, route_ids: Sequence[int], *, leave: int
) -> None:
    """What a careful clerk decides: the volume of the meter if it gives one, else an estimate."""
    period = recording.period
    waiting = Consumption.objects.filter(
        period=period, account__route_id__in=route_ids, state=Consumption.State.PENDING
    ).order_by("pk")
    keys = [
        key
        for turn, key in enumerate(waiting.values_list("pk", flat=True))
        if not leave or turn % leave
    ]
    cases = cases_of(consumption_ids=keys, period=period, rules=recording.rules)
    for decision in _TRIES:
        asked = [case for case in cases if case.offers(decision)]
        cases = [case for case in cases if not case.offers(decision)]
        for note, members in _by_note(asked, decision).items():
            decide(
                cases=members,
                decision=decision,
                context=DecisionContext(context.role(_CLERK), recording.at, note),
            )
    refresh_route_periods(period=period, route_ids=route_ids)


def _by_note(cases: Sequence[Case], decision: Decision) -> dict[str, list[Case]]:
    noted: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        is_confirmed = decision is Decision.ACCEPT and case.review.proposed_action is Action.RE_READ
        noted["Releída, se confirma" if is_confirmed else ""].append(case)
    return noted


def _change_meters(one: _Round) -> None:
    """Change meters half way through the month."""
    rows = [row for row in one.rows if one.water.changed_at[row] == one.month]
    places = meter_places(numbers=[one.number(row) for row in rows])
    final = one.water.removed_dial().tolist()
    changed_on = one.context.town.calendar.month(one.month).start.replace(day=_HALF_OF_MONTH)
    changes = []
    for row in rows:
        place = places[one.number(row)]
        if place.hanging is None:
            continue
        changes.append(
            MeterChange(
                account_id=place.account_id,
                connection_id=place.connection_id,
                removed_installation_id=place.hanging.installation_id,
                installed_on=place.hanging.installed_on,
                changed_on=changed_on,
                final_value_m3=Decimal(final[row]),
                meter=MeterFacts(
                    serial=f"{changed_on:%y}-C{one.number(row)}",
                    brand=one.context.town.plan.meter_brands[0],
                    diameter_mm=place.hanging.diameter_mm,
                    digits=one.water.digits,
                ),
            )
        )
    change_meters(changes=changes)


def read_showcase_before(*, context: DemoContext) -> None:
    """Give the account that is written out by hand its year of readings before the others."""
    town = context.town
    written = town.plan.showcase
    route = next(one for one in town.routes if town.showcase in one.accounts)
    place = meter_places(numbers=[written.number])[written.number]
    months, at = len(written.earlier_m3), context.moment(town.calendar.month(-1).last_day, 18)
    value = written.last_reading_m3 - sum(written.monthly_m3) - sum(written.earlier_m3)
    readings = []
    for month in range(-months - 1, 0):
        in_story = month >= -months
        value += written.earlier_m3[month] if in_story else 0
        readings.append(
            TakenReading(
                account_id=place.account_id,
                installation_id=place.hanging.installation_id if place.hanging else None,
                period_id=context.period(route.cycle, month).pk if in_story else None,
                read_on=town.calendar.reading_date(month, context.route_place(route)),
                value_m3=Decimal(value),
                meter_reader=town.plan.readers[0],
                source=Reading.Source.FILE if in_story else Reading.Source.OPENING,
            )
        )
    keys = record_readings(readings=readings, acting_user=None, at=at)
    record_consumptions(
        consumptions=[_measured_before(context, place.account_id, route, month, keys)
                      for month in range(-months, 0)],
        decided_by=None,
        at=at,
    )  # fmt: skip


def _measured_before(
    context: DemoContext, account_id: int, route: TownRoute, month: int, keys: Sequence[int]
) -> ReviewedConsumption:
    return ReviewedConsumption(
        account_id=account_id,
        period_id=context.period(route.cycle, month).pk,
        basis=Consumption.Basis.MEASURED,
        volume_m3=Decimal(context.town.plan.showcase.earlier_m3[month]),
        average_m3=None,
        previous_reading_id=keys[month - 1],
        current_reading_id=keys[month],
        is_rollover=False,
        finding="",
        finding_facts=None,
        proposed_m3=None,
        state=Consumption.State.CLEAN,
    )
