"""The accounts of a route as its reader meets them, with what the period has of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import BillingPeriod


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """One account of the walk; ``previous_m3`` is the last reading that was billed."""

    account_id: int
    number: str
    sequence: int
    holder: str
    address: str
    serial: str
    digits: int
    previous_m3: Decimal | None
    value_m3: Decimal | None
    remark_code: str
    read_on: date | None
    state: str
    finding: str

    @property
    def is_recorded(self) -> bool:
        """Whether somebody was there."""
        return self.read_on is not None

    @property
    def is_expected(self) -> bool:
        """Whether the review let it pass."""
        return self.state in {state.value for state in Consumption.BILLABLE_STATES}


_SHEET = """
SELECT a.id, a.number, a.route_sequence, COALESCE(h.name, ''),
       trim(concat_ws(' ', p.street, p.exterior_number)), COALESCE(m.serial, ''),
       COALESCE(m.digits, 5), b.value_m3, g.value_m3, COALESCE(k.code, ''), g.read_on,
       COALESCE(c.state, ''), COALESCE(c.finding, '')
  FROM registry_serviceaccount a
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN registry_premise p ON p.id = n.premise_id
  LEFT JOIN registry_accountrole l
         ON l.account_id = a.id AND l.role = 'holder' AND upper_inf(l.valid_during)
  LEFT JOIN registry_customer h ON h.id = l.customer_id
  LEFT JOIN metering_meterinstallation i
         ON i.connection_id = n.id AND upper_inf(i.during)
  LEFT JOIN metering_meter m ON m.id = i.meter_id
  LEFT JOIN metering_consumption c ON c.account_id = a.id AND c.period_id = %(period)s
  LEFT JOIN metering_reading g ON g.id = c.current_reading_id
  LEFT JOIN metering_readingremark k ON k.id = g.remark_id
  LEFT JOIN LATERAL (
       SELECT r.value_m3 FROM metering_reading r
        WHERE r.account_id = a.id AND r.value_m3 IS NOT NULL
          AND r.period_id IS DISTINCT FROM %(period)s AND r.read_on < %(end)s
          AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
        ORDER BY r.read_on DESC, r.id DESC LIMIT 1) b ON true
 WHERE a.route_id = %(route)s AND a.status = 'active' AND a.is_metered {alone}
 ORDER BY a.route_sequence, a.id
OFFSET %(offset)s LIMIT %(limit)s
"""


def capture_lines(
    *, period: BillingPeriod, route_id: int, offset: int, limit: int
) -> list[CaptureLine]:
    """A stretch of the walk."""
    values = {"route": route_id, "offset": offset, "limit": limit, "account": None}
    return _lines(_SHEET.format(alone=""), period, values)


def capture_line(*, period: BillingPeriod, route_id: int, account_id: int) -> CaptureLine | None:
    """One account of the walk; None if it is not on it."""
    values = {"route": route_id, "offset": 0, "limit": 1, "account": account_id}
    found = _lines(_SHEET.format(alone="AND a.id = %(account)s"), period, values)
    return found[0] if found else None


def _lines(
    statement: str, period: BillingPeriod, values: Mapping[str, int | None]
) -> list[CaptureLine]:
    given = {**values, "period": period.pk, "end": period.during.upper}
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [CaptureLine(*row) for row in cursor.fetchall()]
