"""Cancelling a bill and billing its period again."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.factories.billing import make_billing_rules, make_consumption
from tests.factories.payments import make_session
from tests.factories.platform import make_user
from tests.factories.registry import make_account, make_cycle, make_period, make_route

from caudal.domain.billing.invariants import INVARIANTS as BILLING
from caudal.domain.billing.models import Bill
from caudal.domain.billing.operations.corrections import BillNotCancellable, RebillRefused
from caudal.domain.metering.models import Consumption
from caudal.domain.payments.invariants import INVARIANTS as PAYMENTS
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.platform.verification import check
from caudal.domain.receivables.invariants import INVARIANTS as RECEIVABLES
from caudal.domain.receivables.models import AccountDebt, Movement
from caudal.domain.registry.models import ServiceAccount
from caudal.engines.tendering import Tender, TenderKind
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.calculate_billing_run import calculate_billing_run
from caudal.usecases.cancel_bill import ReasonMissing, cancel_bill
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.prepare_billing_run import prepare_billing_run
from caudal.usecases.take_payment import take_payment

pytestmark = pytest.mark.django_db

ISSUED = datetime(2026, 11, 6, 18, 22, tzinfo=UTC)
NOW = datetime(2026, 11, 17, 18, 43, tzinfo=UTC)


@pytest.fixture
def clerk() -> User:
    return make_user()


@pytest.fixture
def account(clerk: User) -> ServiceAccount:
    """An account with its October bill of 301.44 (17 m³) issued."""
    make_billing_rules()
    cycle = make_cycle()
    period = make_period(cycle=cycle)
    account = make_account(route=make_route(cycle=cycle))
    make_consumption(account=account, period=period)
    run = prepare_billing_run(
        period_id=period.pk, issue_date=date(2026, 11, 6), acting_user=clerk, at=ISSUED
    )
    calculate_billing_run(run_id=run.pk, acting_user=clerk, at=ISSUED)
    manager = make_user()
    approve_billing_run(run_id=run.pk, acting_user=manager, at=ISSUED)
    issue_billing_run(run_id=run.pk, acting_user=manager, at=ISSUED)
    return account


def assert_books_hold() -> None:
    verdicts = check([*BILLING, *RECEIVABLES, *PAYMENTS])
    assert [verdict for verdict in verdicts if not verdict.holds] == []


def pay(account: ServiceAccount, amount: str) -> None:
    session = make_session(at=NOW)
    take_payment(
        account_id=account.pk,
        amount=Decimal(amount),
        tenders=[Tender(TenderKind.CASH, Decimal(amount))],
        cash_session_id=session.pk,
        key="pago",
        acting_user=session.cashier,
        at=NOW,
    )


def test_a_cancelled_bill_leaves_nothing_owed(account: ServiceAccount, clerk: User) -> None:
    bill = Bill.objects.get(account=account)

    cancel_bill(
        bill_id=bill.pk, reason="Lectura errónea", must_rebill=False, acting_user=clerk, at=NOW
    )

    bill.refresh_from_db()
    assert not bill.is_live
    contrary = bill.cancellation.movement
    assert (contrary.kind, contrary.amount, contrary.reverses) == (
        Movement.Kind.BILL_CANCELLATION,
        Decimal("-301.44"),
        bill.movement,
    )
    assert AccountDebt.objects.get(account=account).owed == 0
    assert AuditEntry.objects.get(action="billing.bill.cancelled").reason == "Lectura errónea"
    assert_books_hold()


def test_what_was_paid_pays_the_bill_that_takes_its_place(
    account: ServiceAccount, clerk: User
) -> None:
    bill = Bill.objects.get(account=account)
    pay(account, "301.44")
    Consumption.objects.filter(account=account).update(volume_m3=Decimal(10))

    cancelled = cancel_bill(
        bill_id=bill.pk, reason="Eran 10 m³", must_rebill=True, acting_user=clerk, at=NOW
    )

    assert cancelled.replacement is not None
    new = Bill.objects.get(pk=cancelled.replacement.bill_id)
    assert new.replaces == bill
    assert bill.replacement == new
    assert new.total == Decimal("166.47")  # 118.40 + 41.44 + IVA 6.63
    assert new.movement.folio == "R-0000002"
    debt = AccountDebt.objects.get(account=account)
    assert (debt.owed, debt.credit_balance) == (Decimal("0.00"), Decimal("134.97"))
    assert_books_hold()


def test_a_bill_that_cannot_be_rated_again_is_not_cancelled(
    account: ServiceAccount, clerk: User
) -> None:
    bill = Bill.objects.get(account=account)
    Consumption.objects.filter(account=account).update(state=Consumption.State.HELD)

    with pytest.raises(RebillRefused, match="su lectura está en revisión"):
        cancel_bill(bill_id=bill.pk, reason="x", must_rebill=True, acting_user=clerk, at=NOW)

    bill.refresh_from_db()
    assert bill.is_live
    assert_books_hold()


def test_a_bill_is_cancelled_once_and_with_a_reason(account: ServiceAccount, clerk: User) -> None:
    bill = Bill.objects.get(account=account)
    with pytest.raises(ReasonMissing):
        cancel_bill(bill_id=bill.pk, reason="  ", must_rebill=False, acting_user=clerk, at=NOW)
    cancel_bill(bill_id=bill.pk, reason="x", must_rebill=False, acting_user=clerk, at=NOW)
    with pytest.raises(BillNotCancellable):
        cancel_bill(bill_id=bill.pk, reason="x", must_rebill=False, acting_user=clerk, at=NOW)
