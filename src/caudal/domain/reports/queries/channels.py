"""What each channel of collection brought in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.reports.queries.places import ACCOUNT_IN_SECTOR


@dataclass(frozen=True, slots=True)
class ChannelTotal:
    """Pesos of a channel, less what was reversed; ``payment_count`` likewise."""

    name: str
    collected: Decimal
    payment_count: int


_CHANNELS = f"""
SELECT c.name, sum(y.amount), sum(y.times)
  FROM (SELECT p.channel_id, p.account_id, p.amount, 1 AS times
          FROM payments_payment p
         WHERE p.business_date BETWEEN %(first)s AND %(last)s
         UNION ALL
        SELECT p.channel_id, p.account_id, -p.amount, -1
          FROM payments_paymentreversal v
          JOIN payments_payment p ON p.id = v.payment_id
          JOIN receivables_movement m ON m.id = v.movement_id
         WHERE m.business_date BETWEEN %(first)s AND %(last)s) y
  JOIN payments_collectionchannel c ON c.id = y.channel_id
 WHERE {ACCOUNT_IN_SECTOR.format(column="y.account_id")}
 GROUP BY c.id, c.name
HAVING sum(y.amount) <> 0
 ORDER BY sum(y.amount) DESC, c.name
"""


def channel_totals(
    *, first_day: date, last_day: date, sector_id: int | None = None
) -> list[ChannelTotal]:
    """The channels that brought money between two days, both included, the largest first."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANNELS, {"first": first_day, "last": last_day, "sector": sector_id})
        return [ChannelTotal(*row) for row in cursor.fetchall()]
