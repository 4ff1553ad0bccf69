"""Which meters an account had, and what was read on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from caudal.domain.metering.models import Reading


@dataclass(frozen=True, slots=True)
class InstalledMeter:
    """A meter on the account's connection; ``removed_on`` is the first day without it."""

    installation_id: int
    serial: str
    brand: str
    diameter_mm: int
    digits: int
    installed_on: date | None
    removed_on: date | None
    initial_value_m3: Decimal
    final_value_m3: Decimal | None
    last_value_m3: Decimal | None
    last_read_on: date | None


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One look at a dial, and the volume that it gave its period."""

    reading_id: int
    read_on: date
    value_m3: Decimal | None
    serial: str
    remark: str
    source: str
    meter_reader: str
    recorded_at: datetime
    is_superseded: bool
    period: str
    volume_m3: Decimal | None

    @property
    def source_label(self) -> str:
        """Campo, Captura, Archivo or Inicial."""
        return str(Reading.Source(self.source).label)


_METERS = """
SELECT i.id, m.serial, m.brand, m.diameter_mm, m.digits, lower(i.during), upper(i.during),
       i.initial_value_m3, i.final_value_m3, d.value_m3, d.read_on
  FROM metering_meterinstallation i
  JOIN metering_meter m ON m.id = i.meter_id
  LEFT JOIN LATERAL (
       SELECT g.value_m3, g.read_on FROM metering_reading g
        WHERE g.account_id = %(account)s AND g.installation_id = i.id
          AND g.value_m3 IS NOT NULL
          AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = g.id)
        ORDER BY g.read_on DESC, g.id DESC LIMIT 1) d ON true
 WHERE i.connection_id = %(connection)s
 ORDER BY i.during DESC
"""

_READINGS = """
SELECT g.id, g.read_on, g.value_m3, COALESCE(m.serial, ''), COALESCE(k.name, ''), g.source,
       g.meter_reader, g.recorded_at, s.id IS NOT NULL, COALESCE(p.name, ''), c.volume_m3
  FROM metering_reading g
  LEFT JOIN metering_meterinstallation i ON i.id = g.installation_id
  LEFT JOIN metering_meter m ON m.id = i.meter_id
  LEFT JOIN metering_readingremark k ON k.id = g.remark_id
  LEFT JOIN metering_reading s ON s.supersedes_id = g.id
  LEFT JOIN registry_billingperiod p ON p.id = g.period_id
  LEFT JOIN metering_consumption c
         ON c.account_id = g.account_id AND c.period_id = g.period_id
        AND c.current_reading_id = g.id
 WHERE g.account_id = %(account)s
   AND (%(before_day)s::date IS NULL
        OR (g.read_on, g.id) < (%(before_day)s::date, %(before_id)s::bigint))
 ORDER BY g.read_on DESC, g.id DESC
 LIMIT %(limit)s
"""

_SERIALS = """
SELECT a.id, m.serial
  FROM registry_serviceaccount a
  JOIN metering_meterinstallation i
    ON i.connection_id = a.connection_id AND upper_inf(i.during)
  JOIN metering_meter m ON m.id = i.meter_id
 WHERE a.id = ANY(%s)
"""


def installed_meters(*, account_id: int, connection_id: int) -> list[InstalledMeter]:
    """The meters of an account's connection, the one that hangs now first."""
    with connection.cursor() as cursor:
        cursor.execute(_METERS, {"account": account_id, "connection": connection_id})
        return [InstalledMeter(*row) for row in cursor.fetchall()]


def readings_of(
    *, account_id: int, limit: int, before: tuple[date, int] | None = None
) -> list[ReadingLine]:
    """The readings of an account, newest first; ``before`` is the day and key of the last one of
    the page before.
    """
    day, key = before or (None, None)
    values = {"account": account_id, "limit": limit, "before_day": day, "before_id": key}
    with connection.cursor() as cursor:
        cursor.execute(_READINGS, values)
        return [ReadingLine(*row) for row in cursor.fetchall()]


def hanging_serials(*, account_ids: Collection[int]) -> dict[int, str]:
    """The serial of the meter that hangs now, of each account that has one."""
    with connection.cursor() as cursor:
        cursor.execute(_SERIALS, [list(account_ids)])
        return dict(cursor.fetchall())
