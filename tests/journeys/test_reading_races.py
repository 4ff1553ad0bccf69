"""Two people and a file on the same readings at the same moment."""

from datetime import date, timedelta

import pytest
from tests.concurrency import raised, together
from tests.factories.imports import checked, make_batch, silent, text_file
from tests.factories.metering import (
    AT,
    given,
    make_metered,
    make_read_route,
    october,
    october_of,
    record,
    values_of,
)
from tests.factories.platform import make_user
from tests.integration.planting import broken_rows

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.readings_gate import PeriodSigned
from caudal.domain.imports.models import ImportKind
from caudal.domain.imports.planning import ImportOptions, RegisterMoved
from caudal.domain.metering.invariants import INVARIANTS
from caudal.domain.metering.models import Consumption, Reading, RoutePeriod
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import BillingPeriod, Route
from caudal.usecases.decide_readings import DecidedMeanwhile, decide_readings
from caudal.usecases.load_import import load_import
from caudal.usecases.record_readings import ReadingRefused

LATER = AT + timedelta(minutes=5)


@pytest.fixture
def route(committed_database: str) -> Route:
    return make_read_route(code="0412")


@pytest.fixture
def period(route: Route) -> BillingPeriod:
    return october(route)


def assert_promises_hold() -> None:
    for name in ("readings-of-a-period-are-one", "consumption-equals-its-readings"):
        assert broken_rows(INVARIANTS, name) == []


def test_two_people_decide_the_same_account(route: Route, period: BillingPeriod) -> None:
    account = make_metered(route=route, previous=517)
    users = [make_user(), make_user()]
    record(given(account, 600), period=period, user=users[0])
    row = october_of(account)
    decisions = [Decision.ACCEPT, Decision.ESTIMATE]

    def decide(turn: int) -> object:
        return decide_readings(
            period_id=period.pk,
            consumption_ids=[row.pk],
            decision=decisions[turn],
            acting_user=users[turn],
            at=LATER,
            seen_at=AT,
        )

    results = together([lambda: decide(0), lambda: decide(1)])
    assert [type(each) for each in raised(results)] == [DecidedMeanwhile]
    winner = next(turn for turn, each in enumerate(results) if not isinstance(each, Exception))
    after = october_of(account)
    assert (after.decision, after.decided_by) == (decisions[winner].value, users[winner])
    assert AuditEntry.objects.filter(action="metering.consumption.decided").count() == 1
    assert_promises_hold()


def test_two_people_capture_the_same_account(route: Route, period: BillingPeriod) -> None:
    account = make_metered(route=route, previous=517)
    user = make_user()
    results = together(
        [
            lambda: record(given(account, 530), period=period, user=user),
            lambda: record(given(account, 531), period=period, user=user),
        ]
    )
    (refused,) = raised(results)
    assert isinstance(refused, ReadingRefused)
    assert refused.is_conflict
    assert len(values_of(account)) == 1
    assert_promises_hold()


def test_the_same_reading_twice_at_once_is_one(route: Route, period: BillingPeriod) -> None:
    account = make_metered(route=route, previous=517)
    user = make_user()
    results = together(
        [lambda: record(given(account, 530), period=period, user=user) for _ in range(4)]
    )
    assert raised(results) == []
    assert values_of(account) == [530]
    assert Consumption.objects.filter(account=account, period=period).count() == 1
    walk = RoutePeriod.objects.get(route=route, period=period)
    assert (walk.account_count, walk.read_count) == (1, 1)


def test_a_file_is_loaded_while_a_route_is_captured_and_reviewed(
    route: Route, period: BillingPeriod
) -> None:
    """Corrections of some accounts arrive while somebody decides about them and captures others."""
    user = make_user()
    disputed = [make_metered(route=route, previous=517) for _ in range(6)]
    fresh = [make_metered(route=route, previous=517) for _ in range(6)]
    record(*(given(account, 600) for account in disputed), period=period, user=user)
    lines = [f"{account.number};30/10/2026;540" for account in (*disputed, *fresh[:3])]
    batch = checked(
        make_batch(
            content=text_file("Cuenta;Fecha;Lectura", *lines),
            kind=ImportKind.READINGS,
            options=ImportOptions(period_code="2026-10", corrects_readings=True),
        )
    )
    rows = [october_of(account).pk for account in disputed]
    results = together(
        [
            lambda: load_import(
                batch_id=batch.pk, report=silent, acting_user=user, at=LATER, rows_at_once=3
            ),
            lambda: decide_readings(
                period_id=period.pk,
                consumption_ids=rows,
                decision=Decision.ACCEPT,
                acting_user=user,
                at=LATER,
            ),
            lambda: record(*(given(a, 531) for a in fresh[3:]), period=period, user=user),
        ]
    )
    assert all(isinstance(each, RegisterMoved) for each in raised(results)), results
    assert [values_of(account)[-1] for account in disputed] == [540] * 6
    assert {october_of(account).volume_m3 for account in disputed} == {23}
    assert [values_of(account) for account in fresh[3:]] == [[531]] * 3
    walk = RoutePeriod.objects.get(route=route, period=period)
    assert (walk.account_count, walk.read_count) == (12, 12)
    assert_promises_hold()


def test_a_reading_races_the_signature_of_its_run(route: Route, period: BillingPeriod) -> None:
    """Whoever comes first, no reading stands in a signed period that the run did not see."""
    account = make_metered(route=route, previous=517)
    user = make_user()
    run = BillingRun.objects.create(
        code="F-2026-10",
        cycle=route.cycle,
        period=period,
        state=BillingRun.State.IN_REVIEW,
        issue_date=date(2026, 11, 6),
        due_date=date(2026, 11, 20),
        prepared_at=AT,
    )

    def sign() -> int:
        from django.db import transaction

        with transaction.atomic():
            locked = BillingRun.objects.select_for_update(no_key=True).get(pk=run.pk)
            seen = Reading.objects.filter(period=period).count()
            locked.state, locked.approved_at = BillingRun.State.APPROVED, LATER
            locked.save(update_fields=["state", "approved_at"])
        return seen

    results = together([sign, lambda: record(given(account, 530), period=period, user=user)])
    seen = results[0]
    assert seen == Reading.objects.filter(period=period).count()
    assert all(isinstance(each, PeriodSigned) for each in raised(results))
    with pytest.raises(PeriodSigned):
        record(given(account, 532), period=period, user=user)
