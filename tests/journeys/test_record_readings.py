"""Recording readings: written once, reviewed at once, refused where they cannot be true."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from tests.factories.metering import (
    AT,
    given,
    make_metered,
    make_read_route,
    make_remark,
    october,
    october_of,
    record,
    values_of,
)
from tests.factories.platform import make_user
from tests.factories.registry import make_account, make_cycle, make_route

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.readings_gate import PeriodSigned
from caudal.domain.metering.models import (
    Consumption,
    Meter,
    MeterInstallation,
    Reading,
    RoutePeriod,
)
from caudal.domain.metering.operations.route_periods import RouteOfAnotherCycle, RoutePeriodBilled
from caudal.domain.metering.queries.review_rules import ReviewRulesMissing
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.registry.models import BillingPeriod, Route
from caudal.domain.registry.queries.periods import BillingPeriodNotFound
from caudal.usecases.record_readings import ReadingRefused, record_readings

pytestmark = pytest.mark.django_db

Basis, State = Consumption.Basis, Consumption.State


@pytest.fixture
def route() -> Route:
    return make_read_route(code="0412")


@pytest.fixture
def period(route: Route) -> BillingPeriod:
    return october(route)


@pytest.fixture
def user() -> User:
    return make_user(full_name="Patricia Gámez")


def shown(row: Consumption) -> tuple[str, Decimal, str, str, Decimal | None]:
    """Basis, volume, finding, state and proposal."""
    return row.basis, row.volume_m3, row.finding, row.state, row.proposed_m3


def m3(value: str | int) -> Decimal:
    return Decimal(value)


def test_the_difference_of_both_readings_is_billed(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, previous=517)
    record(given(account, 530), period=period, user=user)
    row = october_of(account)
    assert shown(row) == (Basis.MEASURED, m3(13), "", State.CLEAN, m3(13))
    assert (row.average_m3, row.finding_facts) == (m3(13), None)
    assert row.previous_reading is not None
    assert row.previous_reading.value_m3 == m3(517)
    assert row.current_reading is not None
    assert (row.current_reading.recorded_by, row.current_reading.recorded_at) == (user, AT)


def test_the_dial_that_passes_its_end(route: Route, period: BillingPeriod, user: User) -> None:
    """99,987 → 14 on five digits: 13 to the end and 14 after it, 27."""
    account = make_metered(route=route, volumes="19 18 20 19 19 19", previous=99_987)
    record(given(account, 14), period=period, user=user)
    row = october_of(account)
    assert shown(row) == (Basis.MEASURED, m3(27), "vuelta_del_medidor", State.CLEAN, m3(27))
    assert row.is_rollover
    assert row.finding_facts == {"previous": 99_987_000, "current": 14_000, "volume": 27_000}


def test_a_reading_below_the_previous_waits_with_an_estimate(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, previous=517)
    record(given(account, 482), period=period, user=user)
    row = october_of(account)
    expected = (Basis.AVERAGE, m3(13), "menor_a_la_anterior", State.PENDING, m3(13))
    assert shown(row) == expected
    assert row.finding_facts == {"previous": 517_000, "current": 482_000, "drop": 35_000}


def test_a_meter_changed_inside_the_period_adds_both_parts(
    route: Route, period: BillingPeriod, user: User
) -> None:
    """Removed at 4,131 after 4,120, eleven; the new one from 2 to 9, seven; together 18."""
    account = make_metered(route=route, volumes="19 19 19", previous=4_120)
    MeterInstallation.objects.filter(connection=account.connection).update(
        during=DateRange(date(2018, 3, 22), date(2026, 10, 12)), final_value_m3=4_131
    )
    MeterInstallation.objects.create(
        meter=Meter.objects.create(serial="26-1"),
        connection=account.connection,
        during=DateRange(date(2026, 10, 12), None),
        initial_value_m3=2,
    )
    record(given(account, 9), period=period, user=user)
    row = october_of(account)
    assert shown(row) == (Basis.MEASURED, m3(18), "", State.CLEAN, m3(18))


def test_what_was_estimated_since_is_not_billed_again(
    route: Route, period: BillingPeriod, user: User
) -> None:
    """500 in July, 13 and 14 estimated: up to 527 is billed, and 541 adds 14."""
    account = make_metered(route=route, volumes="12 13 14 13 13e 14e", previous=527)
    record(given(account, 541), period=period, user=user)
    row = october_of(account)
    assert shown(row)[:4] == (Basis.MEASURED, m3(14), "", State.CLEAN)
    assert row.previous_reading is not None
    assert row.previous_reading.value_m3 == m3(500)


def test_a_reading_that_disproves_the_estimates_says_by_how_much(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, volumes="12 13 14 13 13e 14e", previous=527)
    record(given(account, 519), period=period, user=user)
    row = october_of(account)
    assert (row.finding, row.state) == ("menor_a_la_anterior", State.PENDING)
    assert row.finding_facts == {
        "previous": 527_000,
        "current": 519_000,
        "drop": 8_000,
        "estimated": 27_000,
    }


def test_a_meter_that_could_not_be_read_is_estimated(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, volumes="10 20 20 20 20 20 21", previous=688)
    dog = make_remark()
    record(given(account, None, remark_id=dog.pk), period=period, user=user)
    row = october_of(account)
    assert shown(row) == (Basis.AVERAGE, m3(20), "sin_lectura", State.PENDING, m3(20))
    assert row.current_reading is not None
    assert row.current_reading.remark == dog


def test_without_any_past_nobody_knows_yet(route: Route, period: BillingPeriod, user: User) -> None:
    account = make_metered(route=route, volumes="", previous=0)
    record(given(account, None, remark_id=make_remark().pk), period=period, user=user)
    row = october_of(account)
    assert shown(row) == (Basis.ESTIMATED, m3(0), "sin_lectura", State.PENDING, None)


def test_the_same_readings_again_add_nothing(
    route: Route, period: BillingPeriod, user: User
) -> None:
    accounts = [make_metered(route=route) for _ in range(3)]
    readings = [given(account, 530) for account in accounts]
    assert record(*readings, period=period, user=user).new_count == 3
    before = list(Consumption.objects.order_by("pk").values())
    entries = AuditEntry.objects.count()
    again = record(*readings, period=period, user=user)
    assert (again.new_count, again.corrected_count, again.same_count) == (0, 0, 3)
    assert list(Consumption.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.count() == entries


def test_another_value_takes_the_place_of_the_first_only_when_asked(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, previous=517)
    record(given(account, 530), period=period, user=user)
    with pytest.raises(ReadingRefused, match="ya tiene la lectura 530") as refused:
        record(given(account, 531), period=period, user=user)
    assert refused.value.is_conflict
    record(given(account, 531), period=period, user=user, corrects=True, reason="Se leyó mal")
    assert values_of(account) == [m3(530), m3(531)]
    row = october_of(account)
    assert row.volume_m3 == m3(14)
    assert row.current_reading is not None
    assert row.current_reading.supersedes is not None
    assert row.current_reading.supersedes.value_m3 == m3(530)
    entry = AuditEntry.objects.get(action="metering.reading.corrected")
    assert entry.before == {"read_on": "2026-10-30", "value_m3": "530.000"}
    assert entry.after == {"read_on": "2026-10-30", "value_m3": "531"}
    assert (entry.account_id, entry.reason) == (account.pk, "Se leyó mal")


def test_a_meter_sent_to_be_read_again_takes_the_new_look(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, previous=517)
    record(given(account, 570), period=period, user=user)
    Consumption.objects.filter(account=account, period=period).update(state=State.RE_READ)
    record(given(account, 531), period=period, user=user)
    row = october_of(account)
    assert (row.volume_m3, row.finding, row.state) == (m3(14), "", State.CLEAN)
    assert values_of(account) == [m3(570), m3(531)]


def test_a_second_look_may_confirm_the_first(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, previous=517)
    record(given(account, 570), period=period, user=user)
    Consumption.objects.filter(account=account, period=period).update(state=State.RE_READ)
    for _ in range(2):
        record(given(account, 570), period=period, user=user)
        assert (october_of(account).finding, october_of(account).state) == ("muy_alta", "pending")
        assert values_of(account) == [m3(570), m3(570)]


REFUSED = [
    ({"value": 530, "read_on": date(2026, 11, 4)}, "futura: hoy es 03/11/2026"),
    ({"value": 530, "read_on": date(2026, 9, 30)}, "anterior al periodo, que empieza el 01/10"),
    ({"value": 100_000}, "No cabe en los 5 dígitos"),
    ({"value": None}, "Escriba la lectura, o la anomalía"),
]


@pytest.mark.parametrize(("what", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_what_cannot_be_true_is_refused(
    route: Route, period: BillingPeriod, user: User, what: dict[str, Any], why: str
) -> None:
    account = make_metered(route=route)
    with pytest.raises(ReadingRefused, match=why) as refused:
        record(given(account, what.pop("value"), **what), period=period, user=user)
    assert not refused.value.is_conflict
    assert not Reading.objects.filter(period=period).exists()
    assert not Consumption.objects.filter(period=period).exists()


def test_the_last_value_of_the_dial_still_fits(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, volumes="13 13 13", previous=99_986)
    record(given(account, "99999.999"), period=period, user=user)
    assert october_of(account).volume_m3 == m3("13.999")


def test_nothing_is_read_before_the_meter_hung_or_after_it_came_off(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route, volumes="", previous=0)
    hung = MeterInstallation.objects.filter(connection=account.connection)
    hung.update(during=DateRange(date(2026, 10, 10), date(2026, 10, 20)))
    for day in (9, 20):
        with pytest.raises(
            ReadingRefused, match=f"no tenía medidor instalado el {day:02d}/10/2026"
        ):
            record(given(account, 5, read_on=date(2026, 10, day)), period=period, user=user)
    record(given(account, 5, read_on=date(2026, 10, 19)), period=period, user=user)
    assert october_of(account).volume_m3 == m3(5)


def test_closed_and_unmetered_accounts_are_not_read(
    route: Route, period: BillingPeriod, user: User
) -> None:
    unmetered = make_account(route=route, is_metered=False)
    closed = make_account(route=route, status="closed", closed_on=date(2026, 9, 1))
    with pytest.raises(ReadingRefused, match="no tiene servicio medido"):
        record(given(unmetered, 5), period=period, user=user)
    with pytest.raises(ReadingRefused, match="está de baja"):
        record(given(closed, 5), period=period, user=user)


def test_a_meter_changed_twice_cannot_be_measured(
    route: Route, period: BillingPeriod, user: User
) -> None:
    account = make_metered(route=route)
    days = [date(2018, 3, 22), date(2026, 10, 5), date(2026, 10, 12), None]
    MeterInstallation.objects.filter(connection=account.connection).update(
        during=DateRange(days[0], days[1])
    )
    for number in (1, 2):
        MeterInstallation.objects.create(
            meter=Meter.objects.create(serial=f"26-{number}"),
            connection=account.connection,
            during=DateRange(days[number], days[number + 1]),
            initial_value_m3=0,
        )
    with pytest.raises(ReadingRefused, match="cambió más de una vez"):
        record(given(account, 9), period=period, user=user)


def test_nothing_enters_a_billed_route(route: Route, period: BillingPeriod, user: User) -> None:
    account = make_metered(route=route)
    RoutePeriod.objects.create(route=route, period=period, state=RoutePeriod.State.BILLED)
    with pytest.raises(RoutePeriodBilled, match="0412 ya se facturó en Octubre 2026"):
        record(given(account, 530), period=period, user=user)
    assert not Reading.objects.filter(period=period).exists()


@pytest.mark.parametrize(
    "state", ["prepared", "calculating", "in_review", "discarded", "approved", "issuing", "issued"]
)
def test_a_signed_run_closes_its_period(
    route: Route, period: BillingPeriod, user: User, state: str
) -> None:
    account = make_metered(route=route)
    is_open = state in {"prepared", "calculating", "in_review", "discarded"}
    BillingRun.objects.create(
        code="F-2026-10-04",
        cycle=route.cycle,
        period=period,
        state=state,
        issue_date=date(2026, 11, 6),
        due_date=date(2026, 11, 20),
        prepared_at=AT,
        approved_at=None if is_open else AT,
    )
    if is_open:
        assert record(given(account, 530), period=period, user=user).new_count == 1
        return
    with pytest.raises(PeriodSigned, match="F-2026-10-04 ya está"):
        record(given(account, 530), period=period, user=user)


def test_an_account_of_another_cycle_is_not_read_in_this_period(
    route: Route, period: BillingPeriod, user: User
) -> None:
    other = make_metered(route=make_route(cycle=make_cycle()))
    with pytest.raises(RouteOfAnotherCycle):
        record(given(other, 530), period=period, user=user)


def test_readings_need_a_period_and_rules(route: Route, period: BillingPeriod, user: User) -> None:
    account = make_metered(route=route)
    with pytest.raises(BillingPeriodNotFound):
        record_readings(period_id=0, readings=[given(account, 530)], acting_user=user, at=AT)
    with pytest.raises(ReviewRulesMissing):
        record(given(account, 530), period=period, user=user, at=AT - timedelta(days=365 * 20))


def test_one_wrong_reading_keeps_all_out(route: Route, period: BillingPeriod, user: User) -> None:
    good, wrong = make_metered(route=route), make_metered(route=route)
    with pytest.raises(ReadingRefused) as refused:
        record(given(good, 530), given(wrong, 100_000), period=period, user=user)
    assert refused.value.number == wrong.number
    assert not Reading.objects.filter(period=period).exists()


def test_the_route_counts_who_is_read_and_what_waits(
    route: Route, period: BillingPeriod, user: User
) -> None:
    first, second = make_metered(route=route), make_metered(route=route)
    make_account(route=route, is_metered=False)
    record(given(first, 530), period=period, user=user)
    walk = RoutePeriod.objects.get(route=route, period=period)
    assert (walk.account_count, walk.read_count, walk.state) == (2, 1, "open")
    record(given(second, 530), period=period, user=user)
    walk.refresh_from_db()
    assert (walk.account_count, walk.read_count, walk.state) == (2, 2, "reviewed")


def test_statements_do_not_grow_with_the_readings(
    route: Route, period: BillingPeriod, user: User
) -> None:
    record(given(make_metered(route=route), 530), period=period, user=user)
    counts = []
    for size in (2, 30):
        accounts = [make_metered(route=route, volumes="13 13 13") for _ in range(size)]
        readings = [
            given(account, 600 if place % 2 else 530) for place, account in enumerate(accounts)
        ]
        with CaptureQueriesContext(connection) as captured:
            record(*readings, period=period, user=user)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 45
