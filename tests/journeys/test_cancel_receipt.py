"""Cancelling a receipt of the open session."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.factories.payments import make_cashier, make_payment, make_session, make_supervisor
from tests.factories.platform import AT, make_user
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.journeys.books import assert_books_hold

from caudal.domain.payments.models import CashSession, Payment, PaymentReversal
from caudal.domain.payments.operations.approvals import ApprovalRefused
from caudal.domain.payments.operations.payments import PaymentNotReversible
from caudal.domain.payments.operations.sessions import CashSessionClosed, CashSessionOfAnotherDay
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.receivables.models import AccountDebt, Allocation, Charge, Credit, Movement
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.cancel_receipt import ReasonMissing, cancel_receipt
from caudal.usecases.take_payment import PaymentTaken

pytestmark = pytest.mark.django_db

REASON = "Se cobró a la cuenta del vecino"


@pytest.fixture
def account() -> ServiceAccount:
    account = make_account()
    make_debt(account=account, amounts={"agua": "277.29", "alcantarillado": "112.58"})
    return account


@pytest.fixture
def session() -> CashSession:
    return make_session()


@pytest.fixture
def taken(account: ServiceAccount, session: CashSession) -> PaymentTaken:
    return make_payment(account=account, session=session, amount="400.00")


def cancel(
    taken: PaymentTaken,
    session: CashSession,
    *,
    approver: User | None = None,
    cashier: User | None = None,
    reason: str = REASON,
    at: datetime = AT,
) -> PaymentReversal:
    return cancel_receipt(
        payment_id=taken.payment_id,
        cash_session_id=session.pk,
        reason=reason,
        acting_user=cashier or session.cashier,
        approver=approver or make_supervisor(),
        at=at,
    )


def test_what_was_paid_is_owed_again_with_its_due_dates(
    account: ServiceAccount, session: CashSession, taken: PaymentTaken
) -> None:
    cancel(taken, session)

    bill = Charge.objects.filter(movement__kind="opening")
    assert {(c.open_amount, c.due_date) for c in bill} == {
        (Decimal("277.29"), date(2026, 10, 21)),
        (Decimal("112.58"), date(2026, 10, 21)),
    }
    assert Credit.objects.get().open_amount == 0
    debt = AccountDebt.objects.get(account=account)
    assert (debt.owed, debt.credit_balance) == (Decimal("389.87"), Decimal(0))
    assert debt.last_payment_on is None
    assert_books_hold()


def test_the_receipt_keeps_its_folio_and_its_body(
    session: CashSession, taken: PaymentTaken
) -> None:
    before = Payment.objects.get(pk=taken.payment_id).receipt
    reversal = cancel(taken, session)
    payment = Payment.objects.get(pk=taken.payment_id)

    assert payment.receipt == before
    assert payment.movement.folio == taken.folio
    assert reversal.movement.folio == ""
    assert reversal.movement.description == f"Cancelación de pago {taken.folio}"


def test_who_asked_and_who_approved_stays_in_the_log(
    session: CashSession, taken: PaymentTaken
) -> None:
    supervisor = make_supervisor()
    cancel(taken, session, approver=supervisor, reason=f"  {REASON} ")
    entry = AuditEntry.objects.get(action="payments.payment.cancelled")
    assert (entry.actor, entry.approver, entry.reason) == (session.cashier, supervisor, REASON)
    assert (entry.amount, entry.before) == (Decimal("400.00"), {"folio": taken.folio})


def test_the_account_can_be_charged_again(
    account: ServiceAccount, session: CashSession, taken: PaymentTaken
) -> None:
    cancel(taken, session)
    again = make_payment(account=account, session=session, amount="389.87")
    assert (again.still_owed, again.to_credit_balance) == (Decimal(0), Decimal(0))
    assert int(again.folio[-6:]) == int(taken.folio[-6:]) + 1
    assert_books_hold()


def test_a_later_payment_is_not_disturbed(
    account: ServiceAccount, session: CashSession, taken: PaymentTaken
) -> None:
    make_payment(account=account, session=session, amount="50.00")
    cancel(taken, session)
    debt = AccountDebt.objects.get(account=account)
    assert (debt.owed, debt.credit_balance) == (Decimal("389.87"), Decimal("50.00"))
    assert_books_hold()


def test_a_receipt_is_cancelled_once(session: CashSession, taken: PaymentTaken) -> None:
    cancel(taken, session)
    with pytest.raises(PaymentNotReversible, match=f"{taken.folio} ya está cancelado"):
        cancel(taken, session)
    assert PaymentReversal.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_asked_for(session: CashSession, taken: PaymentTaken, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        cancel(taken, session, reason=reason)


def test_a_colleague_without_the_function_cannot_approve(
    session: CashSession, taken: PaymentTaken
) -> None:
    with pytest.raises(ApprovalRefused, match="Llame a un supervisor de caja"):
        cancel(taken, session, approver=make_cashier())


def test_a_supervisor_cannot_approve_his_own(account: ServiceAccount) -> None:
    both = make_user(functions=[Function.TAKE_PAYMENTS, Function.APPROVE_CASH_REVERSALS])
    session = make_session(cashier=both)
    taken = make_payment(account=account, session=session, amount="10.00")
    with pytest.raises(ApprovalRefused, match="otra persona"):
        cancel(taken, session, approver=both)


def test_a_person_whose_access_was_closed_cannot_approve(
    session: CashSession, taken: PaymentTaken
) -> None:
    with pytest.raises(ApprovalRefused):
        cancel(taken, session, approver=make_supervisor(is_active=False))


def test_after_the_closing_a_receipt_is_never_cancelled(
    session: CashSession, taken: PaymentTaken
) -> None:
    CashSession.objects.filter(pk=session.pk).update(closed_at=AT)
    with pytest.raises(CashSessionClosed):
        cancel(taken, session)


def test_a_receipt_of_another_session_is_not_mine_to_cancel(taken: PaymentTaken) -> None:
    mine = make_session()
    with pytest.raises(PaymentNotReversible, match="no es de este turno"):
        cancel(taken, mine)


def test_a_receipt_that_does_not_exist_is_refused(session: CashSession) -> None:
    nothing = PaymentTaken(999_999, "", Decimal(1), Decimal(0), Decimal(0), Decimal(0))
    with pytest.raises(PaymentNotReversible):
        cancel(nothing, session)


def test_the_next_day_it_is_too_late(session: CashSession, taken: PaymentTaken) -> None:
    with pytest.raises(CashSessionOfAnotherDay):
        cancel(taken, session, at=AT + timedelta(days=1))


def test_in_the_evening_it_is_still_the_same_day(session: CashSession, taken: PaymentTaken) -> None:
    # 18:30 in Hermosillo is already tomorrow in UTC.
    reversal = cancel(taken, session, at=datetime(2026, 11, 18, 1, 30, tzinfo=UTC))
    assert reversal.movement.business_date == date(2026, 11, 17)
    assert_books_hold()


def copied(row: Movement | Allocation | Payment, **changes: object) -> None:
    """Write the same row again, with some of it changed."""
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save(force_insert=True)


def test_the_database_lets_a_document_be_cancelled_once(
    session: CashSession, taken: PaymentTaken
) -> None:
    reversal = cancel(taken, session)
    with pytest.raises(IntegrityError, match="movement_reversed_once"):
        copied(Movement.objects.get(pk=reversal.movement_id))


def test_the_database_lets_an_allocation_be_undone_once(
    session: CashSession, taken: PaymentTaken
) -> None:
    cancel(taken, session)
    undoing = Allocation.objects.filter(undoes__isnull=False).first()
    assert undoing is not None
    with pytest.raises(IntegrityError, match="allocation_undone_once"):
        copied(undoing)


def test_the_database_takes_no_payment_of_a_desk_without_receipt(
    session: CashSession, taken: PaymentTaken
) -> None:
    payment = Payment.objects.get(pk=taken.payment_id)
    with pytest.raises(IntegrityError, match="payment_at_desk_has_receipt"):
        copied(payment, receipt=None, channel_reference="otra")
