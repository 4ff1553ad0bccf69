"""All that a recibo prints, for many bills at once: a handful of queries whatever their number.

Everything is as it stood when the bill was issued, so that a reprint says what the paper said:
the holder and the meter of that day, and the debts that its movement found.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.billing.models import BillMessage
from caudal.domain.billing.queries.print_debts import StandingAtIssue, standing_at_issue
from caudal.domain.billing.queries.print_late import cost_of_being_late
from caudal.domain.billing.queries.print_statements import HEADS, HISTORY, LINES
from caudal.domain.metering.models import Consumption
from caudal.domain.tariffs.models import UseClass
from caudal.kernel.periods import add_months


@dataclass(frozen=True, slots=True)
class BillHead:
    """Whose bill it is, what was read and what it charges. Readings in m³, amounts in pesos.

    The readings are None where nobody read, or where they no longer explain the billed volume.
    """

    bill_id: int
    movement_id: int
    account_id: int
    folio: str
    folio_number: int
    period_name: str
    period_start: date
    period_end: date
    period_months: int
    issue_date: date
    due_date: date
    rounding: Decimal
    total: Decimal
    volume_m3: Decimal
    basis: str
    inputs: str
    rated_on: date
    version_id: int
    is_live: bool
    number: str
    contract_number: str
    is_metered: bool
    use_code: str
    tariff_name: str
    sector_code: str
    route_code: str
    route_sequence: int
    holder: str
    street: str
    between_streets: str
    colonia: str
    postal_code: str
    serial: str
    diameter_mm: int | None
    present_m3: Decimal | None
    present_on: date | None
    previous_m3: Decimal | None
    previous_on: date | None


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One concept of a bill, in pesos."""

    concept_code: str
    concept_name: str
    gross: Decimal
    discount: Decimal
    subsidy: Decimal
    tax_rate: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class VolumePoint:
    """One period of the account's history."""

    start: date
    months: int
    volume_m3: Decimal
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class PrintedBill:
    """Everything about one bill; ``history`` is oldest first and ends with its own period.
    ``late_cost`` is what is added, in pesos, the day after it falls due.
    """

    head: BillHead
    use_name: str
    lines: tuple[ChargeLine, ...]
    history: tuple[VolumePoint, ...]
    year_ago: VolumePoint | None
    standing: StandingAtIssue
    late_cost: Decimal
    messages: tuple[tuple[str, str], ...]


def print_facts(*, bill_ids: Sequence[int]) -> list[PrintedBill]:
    """What some bills print, in the order given."""
    heads = {head.bill_id: head for head in _heads(bill_ids)}
    ordered = [heads[bill_id] for bill_id in bill_ids]
    movements = {head.movement_id: head.account_id for head in ordered}
    found = _Found(
        lines=_lines(list(movements)),
        standing=standing_at_issue(movements=movements),
        late_costs=cost_of_being_late(
            bills={head.movement_id: (head.account_id, head.due_date) for head in ordered}
        ),
        history=_history(ordered),
        uses=dict(UseClass.objects.values_list("code", "name")),
        messages=tuple(BillMessage.objects.all()),
    )
    return [_printed(head, found) for head in ordered]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read for all the bills, by movement or by account."""

    lines: Mapping[int, list[ChargeLine]]
    standing: Mapping[int, StandingAtIssue]
    late_costs: Mapping[int, Decimal]
    history: Mapping[int, list[VolumePoint]]
    uses: Mapping[str, str]
    messages: tuple[BillMessage, ...]


def _printed(head: BillHead, found: _Found) -> PrintedBill:
    volumes = {point.start: point for point in found.history.get(head.account_id, ())}
    start = head.period_start
    if head.basis != Consumption.Basis.FIXED:
        is_estimated = head.basis != Consumption.Basis.MEASURED
        volumes[start] = VolumePoint(start, head.period_months, head.volume_m3, is_estimated)
    year_start = add_months(start, -12)
    used = json.loads(head.inputs).get("uso", head.use_code)
    return PrintedBill(
        head=head,
        use_name=found.uses.get(used, used),
        lines=tuple(found.lines[head.movement_id]),
        history=tuple(volumes[key] for key in sorted(volumes) if year_start < key <= start),
        year_ago=volumes.get(year_start),
        standing=found.standing[head.movement_id],
        late_cost=found.late_costs.get(head.movement_id, Decimal("0.00")),
        messages=tuple(
            (message.title, message.text)
            for message in found.messages
            if message.valid_from <= head.issue_date
            and (message.valid_until is None or head.issue_date <= message.valid_until)
        ),
    )


def _heads(bill_ids: Sequence[int]) -> list[BillHead]:
    return [BillHead(*row) for row in _fetch(HEADS, {"bills": list(bill_ids)})]


def _lines(movement_ids: list[int]) -> Mapping[int, list[ChargeLine]]:
    found: dict[int, list[ChargeLine]] = defaultdict(list)
    for movement_id, *values in _fetch(LINES, {"movements": movement_ids}):
        found[movement_id].append(ChargeLine(*values))
    return found


def _history(heads: Sequence[BillHead]) -> Mapping[int, list[VolumePoint]]:
    """Thirteen months up to the last of the periods, for all accounts."""
    found: dict[int, list[VolumePoint]] = defaultdict(list)
    if not heads:
        return found
    first, last = min(head.period_start for head in heads), max(head.period_start for head in heads)
    values = {
        "accounts": [head.account_id for head in heads],
        "first": add_months(first, -12),
        "last": last,
        "states": [state.value for state in Consumption.BILLABLE_STATES],
    }
    for account_id, *point in _fetch(HISTORY, values):
        found[account_id].append(VolumePoint(*point))
    return found


def _fetch(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
