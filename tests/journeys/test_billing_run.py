"""A run from prepared to issued."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.factories.billing import make_billing_rules, make_consumption
from tests.factories.platform import make_user
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account, make_cycle, make_period, make_route

from caudal.domain.billing.models import Bill, BillingRun, RunAccount
from caudal.domain.billing.operations.runs import (
    PeriodAlreadyBilled,
    RunApproverIsPreparer,
    RunIncomplete,
    RunOutdated,
    RunStateRefused,
)
from caudal.domain.metering.models import Consumption
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.platform.verification import check
from caudal.domain.receivables.invariants import INVARIANTS as RECEIVABLES_INVARIANTS
from caudal.domain.receivables.models import AccountDebt, Charge, Movement
from caudal.domain.registry.models import BillingPeriod, Route, ServiceAccount
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.calculate_billing_run import calculate_billing_run
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.prepare_billing_run import prepare_billing_run
from caudal.usecases.release_held_account import NotReleasable, release_held_account

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 6, 18, 22, tzinfo=UTC)


@dataclass
class Cycle:
    """A cycle ready to bill."""

    period: BillingPeriod
    route: Route
    clerk: User
    manager: User

    def account(self, **values: object) -> ServiceAccount:
        return make_account(route=self.route, **values)  # type: ignore[arg-type]

    def run(self) -> BillingRun:
        return prepare_billing_run(
            period_id=self.period.pk,
            issue_date=date(2026, 11, 6),
            acting_user=self.clerk,
            at=AT,
        )

    def calculated(self) -> BillingRun:
        return calculate_billing_run(run_id=self.run().pk, acting_user=self.clerk, at=AT)

    def issued(self) -> BillingRun:
        run = self.calculated()
        approve_billing_run(run_id=run.pk, acting_user=self.manager, at=AT)
        return issue_billing_run(run_id=run.pk, acting_user=self.manager, at=AT)


@pytest.fixture
def cycle() -> Cycle:
    make_billing_rules()
    cycle = make_cycle()
    return Cycle(
        period=make_period(cycle=cycle),
        route=make_route(cycle=cycle),
        clerk=make_user(),
        manager=make_user(),
    )


def outcome_of(account: ServiceAccount) -> tuple[str, str]:
    return RunAccount.objects.values_list("outcome", "reason").get(account=account)


def test_every_active_account_is_billed_held_or_excluded(cycle: Cycle) -> None:
    billed = cycle.account()
    make_consumption(account=billed, period=cycle.period)
    unread = cycle.account()
    reviewed = cycle.account()
    make_consumption(account=reviewed, period=cycle.period, state=Consumption.State.PENDING)
    suspended = cycle.account(status="suspended")
    cycle.account(status="closed", closed_on=date(2026, 1, 1))

    run = cycle.calculated()

    assert (run.active_count, run.billed_count, run.held_count, run.excluded_count) == (4, 1, 2, 1)
    assert outcome_of(billed) == ("billed", "")
    assert outcome_of(unread) == ("held", "no_reading")
    assert outcome_of(reviewed) == ("held", "reading_under_review")
    assert outcome_of(suspended) == ("excluded", "suspended")
    assert run.total == Decimal("301.44")  # 214.39 + 75.04 + IVA 12.01


def test_an_account_without_price_is_held_and_named(cycle: Cycle) -> None:
    from tests.factories.registry import make_use_class

    account = cycle.account(use_class=make_use_class(code="mixto_rural", name="Mixto rural"))
    make_consumption(account=account, period=cycle.period)

    cycle.calculated()

    staged = RunAccount.objects.get(account=account)
    assert (staged.outcome, staged.reason) == ("held", "not_rated")
    assert "mixto_rural" in str(staged.reason_facts)


def test_an_absurd_bill_is_held_until_somebody_releases_it(cycle: Cycle) -> None:
    use = make_account(route=cycle.route).use_class
    use.ceiling_m3 = Decimal(200)
    use.save(update_fields=["ceiling_m3"])
    account = cycle.account(use_class=use)
    make_consumption(account=account, period=cycle.period, volume_m3="41902")
    run = cycle.calculated()
    assert outcome_of(account) == ("held", "above_ceiling")

    release_held_account(
        run_id=run.pk, account_id=account.pk, reason="Fuga medida", acting_user=cycle.clerk, at=AT
    )

    assert outcome_of(account)[0] == "billed"
    run.refresh_from_db()
    assert run.billed_count == 1


def test_an_account_without_reading_cannot_be_released(cycle: Cycle) -> None:
    account = cycle.account()
    run = cycle.calculated()
    with pytest.raises(NotReleasable):
        release_held_account(
            run_id=run.pk, account_id=account.pk, reason="x", acting_user=cycle.clerk, at=AT
        )


def test_an_issued_bill_is_a_movement_with_its_charges(cycle: Cycle) -> None:
    account = cycle.account()
    make_consumption(account=account, period=cycle.period)

    run = cycle.issued()

    bill = Bill.objects.get(account=account)
    assert (bill.total, bill.net, bill.tax, bill.volume_m3) == (
        Decimal("301.44"),
        Decimal("289.43"),
        Decimal("12.01"),
        Decimal("17.000"),
    )
    assert bill.movement.folio == "R-0000001"
    assert bill.movement.amount == Decimal("301.44")
    lines = Charge.objects.filter(movement=bill.movement).order_by("id")
    assert [(line.concept.code, line.amount) for line in lines] == [
        ("agua", Decimal("214.39")),
        ("alcantarillado", Decimal("87.05")),
    ]
    assert run.state == BillingRun.State.ISSUED
    assert AccountDebt.objects.get(account=account).owed == Decimal("301.44")
    assert AuditEntry.objects.filter(action="billing.run.issued").exists()


def test_a_credit_balance_pays_the_new_bill(cycle: Cycle) -> None:
    from caudal.domain.receivables.operations import documents
    from caudal.domain.receivables.operations.documents import DocumentHeader

    account = cycle.account()
    make_consumption(account=account, period=cycle.period)
    documents.record_credit_document(
        header=DocumentHeader(
            account_id=account.pk,
            kind=Movement.Kind.OPENING,
            description="Anticipo",
            business_date=date(2026, 10, 1),
            recorded_at=AT,
        ),
        amount=Decimal("250.00"),
    )

    cycle.issued()

    debt = AccountDebt.objects.get(account=account)
    assert (debt.owed, debt.credit_balance) == (Decimal("51.44"), Decimal("0.00"))
    assert [v.name for v in check(RECEIVABLES_INVARIANTS) if not v.holds] == []


def test_arrears_are_surcharged_once_per_month(cycle: Cycle) -> None:
    account = cycle.account()
    make_consumption(account=account, period=cycle.period)
    make_debt(account=account, amounts={"agua": "100.00"}, due_date=date(2026, 9, 20))

    cycle.issued()

    surcharge = Movement.objects.get(account=account, kind=Movement.Kind.SURCHARGE)
    assert surcharge.amount == Decimal("2.00")  # one complete month at 2 %
    assert surcharge.folio == "G-0000001"
    assert Charge.objects.get(movement=surcharge).surcharged_months == 1


def test_two_people_sign(cycle: Cycle) -> None:
    make_consumption(account=cycle.account(), period=cycle.period)
    run = cycle.calculated()
    with pytest.raises(RunApproverIsPreparer):
        approve_billing_run(run_id=run.pk, acting_user=cycle.clerk, at=AT)


def test_an_account_added_after_the_calculation_stops_the_approval(cycle: Cycle) -> None:
    make_consumption(account=cycle.account(), period=cycle.period)
    run = cycle.calculated()
    cycle.account()
    with pytest.raises(RunIncomplete, match="1 cuentas"):
        approve_billing_run(run_id=run.pk, acting_user=cycle.manager, at=AT)


def test_a_reading_changed_after_the_calculation_stops_the_approval(cycle: Cycle) -> None:
    consumption = make_consumption(account=cycle.account(), period=cycle.period)
    run = cycle.calculated()
    consumption.volume_m3 = Decimal(18)
    consumption.save(update_fields=["volume_m3"])
    with pytest.raises(RunOutdated):
        approve_billing_run(run_id=run.pk, acting_user=cycle.manager, at=AT)


def test_a_period_is_billed_once(cycle: Cycle) -> None:
    make_consumption(account=cycle.account(), period=cycle.period)
    run = cycle.issued()
    with pytest.raises(PeriodAlreadyBilled, match=run.code):
        cycle.run()
    with pytest.raises(RunStateRefused):
        calculate_billing_run(run_id=run.pk, acting_user=cycle.clerk, at=AT)
    with pytest.raises(RunStateRefused):
        issue_billing_run(run_id=run.pk, acting_user=cycle.manager, at=AT)
