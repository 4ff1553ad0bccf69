"""The readings that somebody should look at, in walking order, and how many of each kind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.volumes import to_m3


class ReviewGroup(StrEnum):
    """What waits for a person, and what does not any more. Values are words of the address."""

    PENDING = "por-revisar"
    RE_READ = "por-releer"
    HELD = "retenidas"
    NOTICES = "avisos"
    DECIDED = "resueltas"


_CONDITIONS = {
    ReviewGroup.PENDING: "c.state = 'pending'",
    ReviewGroup.RE_READ: "c.state = 're_read'",
    ReviewGroup.HELD: "c.state = 'held'",
    ReviewGroup.NOTICES: "c.state = 'clean' AND c.finding <> ''",
    ReviewGroup.DECIDED: "c.state = 'accepted' AND c.decided_at IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which readings of a period: a group, and in it a finding or a route."""

    group: ReviewGroup = ReviewGroup.PENDING
    finding: str = ""
    route_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One volume under review; ``previous_m3`` is where it began."""

    consumption_id: int
    account_id: int
    number: str
    holder: str
    address: str
    route_code: str
    sequence: int
    base_m3: Decimal | None
    current_m3: Decimal | None
    remark: str
    read_on: date | None
    meter_reader: str
    basis: str
    volume_m3: Decimal
    average_m3: Decimal | None
    is_rollover: bool
    finding: str
    finding_facts: Mapping[str, int]
    proposed_m3: Decimal | None
    state: str
    decision: str
    decision_note: str
    decided_by: str

    @property
    def previous_m3(self) -> Decimal | None:
        """Where the volume began: the last reading billed, and what was estimated since."""
        litres = self.finding_facts.get("previous")
        return self.base_m3 if litres is None else to_m3(litres)

    @property
    def metered_m3(self) -> Decimal | None:
        """What the meter says, negative when it went back; None when it was not read."""
        drop = self.finding_facts.get("drop")
        if drop is not None:
            return -to_m3(drop)
        volume = self.finding_facts.get("volume")
        if volume is not None:
            return to_m3(volume)
        if self.current_m3 is None:
            return None
        if self.basis == Consumption.Basis.MEASURED:
            return self.volume_m3
        return self.current_m3 - (self.previous_m3 or Decimal(0))

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands in the walk."""
        return self.route_code, self.sequence, self.consumption_id


_LINES = """
SELECT c.id, a.id, a.number, COALESCE(h.name, ''),
       trim(concat_ws(' ', p.street, p.exterior_number)), r.code, a.route_sequence,
       b.value_m3, g.value_m3, COALESCE(k.name, ''), g.read_on, COALESCE(g.meter_reader, ''),
       c.basis, c.volume_m3, c.average_m3, c.is_rollover, c.finding,
       COALESCE(c.finding_facts::text, '{{}}'), c.proposed_m3, c.state, c.decision,
       c.decision_note, COALESCE(u.full_name, '')
  FROM metering_consumption c
  JOIN registry_serviceaccount a ON a.id = c.account_id
  JOIN registry_route r ON r.id = a.route_id
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN registry_premise p ON p.id = n.premise_id
  LEFT JOIN registry_accountrole l
         ON l.account_id = a.id AND l.role = 'holder' AND upper_inf(l.valid_during)
  LEFT JOIN registry_customer h ON h.id = l.customer_id
  LEFT JOIN metering_reading b ON b.id = c.previous_reading_id
  LEFT JOIN metering_reading g ON g.id = c.current_reading_id
  LEFT JOIN metering_readingremark k ON k.id = g.remark_id
  LEFT JOIN platform_user u ON u.id = c.decided_by_id
 WHERE c.period_id = %(period)s AND {condition}
   AND (%(finding)s = '' OR c.finding = %(finding)s)
   AND (%(route)s::bigint IS NULL OR a.route_id = %(route)s)
 ORDER BY r.code, a.route_sequence, c.id
OFFSET %(offset)s LIMIT %(limit)s
"""

_COUNTS = """
SELECT c.state = 'pending', c.state = 're_read', c.state = 'held',
       c.state = 'clean' AND c.finding <> '',
       c.state = 'accepted' AND c.decided_at IS NOT NULL, c.finding, count(*)
  FROM metering_consumption c
  JOIN registry_serviceaccount a ON a.id = c.account_id AND a.is_metered
 WHERE c.period_id = %(period)s AND (%(route)s::bigint IS NULL OR a.route_id = %(route)s)
 GROUP BY 1, 2, 3, 4, 5, 6
"""


