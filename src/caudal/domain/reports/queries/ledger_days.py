"""What was billed and what was collected, day by day: the totals that are kept, and what was
recorded since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.reports.queries.ledger_sums import (
    AFTER_HORIZON,
    BILLED_AND_COLLECTED,
    COUNTED,
)
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
SELECT day, sum(billed), sum(bill_count)::bigint, sum(collected), sum(payment_count)::bigint
  FROM (SELECT t.business_date AS day, t.billed, t.bill_count, t.collected, t.payment_count
          FROM reports_daytotal t
         WHERE t.business_date BETWEEN %(first)s AND %(last)s
           AND (%(sector)s::bigint IS NULL OR t.sector_id = %(sector)s)
         UNION ALL
        SELECT m.business_date, {BILLED_AND_COLLECTED}
          FROM receivables_movement m
         WHERE {AFTER_HORIZON}
           AND m.business_date BETWEEN %(first)s AND %(last)s AND {COUNTED}
           AND {ACCOUNT_IN_SECTOR.format(column="m.account_id")}
         GROUP BY m.business_date) part
 GROUP BY day
 ORDER BY day
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
