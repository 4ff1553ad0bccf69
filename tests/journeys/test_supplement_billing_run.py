"""The accounts that a run held are billed afterwards, by a run like any other."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.concurrency import raised, together
from tests.factories.history import make_month, noon
from tests.factories.imports import checked, loaded, make_batch, text_file
from tests.factories.metering import given, make_metered, october_of, record, values_of
from tests.factories.supplements import ISSUE_DAY, LATE_DAY, HeldMonth, make_held_month

from caudal.domain.billing.models import Bill, BillingRun, RunAccount
from caudal.domain.billing.operations.readings_gate import PeriodSigned
from caudal.domain.billing.operations.runs import (
    NothingToIssue,
    NothingToSupplement,
    PeriodAlreadyBilled,
    RunApproverIsPreparer,
    RunIncomplete,
    RunNotFound,
    RunOutdated,
    SupplementTooSoon,
    SupplementUnfinished,
)
from caudal.domain.billing.queries.route_prints import routes_of
from caudal.domain.billing.queries.run_review import totals_by_use
from caudal.domain.billing.queries.runs import account_count
from caudal.domain.billing.queries.supplements import held_without_bill
from caudal.domain.imports.models import ImportKind
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.metering.models import Consumption, RoutePeriod
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.cancel_bill import cancel_bill
from caudal.usecases.close_route_reading import NothingUnread, close_route_reading
from caudal.usecases.correct_reading import correct_reading
from caudal.usecases.discard_billing_run import discard_billing_run
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.open_route_periods import open_route_periods
from caudal.usecases.prepare_billing_run import prepare_billing_run
from caudal.usecases.release_held_account import release_held_account
from caudal.usecases.supplement_billing_run import supplement_billing_run
from caudal.usecases.undo_reading_decision import undo_reading_decision
from caudal.usecases.verify_books import verify_books


@pytest.fixture
def month(db: None) -> HeldMonth:
    del db
    return make_held_month()


def outcomes(run: BillingRun) -> dict[int, tuple[str, str]]:
    rows = RunAccount.objects.filter(run=run).order_by("position")
    return {key: (outcome, reason) for key, outcome, reason in rows.values_list(
        "account_id", "outcome", "reason"
    )}  # fmt: skip


def left(month: HeldMonth) -> list[int]:
    return [each.account_id for each in held_without_bill(period_id=month.period.pk)]


def assert_books_hold() -> None:
    # The factories of accounts write no text to search by.
    broken = {verdict.name: verdict.broken for verdict in verify_books() if not verdict.holds}
    broken.pop("accounts-are-found-by-what-they-are", None)
    assert broken == {}


def test_every_held_account_is_resolved_and_billed(month: HeldMonth) -> None:
    assert outcomes(month.principal)[month.unread.pk] == ("held", "no_reading")
    month.read(month.unread, 531)
    month.decide(month.doubtful, Decision.ESTIMATE)
    month.price()
    run = month.supplement()
    assert (run.code, run.supplements) == ("F-2026-10-04-C1", month.principal)
    assert account_count(run=run) == 4
    month.calculated(run)
    assert outcomes(run) == {
        month.unread.pk: ("billed", ""),
        month.doubtful.pk: ("billed", ""),
        month.excessive.pk: ("held", "above_ceiling"),
        month.unpriced.pk: ("billed", ""),
    }
    release_held_account(
        run_id=run.pk,
        account_id=month.excessive.pk,
        reason="Fuga comprobada",
        acting_user=month.clerk,
        at=noon(LATE_DAY),
    )
    with pytest.raises(RunApproverIsPreparer):
        approve_billing_run(run_id=run.pk, acting_user=month.clerk, at=noon(LATE_DAY))
    approve_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(LATE_DAY))
    run = issue_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(LATE_DAY))

    bills = Bill.objects.filter(run=run).order_by("position")
    assert [bill.account_id for bill in bills] == [account.pk for account in month.held]
    assert [bill.volume_m3 for bill in bills] == [14, 13, 300, 13]
    assert {bill.movement.folio for bill in bills} == {f"R-000000{n}" for n in range(3, 7)}
    assert (run.state, run.active_count, run.issued_count) == ("issued", 4, 4)
    assert left(month) == []
    assert [(route.code, route.bill_count) for route in routes_of(run=run)] == [("0419", 4)]
    prepared = AuditEntry.objects.get(action="billing.run.prepared", subject_id=run.pk)
    assert (prepared.after or {})["supplements"] == "F-2026-10-04"
    assert_books_hold()
    with pytest.raises(NothingToSupplement, match="no queda ninguna cuenta retenida"):
        month.supplement()


def test_who_is_billed_late_has_all_the_days_to_pay(month: HeldMonth) -> None:
    early = month.supplement(day=ISSUE_DAY)
    assert (early.issue_date, early.due_date) == (ISSUE_DAY, date(2026, 11, 20))
    discard_billing_run(
        run_id=early.pk, reason="Otro día", acting_user=month.clerk, at=noon(ISSUE_DAY)
    )
    late = month.supplement(day=LATE_DAY)
    assert (late.code, late.due_date) == ("F-2026-10-04-C2", date(2026, 12, 1))


def test_several_follow_one_another_until_nobody_is_left(month: HeldMonth) -> None:
    month.price()
    first = month.issued(month.supplement())
    assert (first.active_count, first.billed_count, first.held_count) == (4, 1, 3)
    assert left(month) == [month.unread.pk, month.doubtful.pk, month.excessive.pk]
    month.read(month.unread, 531)
    second = supplement_billing_run(
        run_id=first.pk, issue_date=LATE_DAY, acting_user=month.clerk, at=noon(LATE_DAY)
    )
    assert (second.code, second.supplements) == ("F-2026-10-04-C2", month.principal)
    month.issued(second)
    assert list(outcomes(second)) == [month.unread.pk, month.doubtful.pk, month.excessive.pk]
    assert left(month) == [month.doubtful.pk, month.excessive.pk]
    assert_books_hold()


def test_what_a_rule_leaves_out_or_a_person_cancels_does_not_come_back(month: HeldMonth) -> None:
    month.price()
    ServiceAccount.objects.filter(pk=month.unread.pk).update(status="suspended")
    month.issued(month.supplement())
    cancel_bill(
        bill_id=Bill.objects.get(account=month.unpriced).pk,
        reason="No se le dio servicio",
        must_rebill=False,
        acting_user=month.manager,
        at=noon(date(2026, 11, 18)),
    )
    assert left(month) == [month.doubtful.pk, month.excessive.pk]
    ServiceAccount.objects.filter(pk=month.doubtful.pk).update(
        status="closed", closed_on=date(2026, 11, 18)
    )
    assert left(month) == [month.excessive.pk]
    assert_books_hold()


def test_a_run_is_supplemented_once_it_is_issued(month: HeldMonth) -> None:
    with pytest.raises(RunNotFound):
        supplement_billing_run(run_id=0, issue_date=LATE_DAY, acting_user=None, at=noon(LATE_DAY))
    with pytest.raises(SupplementTooSoon, match="con fecha 06/11/2026: elija esa o una posterior"):
        month.supplement(day=ISSUE_DAY - timedelta(days=1))
    BillingRun.objects.filter(period=month.period).update(state="issuing")
    with pytest.raises(SupplementTooSoon, match="no se ha emitido"):
        month.supplement()


def test_a_second_principal_run_is_refused_and_told_the_way(month: HeldMonth) -> None:
    with pytest.raises(PeriodAlreadyBilled, match="se facturan con una complementaria"):
        prepare_billing_run(
            period_id=month.period.pk,
            issue_date=LATE_DAY,
            acting_user=month.clerk,
            at=noon(LATE_DAY),
        )


def test_one_at_a_time(month: HeldMonth) -> None:
    first = month.supplement()
    with pytest.raises(SupplementUnfinished, match=r"F-2026-10-04-C1 \(preparada\)"):
        month.supplement()
    month.calculated(first)
    with pytest.raises(NothingToIssue):
        approve_billing_run(run_id=first.pk, acting_user=month.manager, at=noon(LATE_DAY))


@pytest.mark.usefixtures("committed_database")
def test_two_people_prepare_it_at_once() -> None:
    month = make_held_month()
    results = together([month.supplement, month.supplement])
    assert [type(each) for each in raised(results)] == [SupplementUnfinished]
    assert BillingRun.objects.filter(supplements=month.principal).count() == 1


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
    assert_books_hold()


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
    assert outcomes(run)[month.unread.pk] == ("excluded", "read_later")
    assert outcomes(run)[month.excessive.pk] == ("held", "above_ceiling")
    release_held_account(
        run_id=run.pk,
        account_id=month.excessive.pk,
        reason="Fuga comprobada",
        acting_user=month.clerk,
        at=noon(day),
    )
    approve_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(day))
    issue_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(day))
    assert left(month) == [month.doubtful.pk, month.unpriced.pk]
    assert_books_hold()


def test_an_account_that_is_not_explained_stops_the_approval(month: HeldMonth) -> None:
    month.price()
    run = month.calculated(month.supplement())
    RunAccount.objects.filter(run=run, account=month.unread).delete()
    with pytest.raises(RunIncomplete, match="1 cuentas retenidas sin recibo"):
        approve_billing_run(run_id=run.pk, acting_user=month.manager, at=noon(LATE_DAY))


def test_the_months_after_see_what_both_runs_billed(month: HeldMonth) -> None:
    month.price()
    month.issued(month.supplement())
    november = make_month(account=month.unread, start=date(2026, 11, 1))
    run = BillingRun.objects.create(
        code="F-2026-11-04",
        cycle=november.cycle,
        period=november,
        issue_date=LATE_DAY,
        due_date=LATE_DAY,
        prepared_at=noon(LATE_DAY),
    )
    (home,) = totals_by_use(run=run)
    bills = Bill.objects.filter(period=month.period)
    assert home.totals_before[0] == sum(bill.total for bill in bills)
    assert home.volumes_before[0] == 39

    # A complementary run of November, with one account: only that one's October counts.
    run.supplements = month.principal
    run.save(update_fields=["supplements"])
    RunAccount.objects.create(
        run=run, account=month.unpriced, position=0, outcome=RunAccount.Outcome.BILLED
    )
    (home,) = totals_by_use(run=run)
    assert home.totals_before[0] == Bill.objects.get(account=month.unpriced).total
    assert home.volumes_before[0] == 13


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
    """Whichever comes first, no water is counted in both months."""
    month = make_held_month()
    november = make_month(account=month.unread, start=date(2026, 11, 1))
    day = date(2026, 11, 29)

    def record_november(account: ServiceAccount) -> object:
        reading = given(account, 545, read_on=day)
        return record(reading, period=november, user=month.clerk, at=noon(day))

    record_november(month.usual[0])
    results = together(
        [
            lambda: month.read(month.unread, 531, at_day=day),
            lambda: record_november(month.unread),
        ]
    )
    volumes = Consumption.objects.filter(
        account=month.unread, period__code__in=["2026-10", "2026-11"]
    )
    assert sum(row.volume_m3 for row in volumes) == 545 - 517
    assert all(isinstance(each, PeriodSigned) for each in raised(results))
    assert len(raised(results)) + volumes.count() == 2


def test_the_database_keeps_one_unfinished_complementary_run(month: HeldMonth) -> None:
    run = month.supplement()
    run.pk, run.code = None, "F-2026-10-04-C9"
    with pytest.raises(IntegrityError, match="one_unfinished_supplement"), transaction.atomic():
        run.save()
    itself = month.principal
    itself.supplements = itself
    with pytest.raises(IntegrityError, match="run_supplements_another"), transaction.atomic():
        itself.save()
    BillingRun.objects.filter(supplements=month.principal).update(state="discarded")
    run.save()
