"""Write issued bills in bulk, each with the hash of its content."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caudal.domain.billing.models import Bill
from caudal.domain.billing.operations.bill_content import LINE, BillContent, content_hash
from caudal.domain.billing.operations.bill_lines import BillLines
from caudal.domain.platform import binary_copy as binary
from caudal.domain.platform.binary_copy import Column
from caudal.domain.platform.bulk_load import bulk_load_role, check_references, reserve_ids
from caudal.domain.receivables.operations.bulk_documents import WrittenDocuments

Int64 = NDArray[np.int64]


class StagedBill(NamedTuple):
    """A billed account of the staging table."""

    account_id: int
    position: int
    tariff_version_id: int
    rated_on: date
    consumption_id: int | None
    inputs: str
    basis: str
    volume_m3: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class IssueOrder:
    """What all bills issued together share. ``run_id`` is None for a bill issued alone."""

    run_id: int | None
    period_id: int
    description: str
    branch_id: int
    issue_date: date
    due_date: date
    at: datetime
    replaces_id: int | None = None


def copy_bills(
    *, order: IssueOrder, bills: Sequence[StagedBill], lines: BillLines, written: WrittenDocuments
) -> None:
    """Write the bills of documents just written, in their order.

    :raises BrokenReference: if a bill would point at nothing
    """
    ids = np.array(reserve_ids(model=Bill, count=len(bills)), dtype=np.int64)
    net, tax, rounding = lines.sums(len(bills))
    litres = [int(bill.volume_m3.scaleb(3)) for bill in bills]
    columns = _Columns(
        ids=ids,
        movement_ids=written.movement_ids,
        net=net,
        tax=tax,
        rounding=rounding,
        litres=np.array(litres, dtype=np.int64),
        inputs=[bill.inputs.encode() for bill in bills],
        hashes=_hashes(order, bills, lines, litres, net + tax + rounding),
    )
    with bulk_load_role():
        for rows in _same_shape(bills, columns.inputs):
            binary.copy_columns(
                model=Bill, columns=_of_rows(order, bills, columns, rows), count=rows.size
            )
    check_references(model=Bill, first_id=int(ids[0]), last_id=int(ids[-1]))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What differs from bill to bill; amounts in centavos, volumes in litres."""

    ids: Int64
    movement_ids: Int64
    net: Int64
    tax: Int64
    rounding: Int64
    litres: Int64
    inputs: list[bytes]
    hashes: list[bytes]


def _same_shape(bills: Sequence[StagedBill], inputs: Sequence[bytes]) -> Iterator[Int64]:
    """The places of bills whose texts have one width and that lack the same: a binary stream has
    columns of one width.
    """
    shapes: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for place, (bill, given) in enumerate(zip(bills, inputs, strict=True)):
        shape = (bill.rated_on, bill.basis, bill.consumption_id is None, len(given))
        shapes[shape].append(place)
    for places in shapes.values():
        yield np.array(places, dtype=np.int64)


def _of_rows(
    order: IssueOrder, bills: Sequence[StagedBill], columns: _Columns, rows: Int64
) -> dict[str, Column]:
    chosen = [bills[row] for row in rows.tolist()]
    first = chosen[0]
    net, tax, rounding = columns.net[rows], columns.tax[rows], columns.rounding[rows]
    return {
        "id": binary.int8(columns.ids[rows]),
        "movement_id": binary.int8(columns.movement_ids[rows]),
        "account_id": binary.int8(_integers(bill.account_id for bill in chosen)),
        "run_id": _reference(order.run_id),
        "period_id": binary.int8(order.period_id),
        "position": binary.int4(_integers(bill.position for bill in chosen)),
        "tariff_version_id": binary.int8(_integers(bill.tariff_version_id for bill in chosen)),
        "rated_on": binary.date4(first.rated_on),
        "consumption_id": binary.NULL
        if first.consumption_id is None
        else binary.int8(_integers(bill.consumption_id or 0 for bill in chosen)),
        "inputs": _bytes([columns.inputs[row] for row in rows.tolist()]),
        "basis": binary.text(first.basis),
        "volume_m3": binary.numeric(columns.litres[rows], scale=3),
        "net": binary.numeric(net, scale=2),
        "tax": binary.numeric(tax, scale=2),
        "rounding": binary.numeric(rounding, scale=2),
        "total": binary.numeric(net + tax + rounding, scale=2),
        "issue_date": binary.date4(order.issue_date),
        "due_date": binary.date4(order.due_date),
        "content_hash": _bytes([columns.hashes[row] for row in rows.tolist()]),
        "is_live": binary.boolean(True),  # noqa: FBT003 (it is the value)
        "replaces_id": _reference(order.replaces_id),
    }


def _integers(values: Iterable[int]) -> Int64:
    return np.fromiter(values, dtype=np.int64)


def _bytes(values: Sequence[bytes]) -> Column:
    """UTF-8 text of one width."""
    return Column.of(f"S{len(values[0])}", np.array(values, dtype=np.bytes_))


def _reference(key: int | None) -> Column:
    return binary.NULL if key is None else binary.int8(key)


def _hashes(
    order: IssueOrder,
    bills: Sequence[StagedBill],
    lines: BillLines,
    litres: Sequence[int],
    totals: Int64,
) -> list[bytes]:
    packed, ends = _packed_lines(lines, len(bills))
    found, start = [], 0
    for bill, volume, total, end in zip(bills, litres, totals.tolist(), ends, strict=True):
        content = BillContent(
            account_id=bill.account_id,
            period_id=order.period_id,
            tariff_version_id=bill.tariff_version_id,
            rated_on=bill.rated_on,
            inputs=bill.inputs,
            volume_litres=volume,
            basis=bill.basis,
            issue_date=order.issue_date,
            due_date=order.due_date,
            total=total,
        )
        found.append(content_hash(content=content, lines=packed[start:end]).encode())
        start = end
    return found


def _packed_lines(lines: BillLines, count: int) -> tuple[bytes, list[int]]:
    """The lines of all bills as bytes, and where those of each bill end."""
    charges = lines.charges
    columns = (
        charges.concept_id,
        charges.gross,
        charges.discount,
        charges.subsidy,
        charges.tax,
        charges.rounding,
        charges.amount,
    )
    packed = np.column_stack(columns).astype(LINE.base)
    ends = np.searchsorted(charges.document, np.arange(count), side="right") * LINE.itemsize
    return packed.tobytes(), ends.tolist()
