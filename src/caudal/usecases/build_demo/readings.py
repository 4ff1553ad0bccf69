"""Read the meters of some routes in a month, review the readings and decide about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from caudal.domain.metering.models import Consumption, RoutePeriod
from caudal.domain.metering.operations.meter_changes import MeterChange, change_meters
from caudal.domain.metering.operations.reading_batches import (
    ReviewedConsumption,
    TakenReading,
    record_consumptions,
    record_readings,
)
from caudal.domain.metering.queries.dials import Dial, dials_of
from caudal.domain.metering.queries.meter_places import MeterFacts
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.platform.models import User
from caudal.engines.demo_town.layout import TownRoute
from caudal.engines.demo_town.water import RouteWater, water_of
from caudal.engines.reading_review.consumption import DialSpan, MeterMovement
from caudal.engines.reading_review.estimate import Basis, PastPeriod
from caudal.engines.reading_review.reading_facts import ReadingFacts
from caudal.engines.reading_review.review import Review, review
from caudal.engines.reading_review.rules import Action, ReviewRules
from caudal.engines.reading_review.volumes import LITRES_PER_M3, to_litres, to_m3
from caudal.usecases.build_demo.context import DemoContext

_BASES = {basis.name.lower(): basis for basis in Basis}
_HISTORY = 12
_CLERK = "lecturas"
_LEFT_IN_REVIEW = 5  # of the run in review, one finding of so many waits
_HALF_OF_MONTH = 15


@dataclass(frozen=True, slots=True)
class _Round:
    """The readings of one route in one month."""

    context: DemoContext
    route: TownRoute
    month: int
    rules: ReviewRules
    water: RouteWater
    positions: dict[str, int]

    @property
    def period_id(self) -> int:
        return self.context.period(self.route.cycle, self.month).pk

    @property
    def read_on(self) -> date:
        place = self.context.route_place(self.route)
        return self.context.town.calendar.reading_date(self.month, place)

    @property
    def is_open(self) -> bool:
        return self.context.is_unfinished(self.route.cycle, self.month)

    @property
    def reader(self) -> str:
        readers = self.context.town.plan.readers
        showcase = self.context.town.plan.showcase.route
        return readers[0 if self.route.code == showcase else self.route.place % len(readers)]

    def remark(self, row: int) -> int | None:
        """What the reader notes beside a reading."""
        dirt = self.context.town.plan.dirt
        if self.water.is_leaking[row, self.month]:
            return self.context.remarks[dirt.leaking_remark]
        if self.water.is_vacant[row] and self.month % 4 == 0:
            return self.context.remarks[dirt.vacant_remark]
        return None

    def unread_remark(self, row: int) -> int:
        """Why a meter could not be read."""
        choice = int(self.water.unread_remark[row, self.month])
        return self.context.remarks[self.context.town.plan.dirt.unread_remarks[choice]]


@dataclass(slots=True)
class _Look:
    """One account: what its dial shows, what was written down, and what the review says."""

    dial: Dial
    row: int
    shown_m3: int
    written_m3: int | None
    removed: DialSpan | None
    outcome: Review
    first_key: int = 0
    current_key: int = 0

    @property
    def is_mistyped(self) -> bool:
        """Whether what was written down is not what the dial shows."""
        return self.written_m3 is not None and self.written_m3 != self.shown_m3


def read_routes(*, context: DemoContext, routes: Sequence[TownRoute], month: int) -> None:
    """Take and review the readings of some routes in a month."""
    calendar = context.town.calendar
    period = calendar.month(month)
    dials: dict[int, list[Dial]] = {}
    route_ids = [context.route_ids[route.code] for route in routes]
    for dial in dials_of(route_ids=route_ids, before=period.start):
        dials.setdefault(dial.route_id, []).append(dial)
    rules = review_rules(on_date=period.last_day)
    at = context.moment(period.last_day, 19)
    looks: list[tuple[_Round, list[_Look]]] = []
    for route in routes:
        round_ = _Round(
            context=context,
            route=route,
            month=month,
            rules=rules,
            water=water_of(town=context.town, route=route),
            positions={context.town.number(p): p - route.first for p in route.accounts},
        )
        looks.append((round_, _look(round_, dials.get(context.route_ids[route.code], []))))
    clerk = context.role(_CLERK)
    _record(looks, clerk, at)
    record_consumptions(
        consumptions=[_decided(round_, look) for round_, seen in looks for look in seen],
        decided_by=clerk,
        at=at,
    )
    _count(looks)


def _look(round_: _Round, dials: Sequence[Dial]) -> list[_Look]:
    """Change the meters whose month it is, then look at every dial."""
    changed = _change_meters(round_, dials)
    shown = round_.water.dial(round_.month).tolist()
    looks = []
    for dial in dials:
        row = round_.positions[dial.number]
        removed = changed.get(dial.account_id)
        installation = dial if removed is None else removed[0]
        span = None if removed is None else removed[1]
        look = _Look(
            dial=installation,
            row=row,
            shown_m3=shown[row],
            written_m3=_written(round_, row, shown[row]),
            removed=span,
            outcome=_NOTHING,
        )
        look.outcome = review(reading=_reading_facts(look), rules=round_.rules)
        if look.written_m3 is None and look.outcome.estimate is None:
            look.written_m3 = look.shown_m3
            look.outcome = review(reading=_reading_facts(look), rules=round_.rules)
        looks.append(look)
    return looks


_NOTHING = Review(difference=None, mean_litres=None, estimate=None, findings=())


def _written(round_: _Round, row: int, shown: int) -> int | None:
    water, month = round_.water, round_.month
    if water.is_unread[row, month]:
        return None
    return shown // 10 if water.is_mistyped[row, month] else shown


def _change_meters(round_: _Round, dials: Sequence[Dial]) -> dict[int, tuple[Dial, DialSpan]]:
    """Change meters half way through the month; the dial of each new one, and what the old one
    measured until then.
    """
    water, month = round_.water, round_.month
    changing = [dial for dial in dials if water.changed_at[round_.positions[dial.number]] == month]
    final = water.removed_dial().tolist()
    changed_on = round_.context.town.calendar.month(month).start.replace(day=_HALF_OF_MONTH)
    finals = [final[round_.positions[dial.number]] for dial in changing]
    installations = change_meters(
        changes=[
            MeterChange(
                account_id=dial.account_id,
                connection_id=dial.connection_id,
                removed_installation_id=dial.installation_id,
                installed_on=dial.installed_on,
                changed_on=changed_on,
                final_value_m3=Decimal(value),
                meter=MeterFacts(
                    serial=f"{changed_on:%y}-C{dial.number}",
                    brand=round_.context.town.plan.meter_brands[0],
                    diameter_mm=dial.diameter_mm or 13,
                    digits=water.digits,
                ),
            )
            for dial, value in zip(changing, finals, strict=True)
        ]
    )
    changed = {}
    for dial, value, installation in zip(changing, finals, installations, strict=True):
        dial_litres = 10**dial.digits * LITRES_PER_M3
        previous = _previous_litres(dial, value * LITRES_PER_M3, dial_litres)
        span = DialSpan(previous, value * LITRES_PER_M3, dial.digits)
        changed[dial.account_id] = (_hung(dial, installation, changed_on), span)
    return changed


def _hung(dial: Dial, installation: int, changed_on: date) -> Dial:
    return Dial(
        account_id=dial.account_id,
        number=dial.number,
        route_id=dial.route_id,
        connection_id=dial.connection_id,
        diameter_mm=dial.diameter_mm,
        assigned_m3=dial.assigned_m3,
        installation_id=installation,
        installed_on=changed_on,
        digits=dial.digits,
        last_reading_id=None,
        last_value_m3=Decimal(0),
        bases=dial.bases,
        volumes_m3=dial.volumes_m3,
    )


def _reading_facts(look: _Look) -> ReadingFacts:
    dial = look.dial
    current = None if look.written_m3 is None else look.written_m3 * LITRES_PER_M3
    past = list(zip(dial.bases, dial.volumes_m3, strict=True))[-_HISTORY:]
    return ReadingFacts(
        previous_litres=_previous_litres(dial, current, 10**dial.digits * LITRES_PER_M3),
        current_litres=current,
        digits=dial.digits,
        removed=look.removed if current is not None else None,
        history=tuple(PastPeriod(to_litres(volume), _BASES[basis]) for basis, volume in past),
        diameter_mm=dial.diameter_mm,
        assigned_litres=None if dial.assigned_m3 is None else to_litres(dial.assigned_m3),
    )


def _previous_litres(dial: Dial, current: int | None, dial_litres: int) -> int:
    """Where the dial stood by what was billed: the last reading and the estimates since.

    Estimates that were too high do not turn the next reading into one that went back.
    """
    last = 0 if dial.last_value_m3 is None else to_litres(dial.last_value_m3)
    estimated = 0
    for basis, volume in zip(reversed(dial.bases), reversed(dial.volumes_m3), strict=True):
        if _BASES[basis] is Basis.MEASURED:
            break
        estimated += to_litres(volume)
    if dial.last_reading_id is None:
        estimated = 0
    believed = (last + estimated) % dial_litres
    if current is not None and estimated and 0 < (believed - current) % dial_litres <= estimated:
        return current
    return believed


def _record(looks: Sequence[tuple[_Round, Sequence[_Look]]], clerk: User, at: datetime) -> None:
    """Write every reading, and the corrections of those that were mistyped."""
    flat = [(round_, look) for round_, seen in looks for look in seen]
    keys = record_readings(
        readings=[_taken(round_, look, look.written_m3) for round_, look in flat],
        acting_user=clerk,
        at=at,
    )
    for key, (_, look) in zip(keys, flat, strict=True):
        look.first_key = look.current_key = key
    wrong = [(r, look) for r, look in flat if look.is_mistyped and not r.is_open]
    corrections = record_readings(
        readings=[
            _taken(round_, look, look.shown_m3, corrects=look.first_key) for round_, look in wrong
        ],
        acting_user=clerk,
        at=at,
    )
    for key, (_, look) in zip(corrections, wrong, strict=True):
        look.current_key = key


def _taken(
    round_: _Round, look: _Look, value: int | None, corrects: int | None = None
) -> TakenReading:
    remark = round_.remark(look.row) if value is not None else round_.unread_remark(look.row)
    return TakenReading(
        account_id=look.dial.account_id,
        installation_id=look.dial.installation_id,
        period_id=round_.period_id,
        read_on=round_.read_on,
        value_m3=None if value is None else Decimal(value),
        remark_id=remark,
        meter_reader=round_.reader,
        corrects=corrects,
    )


def _decided(round_: _Round, look: _Look) -> ReviewedConsumption:
    """The volume that the month bills: as measured, as decided, or waiting for a person."""
    outcome = look.outcome
    finding = outcome.findings[0] if outcome.findings else None
    waits = outcome.is_blocked and round_.is_open and _is_left(round_, look)
    basis, volume, decision, note = _decision(round_, look)
    proposed = outcome.proposed_volume_litres
    state = Consumption.State
    return ReviewedConsumption(
        account_id=look.dial.account_id,
        period_id=round_.period_id,
        basis=Consumption.Basis(basis.name.lower()),
        volume_m3=to_m3(volume),
        average_m3=None if outcome.mean_litres is None else to_m3(outcome.mean_litres),
        previous_reading_id=look.dial.last_reading_id,
        current_reading_id=look.current_key,
        is_rollover=outcome.difference is not None
        and outcome.difference.movement is MeterMovement.ROLLOVER,
        finding=finding.code.value if finding else "",
        finding_facts=finding.facts if finding else None,
        proposed_m3=None if finding is None or proposed is None else to_m3(proposed),
        state=state.PENDING if waits else state.ACCEPTED if decision else state.CLEAN,
        decision="" if waits else decision,
        decision_note="" if waits else note,
    )


def _is_left(round_: _Round, look: _Look) -> bool:
    """In the cycle under review all findings wait; in the one whose run is in review, some."""
    if round_.route.cycle == round_.context.town.plan.unfinished.pending_cycle:
        return True
    return look.dial.account_id % _LEFT_IN_REVIEW == 0


def _decision(round_: _Round, look: _Look) -> tuple[Basis, int, str, str]:
    """Basis, litres, decision and note, as a careful clerk takes them."""
    outcome = look.outcome
    if look.is_mistyped and not round_.is_open:
        right = review(reading=_right_facts(look), rules=round_.rules)
        volume = right.difference.volume_litres if right.difference else 0
        return Basis.MEASURED, max(volume, 0), Action.CORRECT.value, "Dígito mal capturado"
    difference, estimate = outcome.difference, outcome.estimate
    is_forward = difference is not None and difference.movement is not MeterMovement.BACKWARD
    volume = difference.volume_litres if difference is not None and is_forward else 0
    if not outcome.findings:
        return Basis.MEASURED, volume, "", ""
    if outcome.proposed_action is Action.ESTIMATE or not is_forward:
        if estimate is not None:
            return estimate.basis, estimate.volume_litres, Action.ESTIMATE.value, ""
        return Basis.MEASURED, volume, Action.ACCEPT.value, "Sin historia para estimar"
    if not outcome.is_blocked and round_.is_open:
        return Basis.MEASURED, volume, "", ""
    note = "Releída, se confirma" if outcome.proposed_action is Action.RE_READ else ""
    return Basis.MEASURED, volume, Action.ACCEPT.value, note


def _right_facts(look: _Look) -> ReadingFacts:
    look.written_m3, written = look.shown_m3, look.written_m3
    facts = _reading_facts(look)
    look.written_m3 = written
    return facts


def _count(looks: Sequence[tuple[_Round, Sequence[_Look]]]) -> None:
    """Say how far each route is."""
    state = RoutePeriod.State
    RoutePeriod.objects.bulk_create(
        RoutePeriod(
            route_id=round_.context.route_ids[round_.route.code],
            period_id=round_.period_id,
            state=state.OPEN if round_.is_open else state.REVIEWED,
            account_count=len(seen),
            read_count=sum(look.written_m3 is not None for look in seen),
        )
        for round_, seen in looks
    )


def read_showcase_before(*, context: DemoContext) -> None:
    """Give the account that is written out by hand its year of readings before the others."""
    town = context.town
    written = town.plan.showcase
    route = next(one for one in town.routes if town.showcase in one.accounts)
    period = town.calendar.month(0)
    (dial,) = [
        one
        for one in dials_of(route_ids=[context.route_ids[route.code]], before=period.start)
        if one.number == written.number
    ]
    place, months = context.route_place(route), len(written.earlier_m3)
    value = written.last_reading_m3 - sum(written.monthly_m3) - sum(written.earlier_m3)
    readings, values = [], []
    for month in range(-months - 1, 0):
        value += written.earlier_m3[month] if month >= -months else 0
        values.append(value)
        in_story = month >= -months
        readings.append(
            TakenReading(
                account_id=dial.account_id,
                installation_id=dial.installation_id,
                period_id=context.period(route.cycle, month).pk if in_story else None,
                read_on=town.calendar.reading_date(month, place),
                value_m3=Decimal(value),
                meter_reader=town.plan.readers[0],
            )
        )
    at = context.moment(town.calendar.month(-1).last_day, 18)
    keys = record_readings(readings=readings, acting_user=None, at=at)
    record_consumptions(
        consumptions=[
            ReviewedConsumption(
                account_id=dial.account_id,
                period_id=context.period(route.cycle, month).pk,
                basis=Consumption.Basis.MEASURED,
                volume_m3=Decimal(written.earlier_m3[month]),
                average_m3=None,
                previous_reading_id=keys[month - 1],
                current_reading_id=keys[month],
                is_rollover=False,
                finding="",
                finding_facts=None,
                proposed_m3=None,
                state=Consumption.State.CLEAN,
            )
            for month in range(-months, 0)
        ],
        decided_by=None,
        at=at,
    )
