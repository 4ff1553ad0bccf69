"""Estado de cuenta: the movements of an account with the balance after each one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.receivables.models import Movement


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A movement, in pesos; ``amount`` is positive for what was charged.

    A document that undoes another one names it in ``undoes_folio``; the one undone names its
    reversal in ``undone_by_folio``. Both are empty for documents without folio.
    """

    movement_id: int
    on_date: date
    kind: str
    description: str
    folio: str
    amount: Decimal
    balance: Decimal
    undoes_id: int | None
    undoes_folio: str
    undone_by_id: int | None
    undone_by_folio: str

    @property
    def kind_label(self) -> str:
        """Recibo, Pago ..."""
        return str(Movement.Kind(self.kind).label)

    @property
    def charge(self) -> Decimal | None:
        """The amount of what was charged; None for credits."""
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """The amount of what was credited, without its sign; None for charges."""
        return -self.amount if self.amount < 0 else None


@dataclass(frozen=True, slots=True)
class StatementTotals:
    """What a stretch of the statement adds up to: opening + charged − credited = closing."""

    opening_balance: Decimal
    charged: Decimal
    credited: Decimal
    closing_balance: Decimal
    count: int


# The window runs over the account's whole life, so that any stretch shows the true balance; the
# index of the statement gives its rows already in order.
_LINES = """
SELECT s.id, s.business_date, s.kind, s.description, s.folio, s.amount, s.balance,
       s.reverses_id, COALESCE(u.folio, ''), r.id, COALESCE(r.folio, '')
  FROM (SELECT m.id, m.business_date, m.kind, m.description, m.folio, m.amount, m.reverses_id,
               sum(m.amount) OVER (ORDER BY m.business_date, m.id) AS balance
          FROM receivables_movement m
         WHERE m.account_id = %(account)s AND m.business_date <= %(last_day)s) s
  LEFT JOIN receivables_movement u ON u.id = s.reverses_id
  LEFT JOIN receivables_movement r ON r.reverses_id = s.id
 WHERE (%(first_day)s::date IS NULL OR s.business_date >= %(first_day)s::date)
   AND (%(before_day)s::date IS NULL
        OR (s.business_date, s.id) < (%(before_day)s::date, %(before_id)s::bigint))
 ORDER BY s.business_date DESC, s.id DESC
 LIMIT %(limit)s
"""

_TOTALS = """
SELECT COALESCE(sum(amount) FILTER (WHERE business_date < %(first_day)s), 0),
       COALESCE(sum(amount) FILTER (WHERE business_date >= %(first_day)s AND amount > 0), 0),
       COALESCE(-sum(amount) FILTER (WHERE business_date >= %(first_day)s AND amount < 0), 0),
       COALESCE(sum(amount), 0),
       count(*) FILTER (WHERE business_date >= %(first_day)s)
  FROM receivables_movement
 WHERE account_id = %(account)s AND business_date <= %(last_day)s
"""


def statement_lines(
    *,
    account_id: int,
    last_day: date,
    first_day: date | None = None,
    limit: int | None = None,
    before: tuple[date, int] | None = None,
) -> list[StatementLine]:
    """The movements from ``first_day`` to ``last_day``, newest first, each with the balance after
    it.

    ``before`` is the day and key of the last one of the page before.
    """
    before_day, before_id = before or (None, None)
    values: dict[str, Any] = {
        "account": account_id,
        "first_day": first_day,
        "last_day": last_day,
        "before_day": before_day,
        "before_id": before_id,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        return [StatementLine(*row) for row in cursor.fetchall()]


def statement_totals(
    *, account_id: int, last_day: date, first_day: date = date.min
) -> StatementTotals:
    """What the movements from ``first_day`` to ``last_day`` add up to, and the balance at both
    ends.
    """
    values: dict[str, Any] = {
        "account": account_id,
        "first_day": first_day,
        "last_day": last_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, values)
        return StatementTotals(*cursor.fetchone())
