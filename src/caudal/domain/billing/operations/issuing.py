"""Issue a stretch of a run: documents, charges and bills, exactly once."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import numpy as np
from django.db import connection

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.bill_lines import BillLines, rated_lines
from caudal.domain.billing.operations.bill_rows import IssueOrder, StagedBill, copy_bills
from caudal.domain.billing.operations.calculation import columns_of
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations import bulk_documents
from caudal.domain.receivables.operations.bulk_documents import BulkHeader
from caudal.domain.tariffs.queries.programs import ProgramBook, RatingKey
from caudal.kernel.money import to_centavos

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


def staged_bills(*, run: BillingRun, first: int, last: int) -> list[StagedBill]:
    """The accounts to bill between two positions, in walking order."""
    rows = (
        run.accounts.filter(outcome="billed", position__range=(first, last))
        .order_by("position")
        .values_list(*StagedBill._fields)
    )
    return [StagedBill(*row) for row in rows]


def issue_bills(
    *,
    order: IssueOrder,
    book: ProgramBook,
    concept_ids: dict[str, int],
    bills: Sequence[StagedBill],
) -> IssuedChunk:
    """Write the bills of locked accounts: one movement, its charges and the bill of each.

    :raises StagedTotalDiffers: if a bill would not be the one that was reviewed
    :raises BrokenReference: if something written points at nothing; the transaction must roll back
    """
    lines = _rate_again(book, concept_ids, bills)
    account_ids = np.array([bill.account_id for bill in bills], dtype=np.int64)
    written = bulk_documents.write_charge_documents(
        header=_header(order, Movement.Kind.BILL, order.description, BILL_SERIES),
        account_ids=account_ids,
        charges=lines.charges,
    )
    copy_bills(order=order, bills=bills, lines=lines, written=written)
    return IssuedChunk(
        movement_by_account=dict(
            zip(account_ids.tolist(), written.movement_ids.tolist(), strict=True)
        ),
        bill_count=len(bills),
        total=sum((bill.total for bill in bills), Decimal(0)),
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


def claim_chunk(*, run: BillingRun, first: int, last: int, bills: Sequence[StagedBill]) -> bool:
    """Mark a stretch as issued, first thing in its transaction.

    A second issuer waits here for the first one and then gets False when that one committed: the
    stretch is done. If it was killed instead, the stretch is the second issuer's.
    """
    total = sum((bill.total for bill in bills), Decimal(0))
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


def _rate_again(
    book: ProgramBook, concept_ids: dict[str, int], bills: Sequence[StagedBill]
) -> BillLines:
    read = cache(json.loads)  # Many accounts of a stretch have the same inputs.
    groups: dict[RatingKey, list[int]] = defaultdict(list)
    for index, bill in enumerate(bills):
        groups[RatingKey(bill.tariff_version_id, bill.rated_on)].append(index)
    parts = []
    for key, members in groups.items():
        program = book.program(key)
        names = [spec.name for spec in program.inputs]
        batch = program.rate_many(
            columns_of(inputs=[read(bills[index].inputs) for index in members], names=names)
        )
        parts.append(
            rated_lines(
                batch=batch, documents=np.array(members, dtype=np.int64), concept_ids=concept_ids
            )
        )
    lines = BillLines.joined(parts)
    staged = np.array([to_centavos(bill.total) for bill in bills], dtype=np.int64)
    different = np.flatnonzero(staged != lines.totals(len(bills)))
    if different.size:
        raise StagedTotalDiffers(bills[int(different[0])].account_id)
    return lines
