"""What a closed session took, form by form, and what left it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from caudal.domain.payments.models import (
    CashSession,
    CashWithdrawal,
    PaymentReversal,
    PaymentTender,
)


def cash_sessions() -> QuerySet[CashSession]:
    """Every session with what a list shows of it."""
    return CashSession.objects.select_related("desk__branch", "cashier", "closing")


@dataclass(frozen=True, slots=True)
class TenderCount:
    """A form of payment: in how many receipts in force, and how much less the change."""

    kind: str
    receipt_count: int
    amount: Decimal

    @property
    def label(self) -> str:
        """Efectivo, Tarjeta ..."""
        return str(PaymentTender.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class CancelledReceiptLine:
    """A receipt cancelled in the session."""

    folio: str
    amount: Decimal
    reason: str
    approver: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalLine:
    """Cash that left the drawer for the vault."""

    number: int
    amount: Decimal
    received_by: str
    at: datetime


# Change is given out of the cash of its own receipt.
_TENDERS = """
SELECT kind, count(*), sum(amount)
  FROM (SELECT t.kind,
               sum(t.amount) - CASE WHEN t.kind = 'cash' THEN y.change ELSE 0 END AS amount
          FROM payments_payment y JOIN payments_paymenttender t ON t.payment_id = y.id
         WHERE y.session_id = %s
           AND NOT EXISTS (SELECT FROM payments_paymentreversal r WHERE r.payment_id = y.id)
         GROUP BY y.id, y.change, t.kind) receipt
 GROUP BY kind ORDER BY kind <> 'cash', kind
"""


def tenders_of(*, session_id: int) -> list[TenderCount]:
    """What the receipts in force brought, cash first."""
    with connection.cursor() as cursor:
        cursor.execute(_TENDERS, [session_id])
        return [TenderCount(*row) for row in cursor.fetchall()]


def cancelled_receipts_of(*, session_id: int) -> list[CancelledReceiptLine]:
    """The receipts cancelled in the session, in order."""
    reversals = (
        PaymentReversal.objects.filter(payment__session_id=session_id)
        .select_related("payment__movement", "approved_by")
        .order_by("id")
    )
    return [
        CancelledReceiptLine(
            folio=reversal.payment.movement.folio,
            amount=reversal.payment.amount,
            reason=reversal.reason,
            approver=reversal.approved_by.full_name,
            at=reversal.reversed_at,
        )
        for reversal in reversals
    ]


def withdrawals_of(*, session_id: int) -> list[WithdrawalLine]:
    """The withdrawals of the session, in order."""
    withdrawals = (
        CashWithdrawal.objects.filter(session_id=session_id)
        .select_related("approved_by")
        .order_by("number")
    )
    return [
        WithdrawalLine(each.number, each.amount, each.approved_by.full_name, each.withdrawn_at)
        for each in withdrawals
    ]
