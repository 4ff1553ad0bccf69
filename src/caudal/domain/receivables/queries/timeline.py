"""Everything that happened to an account, newest first, in one list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection


class EventGroup(StrEnum):
    """What a timeline may be narrowed to."""

    BILLS = "bills"
    PAYMENTS = "payments"
    READINGS = "readings"
    NOTES = "notes"
    REGISTER = "register"


class EventPlace(NamedTuple):
    """Where an event stands in the list; a page begins after the last one of the page before."""

    on_date: date
    at: datetime
    group: str
    event_id: int


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One thing that happened; what does not apply to its kind is empty.

    ``kind`` is the kind of the movement, ``reading``, ``note``, ``holder`` (somebody became the
    holder) or the action of an act on the register. ``amount`` is in pesos, positive for what was
    charged; ``value_m3`` is what a dial showed; ``person`` read, wrote or acted.
    """

    group: str
    kind: str
    event_id: int
    on_date: date
    at: datetime
    text: str
    folio: str
    amount: Decimal | None
    value_m3: Decimal | None
    person: str
    is_undone: bool

    @property
    def place(self) -> EventPlace:
        """Its place in the list."""
        return EventPlace(self.on_date, self.at, self.group, self.event_id)


_MOVEMENTS = """
SELECT '{group}' AS grp, m.kind, m.id, m.business_date AS on_date, m.recorded_at AS at,
       m.description, m.folio, m.amount, NULL::numeric, '', r.id IS NOT NULL
  FROM receivables_movement m LEFT JOIN receivables_movement r ON r.reverses_id = m.id
 WHERE m.account_id = %(account)s AND m.kind {kinds} ('payment', 'payment_reversal')
"""
_READINGS = """
SELECT 'readings' AS grp, 'reading', g.id, g.read_on AS on_date, g.recorded_at AS at,
       COALESCE(k.name, ''), '', NULL::numeric, g.value_m3, g.meter_reader, s.id IS NOT NULL
  FROM metering_reading g
  LEFT JOIN metering_readingremark k ON k.id = g.remark_id
  LEFT JOIN metering_reading s ON s.supersedes_id = g.id
 WHERE g.account_id = %(account)s
"""
_NOTES = """
SELECT 'notes' AS grp, 'note', n.id, (n.written_at AT TIME ZONE %(zone)s)::date AS on_date,
       n.written_at AS at, n.text, '', NULL::numeric, NULL::numeric, u.full_name, false
  FROM registry_accountnote n JOIN platform_user u ON u.id = n.author_id
 WHERE n.account_id = %(account)s
"""
# A change of holder is told by its dated role, which also knows those before the system; the acts
# on notes and holders would say it twice.
_REGISTER = """
SELECT 'register' AS grp, 'holder', l.id, lower(l.valid_during) AS on_date,
       lower(l.valid_during)::timestamp AT TIME ZONE %(zone)s AS at, c.name, '', NULL::numeric,
       NULL::numeric, '', false
  FROM registry_accountrole l JOIN registry_customer c ON c.id = l.customer_id
 WHERE l.account_id = %(account)s AND l.role = 'holder' AND NOT lower_inf(l.valid_during)
UNION ALL
SELECT 'register', e.action, e.id, (e.at AT TIME ZONE %(zone)s)::date, e.at, e.reason, '',
       NULL::numeric, NULL::numeric, COALESCE(u.full_name, ''), false
  FROM platform_auditentry e LEFT JOIN platform_user u ON u.id = e.actor_id
 WHERE e.account_id = %(account)s AND e.action LIKE 'registry.%%'
   AND e.action NOT LIKE 'registry.account_note.%%' AND e.action <> 'registry.holder.changed'
"""
_PARTS = {
    EventGroup.BILLS: _MOVEMENTS.format(group=EventGroup.BILLS.value, kinds="NOT IN"),
    EventGroup.PAYMENTS: _MOVEMENTS.format(group=EventGroup.PAYMENTS.value, kinds="IN"),
    EventGroup.READINGS: _READINGS,
    EventGroup.NOTES: _NOTES,
    EventGroup.REGISTER: _REGISTER,
}
_TIMELINE = """
SELECT * FROM ({parts}) event
 WHERE %(before_day)s::date IS NULL
    OR (on_date, at, grp, id) < (%(before_day)s::date, %(before_at)s::timestamptz,
                                 %(before_group)s, %(before_id)s::bigint)
 ORDER BY on_date DESC, at DESC, grp DESC, id DESC
 LIMIT %(limit)s
"""


def timeline(
    *,
    account_id: int,
    time_zone: str,
    limit: int,
    groups: Collection[EventGroup] = tuple(EventGroup),
    before: EventPlace | None = None,
) -> list[TimelineEvent]:
    """The last events of an account, of the groups asked for; instants fall on the days of
    ``time_zone``.
    """
    parts = " UNION ALL ".join(_PARTS[group] for group in EventGroup if group in groups)
    values: dict[str, Any] = {
        "account": account_id,
        "zone": time_zone,
        "limit": limit,
        "before_day": before.on_date if before else None,
        "before_at": before.at if before else None,
        "before_group": before.group if before else None,
        "before_id": before.event_id if before else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINE.format(parts=parts), values)
        return [TimelineEvent(*row) for row in cursor.fetchall()]
