"""Issue a stretch of a run: documents, charges and bills, exactly once."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db import connection

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.bill_lines import BillLines, rated_lines
from caudal.domain.billing.operations.bill_rows import IssueOrder, copy_bills
from caudal.domain.billing.operations.calculation import columns_of
from caudal.domain.billing.operations.staged_bills import StagedBills
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations import bulk_documents
from caudal.domain.receivables.operations.bulk_documents import BulkHeader
from caudal.domain.tariffs.queries.programs import ProgramBook, RatingKey
from caudal.kernel.money import from_centavos

BILL_SERIES = "R"
SURCHARGE_SERIES = "G"
#: Positions issued in one transaction: how long a cashier may wait for an account, at most.
CHUNK_POSITIONS = 2_000


class StagedTotalDiffers(Exception):
    """Rating the frozen inputs again did not give what was reviewed: nothing is issued."""

    def __init__(self, account_id: int) -> None:
        super().__init__(f"Account {account_id}: the issue would differ from what was approved")


@dataclass(frozen=True, slots=True)
class IssuedChunk:
    """What a stretch issued."""

    movement_by_account: dict[int, int]
    bill_count: int
    total: Decimal
    first_folio: str
    last_folio: str


def order_of_run(run: BillingRun) -> IssueOrder:
    """The order that all bills of a run carry: a resumed run writes what a whole one would."""
    if run.issuing_at is None:
        message = "A run is marked as issuing before its first stretch"
        raise ValueError(message)
    return IssueOrder(
        run_id=run.pk,
        period_id=run.period_id,
        description=f"Recibo {run.period.name.lower()}",
        branch_id=run.cycle.branch_id,
        issue_date=run.issue_date,
        due_date=run.due_date,
        at=run.issuing_at,
    )


def issue_bills(
    *,
    order: IssueOrder,
    book: ProgramBook,
    concept_ids: dict[str, int],
    bills: StagedBills,
) -> IssuedChunk:
    """Write the bills of locked accounts: one movement, its charges and the bill of each.

    :raises StagedTotalDiffers: if a bill would not be the one that was reviewed
    :raises BrokenReference: if something written points at nothing; the transaction must roll back
    """
    lines = _rate_again(book, concept_ids, bills)
    written = bulk_documents.write_charge_documents(
        header=_header(order, Movement.Kind.BILL, order.description, BILL_SERIES),
        account_ids=bills.account_ids,
        charges=lines.of(bills.rating).charges,
    )
    copy_bills(order=order, bills=bills, lines=lines, movement_ids=written.movement_ids)
    return IssuedChunk(
        movement_by_account=dict(
            zip(bills.account_ids.tolist(), written.movement_ids.tolist(), strict=True)
        ),
        bill_count=len(bills),
        total=from_centavos(int(bills.totals.sum())),
        first_folio=written.first_folio,
        last_folio=written.last_folio,
    )


def surcharge_header(order: IssueOrder) -> BulkHeader:
    """The header of the surcharges that are charged together with bills."""
    return _header(order, Movement.Kind.SURCHARGE, "Recargos por mora", SURCHARGE_SERIES)


def _header(order: IssueOrder, kind: Movement.Kind, description: str, series: str) -> BulkHeader:
    return BulkHeader(
        kind=kind,
        description=description,
        business_date=order.issue_date,
        recorded_at=order.at,
        branch_id=order.branch_id,
        series_code=series,
        period_id=order.period_id,
        due_date=order.due_date,
    )


_CLAIM = """
INSERT INTO billing_runchunk
       (run_id, first_position, last_position, bill_count, total, issued_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (run_id, first_position) DO NOTHING
"""


def claim_chunk(*, run: BillingRun, first: int, last: int, bills: StagedBills) -> bool:
    """Mark a stretch as issued, first thing in its transaction.

    A second issuer waits here for the first one and then gets False when that one committed: the
    stretch is done. If it was killed instead, the stretch is the second issuer's.
    """
    total = from_centavos(int(bills.totals.sum()))
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [run.pk, first, last, len(bills), total, order_of_run(run).at])
        return bool(cursor.rowcount)


def pending_stretches(*, run: BillingRun, positions: int) -> list[tuple[int, int]]:
    """First and last position of each stretch that no committed transaction has issued yet, of at
    most ``positions``; whatever the size of those that were issued before.
    """
    done = dict(run.chunks.values_list("first_position", "last_position"))
    pending, first = [], 0
    while first < run.active_count:
        if first in done:
            first = done[first] + 1
            continue
        last = min([first + positions, *(begin for begin in done if begin > first)]) - 1
        pending.append((first, last))
        first = last + 1
    return pending


def _rate_again(book: ProgramBook, concept_ids: dict[str, int], bills: StagedBills) -> BillLines:
    """The lines of each different rating, if they give what was reviewed."""
    groups: dict[RatingKey, list[int]] = defaultdict(list)
    for place, rating in enumerate(bills.ratings):
        groups[RatingKey(rating.tariff_version_id, rating.rated_on)].append(place)
    parts = []
    for key, places in groups.items():
        program = book.program(key)
        batch = program.rate_many(
            columns_of(
                inputs=[json.loads(bills.ratings[place].inputs) for place in places],
                names=[spec.name for spec in program.inputs],
            )
        )
        parts.append(
            rated_lines(
                batch=batch, documents=np.array(places, dtype=np.int64), concept_ids=concept_ids
            )
        )
    lines = BillLines.joined(parts)
    totals = lines.totals(len(bills.ratings))[bills.rating]
    different = np.flatnonzero(bills.totals != totals)
    if different.size:
        raise StagedTotalDiffers(int(bills.account_ids[different[0]]))
    return lines
