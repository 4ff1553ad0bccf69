"""What was billed and what was collected, day by day, summed from the movements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.reports.queries.places import ACCOUNT_IN_SECTOR

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """Pesos billed and collected in some days, and by how many documents.

    A bill cancelled and a payment reversed count against the day of their cancellation; surcharges
    are neither bills nor collection until they are paid.
    """

    billed: Decimal = NOTHING
    bill_count: int = 0
    collected: Decimal = NOTHING
    payment_count: int = 0

    @property
    def efficiency(self) -> Decimal | None:
        """Eficiencia comercial, collected ÷ billed; None when nothing was billed."""
        return self.collected / self.billed if self.billed > 0 else None


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """The totals of one business date."""

    day: date
    totals: LedgerTotals


_DAYS = f"""
SELECT m.business_date,
       COALESCE(sum(m.amount) FILTER (WHERE m.kind IN ('bill', 'bill_cancellation')), 0.00),
       count(*) FILTER (WHERE m.kind = 'bill')
           - count(*) FILTER (WHERE m.kind = 'bill_cancellation'),
       COALESCE(-sum(m.amount) FILTER (WHERE m.kind IN ('payment', 'payment_reversal')), 0.00),
       count(*) FILTER (WHERE m.kind = 'payment')
           - count(*) FILTER (WHERE m.kind = 'payment_reversal')
  FROM receivables_movement m
 WHERE m.business_date BETWEEN %(first)s AND %(last)s
   AND m.kind IN ('bill', 'bill_cancellation', 'payment', 'payment_reversal')
   AND {ACCOUNT_IN_SECTOR.format(column="m.account_id")}
 GROUP BY m.business_date
 ORDER BY m.business_date
"""


def ledger_days(
    *, first_day: date, last_day: date, sector_id: int | None = None
) -> list[LedgerDay]:
    """The days with movement, both ends included, in order; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"first": first_day, "last": last_day, "sector": sector_id})
        return [LedgerDay(row[0], LedgerTotals(*row[1:])) for row in cursor.fetchall()]


def total_between(*, days: Iterable[LedgerDay], first_day: date, last_day: date) -> LedgerTotals:
    """The sum of the days from one to another, both included."""
    found = [each.totals for each in days if first_day <= each.day <= last_day]
    return LedgerTotals(
        billed=sum((each.billed for each in found), NOTHING),
        bill_count=sum(each.bill_count for each in found),
        collected=sum((each.collected for each in found), NOTHING),
        payment_count=sum(each.payment_count for each in found),
    )
