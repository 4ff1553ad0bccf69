"""The accounts that a run held are billed afterwards, by a run like any other."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.concurrency import raised, together
from tests.factories.history import make_month, noon
from tests.factories.supplements import (
    ISSUE_DAY,
    LATE_DAY,
    HeldMonth,
    make_held_month,
    outcomes_of,
)
from tests.journeys.books import assert_every_promise_holds

from caudal.domain.billing.models import Bill, BillingRun, RunAccount
from caudal.domain.billing.operations.runs import (
    NothingToIssue,
    NothingToSupplement,
    PeriodAlreadyBilled,
    RunApproverIsPreparer,
    RunIncomplete,
    RunNotFound,
    SupplementTooSoon,
    SupplementUnfinished,
)
from caudal.domain.billing.queries.route_prints import routes_of
from caudal.domain.billing.queries.run_review import totals_by_use
from caudal.domain.billing.queries.runs import account_count
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.cancel_bill import cancel_bill
from caudal.usecases.discard_billing_run import discard_billing_run
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.prepare_billing_run import prepare_billing_run
from caudal.usecases.release_held_account import release_held_account
from caudal.usecases.supplement_billing_run import supplement_billing_run


@pytest.fixture
def month(db: None) -> HeldMonth:
    del db
    return make_held_month()


def test_every_held_account_is_resolved_and_billed(month: HeldMonth) -> None:
    assert outcomes_of(month.principal)[month.unread.pk] == ("held", "no_reading")
    month.read(month.unread, 531)
    month.decide(month.doubtful, Decision.ESTIMATE)
    month.price()
    run = month.supplement()
    assert (run.code, run.supplements) == ("F-2026-10-04-C1", month.principal)
    assert account_count(run=run) == 4
    month.calculated(run)
    assert outcomes_of(run) == {
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
    assert month.left == []
    assert [(route.code, route.bill_count) for route in routes_of(run=run)] == [("0419", 4)]
    prepared = AuditEntry.objects.get(action="billing.run.prepared", subject_id=run.pk)
    assert (prepared.after or {})["supplements"] == "F-2026-10-04"
    assert_every_promise_holds()
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
    assert month.left == [month.unread.pk, month.doubtful.pk, month.excessive.pk]
    month.read(month.unread, 531)
    second = supplement_billing_run(
        run_id=first.pk, issue_date=LATE_DAY, acting_user=month.clerk, at=noon(LATE_DAY)
    )
    assert (second.code, second.supplements) == ("F-2026-10-04-C2", month.principal)
    month.issued(second)
    assert list(outcomes_of(second)) == [month.unread.pk, month.doubtful.pk, month.excessive.pk]
    assert month.left == [month.doubtful.pk, month.excessive.pk]
    assert_every_promise_holds()


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
    assert month.left == [month.doubtful.pk, month.excessive.pk]
    ServiceAccount.objects.filter(pk=month.doubtful.pk).update(
        status="closed", closed_on=date(2026, 11, 18)
    )
    assert month.left == [month.excessive.pk]
    assert_every_promise_holds()


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
