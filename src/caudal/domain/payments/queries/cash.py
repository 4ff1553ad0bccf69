"""What a drawer should hold."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection


@dataclass(frozen=True, slots=True)
class ExpectedCash:
    """The drawer of a session: float + cash receipts − approved reversals − withdrawals."""

    cash: Decimal
    float_amount: Decimal
    cash_received: Decimal
    cash_reversed: Decimal
    withdrawn: Decimal
    other_tenders: dict[str, Decimal]
    receipt_count: int
    cancelled_count: int
    first_folio: str
    last_folio: str


# Change leaves the drawer with the payment; a reversed payment gives back exactly its cash part.
CASH_OF_SESSIONS = """
SELECT s.id AS session_id, s.float_amount,
       COALESCE(p.cash, 0) AS cash_received, COALESCE(p.cash_reversed, 0) AS cash_reversed,
       COALESCE(w.amount, 0) AS withdrawn,
       s.float_amount + COALESCE(p.cash, 0) - COALESCE(p.cash_reversed, 0) - COALESCE(w.amount, 0)
       AS expected
  FROM payments_cashsession s
  LEFT JOIN LATERAL (
       SELECT sum(cash.amount) AS cash,
              sum(cash.amount) FILTER (WHERE r.id IS NOT NULL) AS cash_reversed
         FROM payments_payment y
         LEFT JOIN payments_paymentreversal r ON r.payment_id = y.id
         CROSS JOIN LATERAL (
              SELECT COALESCE(sum(t.amount), 0) - y.change AS amount FROM payments_paymenttender t
               WHERE t.payment_id = y.id AND t.kind = 'cash') cash
        WHERE y.session_id = s.id) p ON true
  LEFT JOIN LATERAL (
       SELECT sum(amount) AS amount FROM payments_cashwithdrawal WHERE session_id = s.id) w ON true
"""

_OTHER_TENDERS = """
SELECT t.kind, sum(t.amount) FROM payments_paymenttender t
  JOIN payments_payment y ON y.id = t.payment_id
 WHERE y.session_id = %s AND t.kind <> 'cash'
   AND NOT EXISTS (SELECT FROM payments_paymentreversal r WHERE r.payment_id = y.id)
 GROUP BY t.kind ORDER BY t.kind
"""

_RECEIPTS = """
SELECT count(*), count(r.id),
       COALESCE((array_agg(m.folio ORDER BY m.folio_number))[1], ''),
       COALESCE((array_agg(m.folio ORDER BY m.folio_number DESC))[1], '')
  FROM payments_payment y
  JOIN receivables_movement m ON m.id = y.movement_id
  LEFT JOIN payments_paymentreversal r ON r.payment_id = y.id
 WHERE y.session_id = %s
"""


def expected_cash(*, session_id: int) -> ExpectedCash:
    """What the drawer of a session should hold now, and its receipts."""
    with connection.cursor() as cursor:
        cursor.execute(f"{CASH_OF_SESSIONS} WHERE s.id = %s", [session_id])
        _, float_amount, received, reversed_, withdrawn, cash = cursor.fetchone()
        cursor.execute(_OTHER_TENDERS, [session_id])
        others = dict(cursor.fetchall())
        cursor.execute(_RECEIPTS, [session_id])
        receipts, cancelled, first_folio, last_folio = cursor.fetchone()
    return ExpectedCash(
        cash=cash,
        float_amount=float_amount,
        cash_received=received,
        cash_reversed=reversed_,
        withdrawn=withdrawn,
        other_tenders=others,
        receipt_count=receipts,
        cancelled_count=cancelled,
        first_folio=first_folio,
        last_folio=last_folio,
    )
