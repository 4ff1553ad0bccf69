"""Deciding about readings: in bulk and one by one, over nobody's shoulder, and taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.billing import make_published_version
from tests.factories.history import make_month
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
from tests.factories.registry import make_account, make_tariff

from caudal.domain.metering.models import Consumption, Reading, RoutePeriod
from caudal.domain.metering.operations.decision_undo import NothingToUndo
from caudal.domain.metering.operations.reading_corrections import CorrectionRefused
from caudal.domain.metering.operations.route_periods import RoutePeriodBilled
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.registry.models import BillingPeriod, Route, ServiceAccount
from caudal.usecases.close_route_reading import NothingUnread, close_route_reading
from caudal.usecases.correct_reading import (
    CorrectionReasonMissing,
    NotCorrectable,
    correct_reading,
)
from caudal.usecases.decide_readings import (
    DecidedMeanwhile,
    NothingDecided,
    ReadingsDecided,
    decide_readings,
)
from caudal.usecases.open_route_periods import open_route_periods
from caudal.usecases.undo_reading_decision import undo_reading_decision

pytestmark = pytest.mark.django_db

Basis, State = Consumption.Basis, Consumption.State
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def route() -> Route:
    return make_read_route(code="0412")


@pytest.fixture
def period(route: Route) -> BillingPeriod:
    return october(route)


@pytest.fixture
def user() -> User:
    return make_user(full_name="Patricia Gámez")


@pytest.fixture
def high(route: Route, period: BillingPeriod, user: User) -> ServiceAccount:
    """58 m³ where 13 are usual."""
    account = make_metered(route=route, previous=3_310)
    record(given(account, 3_368), period=period, user=user)
    return account


@pytest.fixture
def low(route: Route, period: BillingPeriod, user: User) -> ServiceAccount:
    """The dial went from 517 back to 482."""
    account = make_metered(route=route, previous=517)
    record(given(account, 482), period=period, user=user)
    return account


def decide(
    *accounts: ServiceAccount, decision: Decision, user: User, **values: object
) -> ReadingsDecided:
    rows = [october_of(account) for account in accounts]
    return decide_readings(
        period_id=rows[0].period_id,
        consumption_ids=[row.pk for row in rows],
        decision=decision,
        acting_user=user,
        **{"at": LATER, **values},  # type: ignore[arg-type]
    )


def correct(
    account: ServiceAccount,
    value: str,
    user: User,
    *,
    of_previous: bool = False,
    reason: str = "Se leyó mal",
) -> Decimal:
    """Correct a reading; what is to be credited of the period before."""
    row = october_of(account)
    return correct_reading(
        period_id=row.period_id,
        consumption_id=row.pk,
        value_m3=Decimal(value),
        of_previous=of_previous,
        reason=reason,
        acting_user=user,
        at=LATER,
    ).to_credit_m3


def outcome(account: ServiceAccount) -> tuple[str, str, Decimal, str]:
    row = october_of(account)
    return row.state, row.basis, row.volume_m3, row.decision


def test_accepting_bills_what_the_meter_says(high: ServiceAccount, user: User) -> None:
    decide(high, decision=Decision.ACCEPT, user=user, note="Fuga reparada")
    assert outcome(high) == (State.ACCEPTED, Basis.MEASURED, Decimal(58), "accepted")
    row = october_of(high)
    assert (row.decided_by, row.decided_at, row.decision_note) == (user, LATER, "Fuga reparada")
    entry = AuditEntry.objects.get(action="metering.consumption.decided")
    assert (entry.account_id, entry.subject_id, entry.actor) == (high.pk, row.pk, user)
    assert entry.reason == "Fuga reparada"
    assert entry.before is not None
    assert entry.before["state"] == "pending"
    assert entry.after is not None
    assert (entry.after["state"], entry.after["decision"]) == ("accepted", "accepted")
    assert "volume_m3" not in entry.before


def test_estimating_bills_the_average(high: ServiceAccount, user: User) -> None:
    decide(high, decision=Decision.ESTIMATE, user=user)
    assert outcome(high) == (State.ACCEPTED, Basis.AVERAGE, Decimal(13), "estimated")


def test_a_person_may_estimate_by_himself(low: ServiceAccount, user: User) -> None:
    decide(low, decision=Decision.ESTIMATE, user=user, volume_m3=Decimal(9))
    assert outcome(low) == (State.ACCEPTED, Basis.ESTIMATED, Decimal(9), "estimated")


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (Decision.RE_READ, State.RE_READ),
        (Decision.HOLD, State.HELD),
        (Decision.REVERSED, State.HELD),
    ],
)
def test_what_is_not_billed_yet_keeps_its_volume(
    low: ServiceAccount, user: User, decision: Decision, state: Consumption.State
) -> None:
    decide(low, decision=decision, user=user)
    assert outcome(low) == (state, Basis.AVERAGE, Decimal(13), decision.value)


def test_a_reading_that_went_back_cannot_be_accepted(low: ServiceAccount, user: User) -> None:
    with pytest.raises(NothingDecided, match=f"{low.number}: su lectura no da un volumen"):
        decide(low, decision=Decision.ACCEPT, user=user)
    assert october_of(low).state == State.PENDING
    assert not AuditEntry.objects.filter(action="metering.consumption.decided").exists()


def test_only_what_went_back_can_be_reversed(high: ServiceAccount, user: User) -> None:
    with pytest.raises(NothingDecided, match="su lectura no bajó"):
        decide(high, decision=Decision.REVERSED, user=user)


def test_in_bulk_what_is_not_offered_is_skipped_and_told(
    high: ServiceAccount, low: ServiceAccount, user: User
) -> None:
    done = decide(high, low, decision=Decision.ACCEPT, user=user)
    assert done.decided_count == 1
    assert [(one.number, one.reason) for one in done.skipped] == [
        (low.number, "su lectura no da un volumen, o la regla pide otra cosa")
    ]
    assert (october_of(high).state, october_of(low).state) == (State.ACCEPTED, State.PENDING)


def test_undo_gives_back_the_last_act_and_then_the_one_before(
    high: ServiceAccount, low: ServiceAccount, user: User
) -> None:
    kept = list(Consumption.objects.order_by("pk").values())
    decide(high, decision=Decision.ACCEPT, user=user, note="Fuga")
    first = list(Consumption.objects.order_by("pk").values())
    decide(high, low, decision=Decision.ESTIMATE, user=user, at=LATER + timedelta(minutes=1))
    at = LATER + timedelta(minutes=2)
    period_id = october_of(high).period_id
    assert undo_reading_decision(period_id=period_id, acting_user=user, at=at) == 2
    assert list(Consumption.objects.order_by("pk").values()) == first
    assert undo_reading_decision(period_id=period_id, acting_user=user, at=at) == 1
    assert list(Consumption.objects.order_by("pk").values()) == kept
    with pytest.raises(NothingToUndo):
        undo_reading_decision(period_id=period_id, acting_user=user, at=at)
    undone = AuditEntry.objects.filter(action="metering.decision.undone")
    assert undone.count() == 3


def test_nobody_undoes_what_somebody_else_decided(high: ServiceAccount, user: User) -> None:
    decide(high, decision=Decision.ACCEPT, user=user)
    other = make_user()
    with pytest.raises(NothingToUndo):
        undo_reading_decision(period_id=october_of(high).period_id, acting_user=other, at=LATER)


def test_a_stale_page_does_not_decide_over_somebody_else(high: ServiceAccount, user: User) -> None:
    other = make_user(full_name="Ramiro Castro")
    decide(high, decision=Decision.ESTIMATE, user=other)
    with pytest.raises(DecidedMeanwhile, match="Ramiro Castro"):
        decide(high, decision=Decision.ACCEPT, user=user, seen_at=AT)
    decide(high, decision=Decision.ACCEPT, user=user, seen_at=LATER)
    assert october_of(high).decided_by == user


def test_nothing_is_decided_after_the_bill(high: ServiceAccount, user: User) -> None:
    RoutePeriod.objects.filter(route=high.route).update(state=RoutePeriod.State.BILLED)
    with pytest.raises(RoutePeriodBilled):
        decide(high, decision=Decision.ACCEPT, user=user)


def test_correcting_the_reading_reviews_it_again(
    low: ServiceAccount, period: BillingPeriod, user: User
) -> None:
    correct(low, "532", user)
    assert outcome(low) == (State.ACCEPTED, Basis.MEASURED, Decimal(15), "corrected")
    assert values_of(low) == [Decimal(482), Decimal(532)]
    undo_reading_decision(period_id=period.pk, acting_user=user, at=LATER)
    assert outcome(low) == (State.PENDING, Basis.AVERAGE, Decimal(13), "")
    assert values_of(low) == [Decimal(482), Decimal(532), Decimal(482)]
    assert october_of(low).finding == "menor_a_la_anterior"


def test_a_corrected_reading_that_is_still_odd_still_waits(
    low: ServiceAccount, period: BillingPeriod, user: User
) -> None:
    correct(low, "600", user)
    row = october_of(low)
    assert (row.state, row.finding, row.volume_m3) == (State.PENDING, "muy_alta", Decimal(83))


def test_correcting_the_previous_reading_moves_both_periods(
    low: ServiceAccount, period: BillingPeriod, user: User
) -> None:
    """September was read 517 and should have been 507: 3 m³ instead of 13, so 10 to credit; from
    507 to 482 it still goes back. With 470 the dial would have gone back in September already.
    """
    september = make_month(account=low, start=period.during.lower.replace(month=9))
    before = Consumption.objects.get(account=low, period=september)

    with pytest.raises(CorrectionRefused, match="Septiembre 2026 quedaría por debajo"):
        correct(low, "470", user, of_previous=True)
    assert correct(low, "507", user, of_previous=True) == Decimal(10)
    moved = Consumption.objects.get(pk=before.pk)
    assert moved.volume_m3 == Decimal(3)
    assert Reading.objects.filter(account=low, period=september).count() == 2
    after = october_of(low)
    assert after.previous_reading is not None
    assert after.previous_reading.value_m3 == Decimal(507)
    assert (after.state, after.finding) == (State.PENDING, "menor_a_la_anterior")
    assert after.finding_facts == {"previous": 507_000, "current": 482_000, "drop": 25_000}
    undo_reading_decision(period_id=period.pk, acting_user=user, at=LATER)
    assert Consumption.objects.get(pk=before.pk).volume_m3 == Decimal(13)
    back = october_of(low)
    assert back.previous_reading is not None
    assert back.previous_reading.value_m3 == Decimal(517)


def test_corrections_need_a_reason_and_a_rule(
    low: ServiceAccount, period: BillingPeriod, route: Route, user: User
) -> None:
    unread = make_metered(route=route)
    record(given(unread, None, remark_id=make_remark().pk), period=period, user=user)
    with pytest.raises(CorrectionReasonMissing):
        correct(low, "1", user, reason=" ")
    with pytest.raises(NotCorrectable):
        correct(unread, "1", user)
    with pytest.raises(CorrectionRefused, match="misma lectura"):
        correct(low, "482", user)
    with pytest.raises(CorrectionRefused, match="No cabe en los 5"):
        correct(low, "100000", user)


def test_who_was_not_read_goes_to_the_review_with_an_estimate(
    route: Route, period: BillingPeriod, user: User
) -> None:
    read, unread = make_metered(route=route), make_metered(route=route)
    record(given(read, 530), period=period, user=user)

    def close() -> int:
        return close_route_reading(
            period_id=period.pk, route_id=route.pk, acting_user=user, at=LATER
        )

    assert close() == 1
    row = october_of(unread)
    assert (row.state, row.finding, row.volume_m3) == (State.PENDING, "sin_lectura", Decimal(13))
    assert row.current_reading is None
    with pytest.raises(NothingUnread):
        close()
    record(given(unread, 531), period=period, user=user)
    assert outcome(unread) == (State.CLEAN, Basis.MEASURED, Decimal(14), "")


def test_opening_routes_gives_unmetered_accounts_what_their_tariff_asks_for(
    route: Route, period: BillingPeriod, user: User
) -> None:
    make_published_version()
    assigned = make_account(route=route, is_metered=False, assigned_m3=26)
    fixed = make_account(route=route, is_metered=False)
    asked_nothing = make_account(route=route, is_metered=False, tariff=make_tariff(code="cuota"))
    make_account(route=route)
    assert open_route_periods(period_id=period.pk, acting_user=user, at=AT) == 1
    assert open_route_periods(period_id=period.pk, acting_user=user, at=AT) == 0
    found = Consumption.objects.filter(period=period)
    assert set(found.values_list("account", "basis", "volume_m3", "state")) == {
        (assigned.pk, "assigned", Decimal(26), "clean"),
        (fixed.pk, "fixed", Decimal(0), "clean"),
    }
    assert not found.filter(account=asked_nothing).exists()
    entry = AuditEntry.objects.get(action="metering.route_period.opened")
    assert entry.after == {"route": "0412", "period": "2026-10", "accounts": 1}


def test_statements_do_not_grow_with_the_decisions(
    route: Route, period: BillingPeriod, user: User
) -> None:
    counts = []
    for size in (2, 25):
        accounts = [make_metered(route=route, previous=517) for _ in range(size)]
        record(*(given(account, 600) for account in accounts), period=period, user=user)
        with CaptureQueriesContext(connection) as captured:
            decide(*accounts, decision=Decision.ACCEPT, user=user)
        counts.append(len(captured) - size)  # the test itself asks for each row
    assert counts[0] == counts[1]
    assert counts[1] <= 24
