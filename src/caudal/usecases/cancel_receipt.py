"""Cancel a receipt of the open session, with a supervisor's approval."""

from datetime import datetime

from django.db import transaction

from caudal.domain.payments.models import PaymentReversal
from caudal.domain.payments.operations import payments, sessions
from caudal.domain.payments.operations.approvals import require_supervisor
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.receivables.operations import locking, reversals, summary
from caudal.kernel.errors import Refusal


class ReasonMissing(Refusal):
    """Nobody said why."""

    def __init__(self) -> None:
        super().__init__("Escriba el motivo de la cancelación; queda en la bitácora.")


def cancel_receipt(
    *,
    payment_id: int,
    cash_session_id: int,
    reason: str,
    acting_user: User,
    approver: User,
    at: datetime,
) -> PaymentReversal:
    """Undo a payment taken in this same session: what it settled is owed again with its original
    due dates, and the receipt keeps its folio and body, marked as cancelled.

    :raises ReasonMissing: if no reason is given
    :raises ApprovalRefused: if the approver is the cashier or lacks the function
    :raises CashSessionClosed: if the session is closed
    :raises CashSessionOfAnotherDay: if the session was opened on another business date
    :raises PaymentNotReversible: if the payment is of another session or cancelled already
    """
    if not reason.strip():
        raise ReasonMissing
    require_supervisor(requester=acting_user, approver=approver)
    with transaction.atomic(durable=True):
        session = sessions.guard_open_session(
            session_id=cash_session_id, cashier=acting_user, at=at
        )
        account_id = payments.account_of_payment(payment_id=payment_id, session_id=cash_session_id)
        locking.lock_account(account_id=account_id)
        payment = payments.payment_to_reverse(payment_id=payment_id, session_id=cash_session_id)
        document = reversals.reverse_payment(
            payment_movement=payment.movement, business_date=session.business_date, at=at
        )
        reversal = payments.record_reversal(
            payment=payment,
            movement_id=document.movement_id,
            reason=reason.strip(),
            requested_by=acting_user,
            approved_by=approver,
            at=at,
        )
        summary.refresh_debt(account_ids=[account_id], on_date=session.business_date)
        audit.record(
            action="payments.payment.cancelled",
            subject=payment,
            acting_user=acting_user,
            approver=approver,
            at=at,
            account_id=account_id,
            branch_id=session.branch_id,
            reason=reason.strip(),
            amount=payment.amount,
            before={"folio": payment.movement.folio},
        )
    return reversal
