"""Which accounts the numbers and serials of a file mean."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class ReadingTarget:
    """An account that may be read, and the cycle that reads it."""

    account_id: int
    number: str
    cycle_id: int
    route_id: int


_BY_NUMBER = """
SELECT a.number, a.id, a.number, r.cycle_id, r.id
  FROM registry_serviceaccount a JOIN registry_route r ON r.id = a.route_id
 WHERE a.number = ANY(%s)
"""

# Of the places where a meter hung, the last one: a reading of a meter that came off is told so.
_BY_SERIAL = """
SELECT DISTINCT ON (m.serial) m.serial, a.id, a.number, r.cycle_id, r.id
  FROM metering_meter m
  JOIN metering_meterinstallation i ON i.meter_id = m.id
  JOIN registry_serviceaccount a ON a.connection_id = i.connection_id
  JOIN registry_route r ON r.id = a.route_id
 WHERE m.serial = ANY(%s)
 ORDER BY m.serial, i.during DESC, a.is_metered DESC, a.status, a.id
"""


def targets_by_number(*, numbers: Collection[str]) -> dict[str, ReadingTarget]:
    """The accounts of those numbers that exist."""
    return _targets(_BY_NUMBER, numbers)


def targets_by_serial(*, serials: Collection[str]) -> dict[str, ReadingTarget]:
    """The accounts where those meters hang, or hung last."""
    return _targets(_BY_SERIAL, serials)


def _targets(statement: str, keys: Collection[str]) -> dict[str, ReadingTarget]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(keys)])
        return {key: ReadingTarget(*row) for key, *row in cursor.fetchall()}
