"""The readings of a billed period open again for who was held, and for nobody else."""

from datetime import date
from decimal import Decimal

import pytest
from tests.concurrency import raised, together
from tests.factories.history import make_month, noon
from tests.factories.imports import checked, loaded, make_batch, text_file
from tests.factories.metering import given, make_metered, october_of, record, values_of
from tests.factories.supplements import LATE_DAY, HeldMonth, make_held_month, outcomes_of
from tests.journeys.books import assert_every_promise_holds

from caudal.domain.billing.models import Bill, BillingRun
from caudal.domain.billing.operations.readings_gate import PeriodSigned
from caudal.domain.billing.operations.runs import (
    RunOutdated,
)
from caudal.domain.imports.models import ImportKind
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.metering.models import Consumption, RoutePeriod
from caudal.domain.metering.queries.cases import Decision
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.close_route_reading import NothingUnread, close_route_reading
from caudal.usecases.correct_reading import correct_reading
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.open_route_periods import open_route_periods
from caudal.usecases.release_held_account import release_held_account
from caudal.usecases.undo_reading_decision import undo_reading_decision


@pytest.fixture
def month(db: None) -> HeldMonth:
    del db
    return make_held_month()


def test_readings_enter_only_for_who_was_held(month: HeldMonth) -> None:
    clerk, period = month.clerk, month.period
    newcomer = make_metered(route=month.usual[0].route)
    said = "ya está «emitida»: en Octubre 2026 solo entran o cambian lecturas de las cuentas"
    for account in (month.usual[0], month.suspended, newcomer):
        with pytest.raises(PeriodSigned, match=said):
            record(given(account, 531), period=period, user=clerk)
    with pytest.raises(PeriodSigned):
        record(given(month.unread, 531), given(newcomer, 531), period=period, user=clerk)
    with pytest.raises(PeriodSigned):
        month.decide(month.usual[0])
    with pytest.raises(PeriodSigned):
        open_route_periods(period_id=period.pk, acting_user=clerk, at=noon(LATE_DAY))
    month.read(month.unread, 531)
    walk = RoutePeriod.objects.get(period=period)
    assert (walk.state, walk.read_count) == (RoutePeriod.State.BILLED, 6)


def test_a_held_reading_is_decided_corrected_and_taken_back(month: HeldMonth) -> None:
    month.decide(month.doubtful)
    assert october_of(month.doubtful).state == Consumption.State.ACCEPTED
    undo_reading_decision(
        period_id=month.period.pk, acting_user=month.clerk, at=noon(date(2026, 11, 11))
    )
    assert october_of(month.doubtful).state == Consumption.State.PENDING
    correct_reading(
        period_id=month.period.pk,
        consumption_id=october_of(month.doubtful).pk,
        value_m3=Decimal(532),
        of_previous=False,
        reason="Dígitos cambiados",
        acting_user=month.clerk,
        at=noon(date(2026, 11, 12)),
    )
    run = month.issued(month.supplement())
    assert Bill.objects.get(run=run).volume_m3 == 15
    assert_every_promise_holds()


def test_who_cannot_be_read_goes_to_the_review(month: HeldMonth) -> None:
    """Closing the reading reaches who was held, and nobody else."""
    newcomer = make_metered(route=month.usual[0].route)

    def close() -> int:
        return close_route_reading(
            period_id=month.period.pk, acting_user=month.clerk, at=noon(date(2026, 11, 9))
        )

    assert close() == 1
    assert not Consumption.objects.filter(account=newcomer, period=month.period).exists()
    with pytest.raises(NothingUnread):
        close()
    month.decide(month.unread, Decision.ESTIMATE)
    run = month.issued(month.supplement())
    assert (Bill.objects.get(run=run).account, run.held_count) == (month.unread, 3)


def test_a_file_brings_the_readings_of_who_was_held(month: HeldMonth) -> None:
    lines = [f"{account.number};30/10/2026;531" for account in (month.unread, month.usual[0])]
    batch = checked(
        make_batch(
            content=text_file("Cuenta;Fecha;Lectura", *lines),
            kind=ImportKind.READINGS,
            options=ImportOptions(period_code="2026-10", corrects_readings=True),
        )
    )
    (error,) = batch.errors_shown
    assert "solo entran o cambian lecturas" in error["reason"]
    loaded(batch, only_good_rows=True)
    assert values_of(month.unread) == [531]
    assert values_of(month.usual[0]) == [530]


