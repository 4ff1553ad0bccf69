"""Take cash from a drawer to the vault during a session."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from caudal.domain.payments.models import CashWithdrawal
from caudal.domain.payments.operations import sessions
from caudal.domain.payments.operations.approvals import require_supervisor
from caudal.domain.payments.queries.cash import expected_cash
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, idempotency
from caudal.domain.platform.operations.idempotency import Request

ACT = "withdraw_cash"


def withdraw_cash(
    *,
    cash_session_id: int,
    amount: Decimal,
    key: str,
    acting_user: User,
    approver: User,
    at: datetime,
) -> CashWithdrawal:
    """Hand cash over to a supervisor, who signs for it.

    :raises CashSessionClosed: if the session is not open
    :raises ApprovalRefused: if the receiver is not a supervisor or is the cashier
    :raises WithdrawalExceedsCash: if the drawer holds less
    """
    require_supervisor(requester=acting_user, approver=approver)
    asked = {"session": cash_session_id, "amount": amount, "approver": approver.pk}
    with transaction.atomic(durable=True):
        claimed = idempotency.claim(
            Request(key=key, act=ACT, asked=asked, acting_user=acting_user, at=at)
        )
        if claimed.earlier is not None:
            return CashWithdrawal.objects.get(pk=claimed.earlier["withdrawal_id"])
        session = sessions.lock_open_session(session_id=cash_session_id, cashier=acting_user)
        withdrawal = sessions.withdraw(
            session_id=session.session_id,
            amount=amount,
            expected=expected_cash(session_id=session.session_id),
            approver=approver,
            at=at,
        )
        audit.record(
            action="payments.cash.withdrawn",
            subject=withdrawal,
            acting_user=acting_user,
            approver=approver,
            at=at,
            branch_id=session.branch_id,
            amount=amount,
        )
        idempotency.answer(claimed=claimed, result={"withdrawal_id": withdrawal.pk})
    return withdrawal
