"""What each channel of collection brought in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.reports.queries.ledger_sums import AFTER_HORIZON, CHANNEL_OF_MOVEMENT
from caudal.domain.reports.queries.places import ACCOUNT_IN_SECTOR


@dataclass(frozen=True, slots=True)
class ChannelTotal:
    """Pesos of a channel, less what was reversed; ``payment_count`` likewise."""

    name: str
    collected: Decimal
    payment_count: int


_CHANNELS = f"""
SELECT c.name, sum(y.collected), sum(y.payment_count)::bigint
  FROM (SELECT t.channel_id, t.collected, t.payment_count
          FROM reports_daytotal t
         WHERE t.channel_id IS NOT NULL AND t.business_date BETWEEN %(first)s AND %(last)s
           AND (%(sector)s::bigint IS NULL OR t.sector_id = %(sector)s)
         UNION ALL
        SELECT h.channel_id, -m.amount, CASE m.kind WHEN 'payment' THEN 1 ELSE -1 END
          FROM receivables_movement m
          JOIN {CHANNEL_OF_MOVEMENT} h ON h.movement_id = m.id
         WHERE {AFTER_HORIZON}
           AND m.kind IN ('payment', 'payment_reversal')
           AND m.business_date BETWEEN %(first)s AND %(last)s
           AND {ACCOUNT_IN_SECTOR.format(column="m.account_id")}) y
  JOIN payments_collectionchannel c ON c.id = y.channel_id
 GROUP BY c.id, c.name
HAVING sum(y.collected) <> 0
 ORDER BY sum(y.collected) DESC, c.name
"""


def channel_totals(
    *, first_day: date, last_day: date, sector_id: int | None = None
) -> list[ChannelTotal]:
    """The channels that brought money between two days, both included, the largest first."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANNELS, {"first": first_day, "last": last_day, "sector": sector_id})
        return [ChannelTotal(*row) for row in cursor.fetchall()]
