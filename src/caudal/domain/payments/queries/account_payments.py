"""The payments of an account, through every channel, cancelled ones too."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from caudal.domain.payments.models import PaymentTender


@dataclass(frozen=True, slots=True)
class AccountPayment:
    """A payment, in pesos; ``cancelled_because`` is empty while it stands."""

    payment_id: int
    movement_id: int
    folio: str
    on_date: date
    paid_at: datetime
    channel: str
    desk: str
    reference: str
    tender_kinds: list[str]
    amount: Decimal
    cancelled_because: str
    cancelled_at: datetime | None
    approver: str
    has_receipt: bool

    @property
    def tenders(self) -> list[str]:
        """Efectivo, Tarjeta ..., as they were handed over."""
        return [str(PaymentTender.Kind(kind).label) for kind in self.tender_kinds]

    @property
    def is_cancelled(self) -> bool:
        """Whether it was undone; it keeps its folio."""
        return bool(self.cancelled_because)


_PAYMENTS = """
SELECT y.id, y.movement_id, m.folio, y.business_date, y.paid_at, h.name, COALESCE(d.name, ''),
       CASE WHEN y.session_id IS NULL THEN y.channel_reference ELSE '' END,
       ARRAY(SELECT t.kind FROM payments_paymenttender t WHERE t.payment_id = y.id ORDER BY t.id),
       y.amount, COALESCE(v.reason, ''), v.reversed_at, COALESCE(a.full_name, ''),
       y.receipt IS NOT NULL
  FROM payments_payment y
  JOIN receivables_movement m ON m.id = y.movement_id
  JOIN payments_collectionchannel h ON h.id = y.channel_id
  LEFT JOIN payments_cashsession s ON s.id = y.session_id
  LEFT JOIN payments_cashdesk d ON d.id = s.desk_id
  LEFT JOIN payments_paymentreversal v ON v.payment_id = y.id
  LEFT JOIN platform_user a ON a.id = v.approved_by_id
 WHERE y.account_id = %(account)s
   AND (%(before_at)s::timestamptz IS NULL
        OR (y.paid_at, y.id) < (%(before_at)s::timestamptz, %(before_id)s::bigint))
 ORDER BY y.paid_at DESC, y.id DESC
 LIMIT %(limit)s
"""


def payments_of(
    *, account_id: int, limit: int, before: tuple[datetime, int] | None = None
) -> list[AccountPayment]:
    """The payments of an account, newest first; ``before`` is the instant and key of the last one
    of the page before.
    """
    at, key = before or (None, None)
    values = {"account": account_id, "limit": limit, "before_at": at, "before_id": key}
    with connection.cursor() as cursor:
        cursor.execute(_PAYMENTS, values)
        rows = cursor.fetchall()
    return [AccountPayment(*row) for row in rows]
