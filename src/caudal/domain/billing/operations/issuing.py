"""Issue a stretch of a run: documents, charges and bills, exactly once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from caudal.domain.billing.models import BillingRun, RunChunk
from caudal.domain.billing.operations.bill_lines import BillLines, rated_lines
from caudal.domain.billing.operations.bill_rows import StagedBill, copy_bills
from caudal.domain.billing.operations.calculation import columns_of
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations import bulk_documents, locking
from caudal.domain.receivables.operations.bulk_documents import BulkHeader
from caudal.domain.tariffs.queries.programs import ProgramBook, RatingKey
from caudal.kernel.money import to_centavos

BILL_SERIES = "R"
SURCHARGE_SERIES = "G"

Int64 = NDArray[np.int64]


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


def staged_bills(*, run: BillingRun, first: int, last: int) -> list[StagedBill]:
    """The accounts to bill between two positions, in walking order."""
    rows = (
        run.accounts.filter(outcome="billed", position__range=(first, last))
        .order_by("position")
        .values_list(*StagedBill._fields)
    )
    return [StagedBill(*row) for row in rows]


def issue_bills(
    *, run: BillingRun, book: ProgramBook, concept_ids: dict[str, int], bills: Sequence[StagedBill]
) -> IssuedChunk:
    """Write the bills of locked accounts: one movement, its charges and the bill of each.

    :raises StagedTotalDiffers: if a bill would not be the one that was reviewed
    :raises BrokenReference: if something written points at nothing; the transaction must roll back
    """
    lines = _rate_again(book, concept_ids, bills)
    account_ids = np.array([bill.account_id for bill in bills], dtype=np.int64)
    written = bulk_documents.write_charge_documents(
        header=_header(run), account_ids=account_ids, charges=lines.charges
    )
    copy_bills(run=run, bills=bills, lines=lines, written=written)
    return IssuedChunk(
        movement_by_account=dict(
            zip(account_ids.tolist(), written.movement_ids.tolist(), strict=True)
        ),
        bill_count=len(bills),
        total=sum((bill.total for bill in bills), Decimal(0)),
        first_folio=written.first_folio,
        last_folio=written.last_folio,
    )


def lock_chunk(*, bills: Sequence[StagedBill]) -> None:
    """Lock the accounts of a stretch; their cashiers wait until it commits."""
    locking.lock_accounts(account_ids=[bill.account_id for bill in bills])


def claim_chunk(*, run: BillingRun, first: int, last: int, bills: Sequence[StagedBill]) -> None:
    """Mark a stretch as issued, first thing in its transaction: a second issuer waits and fails."""
    RunChunk.objects.create(
        run=run,
        first_position=first,
        last_position=last,
        bill_count=len(bills),
        total=sum((bill.total for bill in bills), Decimal(0)),
        issued_at=issuing_at(run),
    )


def mark_routes_billed(*, run: BillingRun) -> None:
    """Close the routes of the period: no reading enters any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO metering_routeperiod
                      (route_id, period_id, state, account_count, read_count)
               SELECT r.id, %s, 'billed', 0, 0 FROM registry_route r WHERE r.cycle_id = %s
               ON CONFLICT (route_id, period_id) DO UPDATE SET state = 'billed'""",
            [run.period_id, run.cycle_id],
        )


def issuing_at(run: BillingRun) -> datetime:
    """The instant that all documents of a run carry: a resumed run writes what a whole one would."""
    if run.issuing_at is None:
        message = "A run is marked as issuing before its first stretch"
        raise ValueError(message)
    return run.issuing_at


def _rate_again(
    book: ProgramBook, concept_ids: dict[str, int], bills: Sequence[StagedBill]
) -> BillLines:
    groups: dict[RatingKey, list[int]] = defaultdict(list)
    for index, bill in enumerate(bills):
        groups[RatingKey(bill.tariff_version_id, bill.rated_on)].append(index)
    parts = []
    for key, members in groups.items():
        program = book.program(key)
        names = [spec.name for spec in program.inputs]
        batch = program.rate_many(columns_of([bills[index].inputs for index in members], names))
        parts.append(rated_lines(batch, np.array(members, dtype=np.int64), concept_ids))
    lines = BillLines.joined(parts)
    staged = np.array([to_centavos(bill.total) for bill in bills], dtype=np.int64)
    rated = lines.totals(len(bills))
    if (different := np.flatnonzero(staged != rated)).size:
        raise StagedTotalDiffers(bills[int(different[0])].account_id)
    return lines


def _header(run: BillingRun) -> BulkHeader:
    return BulkHeader(
        kind=Movement.Kind.BILL,
        description=f"Recibo {run.period.name.lower()}",
        business_date=run.issue_date,
        recorded_at=issuing_at(run),
        branch_id=run.cycle.branch_id,
        series_code=BILL_SERIES,
        period_id=run.period_id,
        due_date=run.due_date,
    )
