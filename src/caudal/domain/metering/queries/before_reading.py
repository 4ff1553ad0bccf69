"""What surrounds a reading of a period: the meter of that day, what was billed up to then, and what
is kept of the period already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.registry.models import BillingPeriod


@dataclass(frozen=True, slots=True)
class BeforeReading:
    """One account on the day of a reading. Volumes in m³.

    ``start_m3`` is where the volume begins: the last reading that was billed, and what was billed
    by estimate since; without any, the initial value of the installation. It belongs to the removed
    meter if that was changed meanwhile, whose part goes up to ``removed_final_m3``.
    ``kept_*`` is the reading of the period that is in force.
    """

    account_id: int
    number: str
    status: str
    is_metered: bool
    route_id: int
    assigned_m3: Decimal | None
    installation_id: int | None
    serial: str
    digits: int
    diameter_mm: int | None
    initial_m3: Decimal | None
    previous_id: int | None
    previous_m3: Decimal | None
    previous_read_on: date | None
    previous_installation_id: int | None
    removed_digits: int | None
    removed_final_m3: Decimal | None
    meters_between: int
    estimated_m3: Decimal
    kept_id: int | None
    kept_m3: Decimal | None
    kept_remark_id: int | None
    kept_read_on: date | None
    consumption_id: int | None
    consumption_state: str | None

    @property
    def was_changed(self) -> bool:
        """Whether another meter hung when the last reading was taken."""
        return (
            self.previous_installation_id is not None
            and self.installation_id is not None
            and self.previous_installation_id != self.installation_id
        )

    @property
    def start_m3(self) -> Decimal:
        """Up to where everything is billed, on the dial that hung then."""
        digits = self.removed_digits if self.was_changed else self.digits
        value = self.previous_m3 if self.previous_m3 is not None else self.initial_m3
        return ((value or Decimal(0)) + self.estimated_m3) % Decimal(10 ** (digits or 9))

    @property
    def previous_on_dial_m3(self) -> Decimal:
        """What this meter showed when its part of the volume began."""
        return (self.initial_m3 or Decimal(0)) if self.was_changed else self.start_m3


# A reading counts as billed when its period was billed by measure, even if a correction has taken
# its place since; one of no period opened the account.
_BEFORE = """
SELECT a.id, a.number, a.status, a.is_metered, a.route_id, a.assigned_m3,
       i.id, COALESCE(m.serial, ''), COALESCE(m.digits, 9), COALESCE(m.diameter_mm, n.diameter_mm),
       i.initial_value_m3, b.id, b.value_m3, b.read_on, b.installation_id,
       CASE WHEN b.installation_id <> i.id THEN om.digits END,
       CASE WHEN b.installation_id <> i.id THEN COALESCE(o.final_value_m3, b.value_m3) END,
       CASE WHEN b.installation_id <> i.id THEN
            (SELECT count(*) FROM metering_meterinstallation x
              WHERE x.connection_id = i.connection_id AND lower(x.during) > lower(o.during)
                AND lower(x.during) < lower(i.during)) ELSE 0 END,
       (SELECT COALESCE(sum(u.volume_m3), 0) FROM metering_consumption u
          JOIN registry_billingperiod d ON d.id = u.period_id
         WHERE u.account_id = a.id AND u.basis IN ('average', 'estimated', 'assigned')
           AND u.state IN ('clean', 'accepted') AND lower(d.during) < %(start)s
           AND lower(d.during) >= COALESCE(b.billed_until, b.read_on, lower(i.during), %(start)s)),
       k.id, k.value_m3, k.remark_id, k.read_on, c.id, c.state
  FROM unnest(%(accounts)s::bigint[], %(days)s::date[]) WITH ORDINALITY AS g(id, read_on, place)
  JOIN registry_serviceaccount a ON a.id = g.id
  JOIN registry_connection n ON n.id = a.connection_id
  LEFT JOIN metering_meterinstallation i
         ON i.connection_id = a.connection_id AND i.during @> g.read_on
  LEFT JOIN metering_meter m ON m.id = i.meter_id
  LEFT JOIN metering_consumption c ON c.account_id = a.id AND c.period_id = %(period)s
  LEFT JOIN LATERAL (
       SELECT r.id, r.value_m3, r.read_on, r.installation_id, upper(q.during) AS billed_until
         FROM metering_reading r
         LEFT JOIN registry_billingperiod q ON q.id = r.period_id
         LEFT JOIN metering_consumption u
                ON u.account_id = r.account_id AND u.period_id = r.period_id
        WHERE r.account_id = a.id AND r.value_m3 IS NOT NULL
          AND (r.period_id IS NULL AND r.read_on < %(end)s
               OR lower(q.during) < %(start)s AND u.basis = 'measured'
                  AND u.state IN ('clean', 'accepted'))
          AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
        ORDER BY r.read_on DESC, r.id DESC LIMIT 1) b ON true
  LEFT JOIN metering_meterinstallation o ON o.id = b.installation_id
  LEFT JOIN metering_meter om ON om.id = o.meter_id
  LEFT JOIN LATERAL (
       SELECT r.id, r.value_m3, r.remark_id, r.read_on FROM metering_reading r
        WHERE r.account_id = a.id AND r.period_id = %(period)s
          AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
        ORDER BY r.id DESC LIMIT 1) k ON true
 ORDER BY g.place
"""


def before_readings(
    *, asked: Sequence[tuple[int, date]], period: BillingPeriod
) -> list[BeforeReading]:
    """What is known before a reading of a period, for each (account, day), in the order asked."""
    values: dict[str, Any] = {
        "accounts": [account_id for account_id, _ in asked],
        "days": [day for _, day in asked],
        "period": period.pk,
        "start": period.during.lower,
        "end": period.during.upper,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, values)
        return [BeforeReading(*row) for row in cursor.fetchall()]