def review_lines(
    *, period: BillingPeriod, chosen: ReviewFilter, offset: int, limit: int
) -> list[ReviewLine]:
    """A stretch of the readings of a filter, in walking order."""
    return _lines(_CONDITIONS[chosen.group], period, chosen, offset=offset, limit=limit)


def review_line(*, period: BillingPeriod, consumption_id: int) -> ReviewLine | None:
    """One volume of a period, whatever its state."""
    found = _lines(f"c.id = {int(consumption_id)}", period, ReviewFilter(), offset=0, limit=1)
    return found[0] if found else None


def _lines(
    condition: str, period: BillingPeriod, chosen: ReviewFilter, *, offset: int, limit: int
) -> list[ReviewLine]:
    values: dict[str, Any] = {
        "period": period.pk,
        "finding": chosen.finding,
        "route": chosen.route_id,
        "offset": offset,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(condition=condition), values)
        return [_line(row) for row in cursor.fetchall()]


_FACTS = [field.name for field in fields(ReviewLine)].index("finding_facts")


def _line(row: tuple[Any, ...]) -> ReviewLine:
    parts = list(row)
    parts[_FACTS] = json.loads(parts[_FACTS])
    return ReviewLine(*parts)


_GROUP = " ".join(f"WHEN {is_in} THEN '{group}'" for group, is_in in _CONDITIONS.items())
_OF_ACCOUNT = f"""
SELECT * FROM (
       SELECT c.id, CASE {_GROUP} END AS review_group, r.code, a.route_sequence
         FROM metering_consumption c
         JOIN registry_serviceaccount a ON a.id = c.account_id
         JOIN registry_route r ON r.id = a.route_id
        WHERE c.period_id = %(period)s AND a.number = %(number)s) found
 WHERE review_group IS NOT NULL
 ORDER BY id DESC LIMIT 1
"""
_BEFORE = """
SELECT count(*) FROM metering_consumption c
  JOIN registry_serviceaccount a ON a.id = c.account_id
  JOIN registry_route r ON r.id = a.route_id
 WHERE c.period_id = %(period)s AND {condition}
   AND (r.code, a.route_sequence, c.id) < (%(route)s, %(sequence)s, %(id)s)
"""


@dataclass(frozen=True, slots=True)
class ReviewSpot:
    """Where an account stands under review: ``position`` counts from 0 in its group's walk."""

    consumption_id: int
    group: ReviewGroup
    position: int


def review_spot(*, period: BillingPeriod, account_number: str) -> ReviewSpot | None:
    """The place of an account in the review of a period; None when nothing of it was ever looked
    at.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_ACCOUNT, {"period": period.pk, "number": account_number})
        row = cursor.fetchone()
        if row is None:
            return None
        consumption_id, group, route, sequence = row
        values = {"period": period.pk, "id": consumption_id, "route": route, "sequence": sequence}
        cursor.execute(_BEFORE.format(condition=_CONDITIONS[group]), values)
        return ReviewSpot(consumption_id, ReviewGroup(group), cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How many volumes stand where."""

    by_group: Mapping[ReviewGroup, int]
    by_finding: Mapping[tuple[ReviewGroup, str], int]
    total: int
    without_finding: int


def review_counts(*, period: BillingPeriod, route_id: int | None = None) -> ReviewCounts:
    """The metered volumes of a period counted by group and finding, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"period": period.pk, "route": route_id})
        rows = cursor.fetchall()
    groups = list(ReviewGroup)
    by_group = dict.fromkeys(groups, 0)
    by_finding: dict[tuple[ReviewGroup, str], int] = {}
    for *flags, finding, count in rows:
        for group, is_in in zip(groups, flags, strict=True):
            if is_in:
                by_group[group] += count
                by_finding[group, finding] = by_finding.get((group, finding), 0) + count
    return ReviewCounts(
        by_group=by_group,
        by_finding=by_finding,
        total=sum(row[-1] for row in rows),
        without_finding=sum(row[-1] for row in rows if not row[-2]),
    )