def test_a_signed_complementary_run_closes_the_readings_again(month: HeldMonth) -> None:
    month.read(month.unread, 531)
    run = month.calculated(month.supplement())
    month.decide(month.doubtful)
    correct_reading(
        period_id=month.period.pk,
        consumption_id=october_of(month.unread).pk,
        value_m3=Decimal(533),
        of_previous=False,
        reason="Dígitos cambiados",
        acting_user=month.clerk,
        at=noon(LATE_DAY),
    )
    with pytest.raises(RunOutdated):
        approve_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(LATE_DAY))
    month.calculated(run)
    approve_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(LATE_DAY))
    with pytest.raises(PeriodSigned, match=r"F-2026-10-04-C1 ya está «aprobada».* ninguna lectura"):
        month.decide(month.doubtful, Decision.ESTIMATE)
    issue_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(LATE_DAY))
    with pytest.raises(PeriodSigned, match="solo entran"):
        record(given(month.unread, 534), period=month.period, user=month.clerk, corrects=True)


def test_water_that_a_later_reading_bills_is_not_billed_twice(month: HeldMonth) -> None:
    """November was read from September on: October's reading would count it again."""
    november = make_month(account=month.unread, start=date(2026, 11, 1))
    for account in (month.unread, month.excessive):
        record(
            given(account, 900, read_on=date(2026, 11, 29)),
            period=november,
            user=month.clerk,
            at=noon(date(2026, 11, 30)),
        )
    day = date(2026, 12, 1)
    with pytest.raises(PeriodSigned, match="no tienen lectura posterior"):
        month.read(month.unread, 531, at_day=day)
    run = month.supplement(day=day)
    month.calculated(run, day=day)
    assert outcomes_of(run)[month.unread.pk] == ("excluded", "read_later")
    assert outcomes_of(run)[month.excessive.pk] == ("held", "above_ceiling")
    release_held_account(
        run_id=run.pk,
        account_id=month.excessive.pk,
        reason="Fuga comprobada",
        acting_user=month.clerk,
        at=noon(day),
    )
    approve_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(day))
    issue_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(day))
    assert month.left == [month.doubtful.pk, month.unpriced.pk]
    assert_every_promise_holds()


@pytest.mark.usefixtures("committed_database")
def test_a_correction_races_the_signature() -> None:
    """Whoever comes first, nothing is signed that the calculation did not see."""
    month = make_held_month()
    month.read(month.unread, 531)
    run = month.calculated(month.supplement())

    def correct() -> object:
        return correct_reading(
            period_id=month.period.pk,
            consumption_id=october_of(month.unread).pk,
            value_m3=Decimal(533),
            of_previous=False,
            reason="Dígitos cambiados",
            acting_user=month.clerk,
            at=noon(LATE_DAY),
        )

    def sign() -> object:
        return approve_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(LATE_DAY))

    (refused,) = raised(together([correct, sign]))
    run.refresh_from_db()
    expected = RunOutdated if run.state == BillingRun.State.IN_REVIEW else PeriodSigned
    assert isinstance(refused, expected)


@pytest.mark.usefixtures("committed_database")
def test_a_late_reading_races_the_one_of_the_next_month() -> None:
    """Whichever comes first, no water is counted in both months; nobody had opened the next one."""
    month = make_held_month()
    november = make_month(account=month.unread, start=date(2026, 11, 1))
    day = date(2026, 11, 29)

    def record_november() -> object:
        reading = given(month.unread, 545, read_on=day)
        return record(reading, period=november, user=month.clerk, at=noon(day))

    results = together([lambda: month.read(month.unread, 531, at_day=day), record_november])
    volumes = Consumption.objects.filter(
        account=month.unread, period__code__in=["2026-10", "2026-11"]
    )
    assert sum(row.volume_m3 for row in volumes) == 545 - 517
    assert all(isinstance(each, PeriodSigned) for each in raised(results))
    assert len(raised(results)) + volumes.count() == 2
