"""The meters of routes as a review needs them: their last reading and the volumes before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

_DIALS = """
SELECT a.id, a.number, a.route_id, a.connection_id, n.diameter_mm, a.assigned_m3, i.id,
       lower(i.during), m.digits, g.id, g.value_m3,
       COALESCE(h.bases, '{}'), COALESCE(h.volumes, '{}')
  FROM registry_serviceaccount a
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN metering_meterinstallation i ON i.connection_id = a.connection_id AND upper_inf(i.during)
  JOIN metering_meter m ON m.id = i.meter_id
  LEFT JOIN LATERAL (
       SELECT r.id, r.value_m3 FROM metering_reading r
        WHERE r.account_id = a.id AND r.value_m3 IS NOT NULL AND r.installation_id = i.id
          AND NOT EXISTS (SELECT FROM metering_reading c WHERE c.supersedes_id = r.id)
        ORDER BY r.read_on DESC, r.id DESC LIMIT 1) g ON true
  LEFT JOIN LATERAL (
       SELECT array_agg(c.basis ORDER BY p.during) AS bases,
              array_agg(c.volume_m3 ORDER BY p.during) AS volumes
         FROM metering_consumption c JOIN registry_billingperiod p ON p.id = c.period_id
        WHERE c.account_id = a.id AND upper(p.during) <= %(before)s) h ON true
 WHERE a.route_id = ANY(%(routes)s) AND a.is_metered AND a.status <> 'closed'
 ORDER BY a.route_id, a.route_sequence, a.id
"""


@dataclass(frozen=True, slots=True)
class Dial:
    """The meter of an account before a period is read; volumes oldest first."""

    account_id: int
    number: str
    route_id: int
    connection_id: int
    diameter_mm: int | None
    assigned_m3: Decimal | None
    installation_id: int
    installed_on: date
    digits: int
    last_reading_id: int | None
    last_value_m3: Decimal | None
    bases: list[str]
    volumes_m3: list[Decimal]


def dials_of(*, route_ids: Collection[int], before: date) -> list[Dial]:
    """The metered accounts of some routes, in walking order, as they stand before a day."""
    with connection.cursor() as cursor:
        cursor.execute(_DIALS, {"routes": list(route_ids), "before": before})
        return [Dial(*row) for row in cursor.fetchall()]
