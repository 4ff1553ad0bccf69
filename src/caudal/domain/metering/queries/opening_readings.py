"""What surrounds a reading with which an account is to begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """What is known of one account on one day.

    The installation is the one that hung that day. ``kept`` is the reading of that day that is in
    force. ``floor_m3`` is the last value before it, the installation's own at first.
    """

    account_id: int
    installation_id: int | None
    serial: str
    digits: int
    floor_m3: Decimal | None
    ceiling_m3: Decimal | None
    kept_id: int | None
    kept_m3: Decimal | None
    kept_source: str
    is_kept_billed: bool
    is_period_billed: bool


_PLACES = """
WITH asked AS (
    SELECT * FROM unnest(%(numbers)s::text[], %(days)s::date[]) AS g(number, read_on)
)
SELECT g.number, g.read_on,
       a.id, i.id, COALESCE(m.serial, ''), COALESCE(m.digits, 0),
       COALESCE(b.value_m3, i.initial_value_m3), n.value_m3,
       k.id, k.value_m3, COALESCE(k.source, ''),
       EXISTS (SELECT FROM metering_consumption c
                WHERE c.account_id = a.id
                  AND (c.current_reading_id = k.id OR c.previous_reading_id = k.id)),
       EXISTS (SELECT FROM metering_routeperiod p
                 JOIN registry_billingperiod d ON d.id = p.period_id
                WHERE p.route_id = a.route_id AND p.state = 'billed' AND d.during @> g.read_on)
  FROM asked g
  JOIN registry_serviceaccount a ON a.number = g.number
  LEFT JOIN metering_meterinstallation i
         ON i.connection_id = a.connection_id AND i.during @> g.read_on
  LEFT JOIN metering_meter m ON m.id = i.meter_id
  LEFT JOIN LATERAL (
       SELECT r.value_m3 FROM metering_reading r
        WHERE r.account_id = a.id AND r.installation_id = i.id AND r.read_on < g.read_on
          AND r.value_m3 IS NOT NULL
          AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
        ORDER BY r.read_on DESC, r.id DESC LIMIT 1) b ON true
  LEFT JOIN LATERAL (
       SELECT r.value_m3 FROM metering_reading r
        WHERE r.account_id = a.id AND r.installation_id = i.id AND r.read_on > g.read_on
          AND r.value_m3 IS NOT NULL
          AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
        ORDER BY r.read_on, r.id LIMIT 1) n ON true
  LEFT JOIN LATERAL (
       SELECT r.id, r.value_m3, r.source FROM metering_reading r
        WHERE r.account_id = a.id AND r.read_on = g.read_on AND r.value_m3 IS NOT NULL
          AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
        ORDER BY r.id DESC LIMIT 1) k ON true
"""


def reading_places(*, asked: Sequence[tuple[str, date]]) -> dict[tuple[str, date], ReadingPlace]:
    """What is known of each (account number, day); accounts that do not exist are left out."""
    numbers = [number for number, _ in asked]
    days = [day for _, day in asked]
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"numbers": numbers, "days": days})
        return {(row[0], row[1]): ReadingPlace(*row[2:]) for row in cursor.fetchall()}
