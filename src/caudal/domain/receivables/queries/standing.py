"""How an account stands on a date: what it owes, since when, and what it holds in its favour."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """The money of one account, in pesos, read from its charges and credits on ``on_date``."""

    on_date: date
    owed: Decimal
    overdue: Decimal
    credit_balance: Decimal
    oldest_due_date: date | None
    next_due_date: date | None
    overdue_bills: int
    overdue_documents: int
    last_payment_on: date | None
    last_payment: Decimal | None

    @property
    def not_yet_due(self) -> Decimal:
        """Owed, but with its due date still to come."""
        return self.owed - self.overdue

    @property
    def balance(self) -> Decimal:
        """What the statement ends with; negative in the customer's favour."""
        return self.owed - self.credit_balance

    @property
    def overdue_days(self) -> int:
        """Days since the oldest due date that has passed; zero when nothing is overdue."""
        return (self.on_date - self.oldest_due_date).days if self.oldest_due_date else 0


_STANDING = """
SELECT COALESCE(sum(c.open_amount), 0),
       COALESCE(sum(c.open_amount) FILTER (WHERE c.due_date < %(on_date)s), 0),
       (SELECT COALESCE(sum(open_amount), 0) FROM receivables_credit
         WHERE account_id = %(account)s AND open_amount > 0),
       min(c.due_date) FILTER (WHERE c.due_date < %(on_date)s),
       min(c.due_date) FILTER (WHERE c.due_date >= %(on_date)s),
       count(DISTINCT c.movement_id) FILTER (WHERE c.due_date < %(on_date)s AND m.kind = 'bill'),
       count(DISTINCT c.movement_id) FILTER (WHERE c.due_date < %(on_date)s),
       p.business_date, -p.amount
  FROM (SELECT) one
  LEFT JOIN receivables_charge c ON c.account_id = %(account)s AND c.open_amount > 0
  LEFT JOIN receivables_movement m ON m.id = c.movement_id
  LEFT JOIN LATERAL (
       SELECT y.business_date, y.amount FROM receivables_movement y
        WHERE y.account_id = %(account)s AND y.kind = 'payment'
          AND NOT EXISTS (SELECT FROM receivables_movement r WHERE r.reverses_id = y.id)
        ORDER BY y.business_date DESC, y.id DESC LIMIT 1) p ON true
 GROUP BY p.business_date, p.amount
"""


def account_standing(*, account_id: int, on_date: date) -> AccountStanding:
    """What an account owes and holds in its favour; what falls due on ``on_date`` is not
    overdue.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"account": account_id, "on_date": on_date})
        return AccountStanding(on_date, *cursor.fetchone())
