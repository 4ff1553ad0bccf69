"""Write issued bills in bulk, each with the hash of its content."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caudal.domain.billing.models import Bill
from caudal.domain.billing.operations.bill_content import BillTerms, ContentSeal
from caudal.domain.billing.operations.bill_lines import BillLines
from caudal.domain.billing.operations.staged_bills import StagedBills
from caudal.domain.platform import binary_copy as binary
from caudal.domain.platform.binary_copy import Column
from caudal.domain.platform.bulk_load import bulk_load_role, check_references, reserve_ids

Int64 = NDArray[np.int64]
Bytes = NDArray[np.bytes_]


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
    *, order: IssueOrder, bills: StagedBills, lines: BillLines, movement_ids: Int64
) -> None:
    """Write the bills of documents just written, in their order; ``lines`` are of each rating.

    :raises BrokenReference: if a bill would point at nothing
    """
    ids = np.array(reserve_ids(model=Bill, count=len(bills)), dtype=np.int64)
    net, tax, rounding = lines.sums(len(bills.ratings))
    columns = _Columns(
        ids=ids,
        movement_ids=movement_ids,
        net=net[bills.rating],
        tax=tax[bills.rating],
        rounding=rounding[bills.rating],
        inputs=np.array([rating.inputs.encode() for rating in bills.ratings])[bills.rating],
        hashes=_hashes(order, bills, lines),
    )
    with bulk_load_role():
        binary.copy_blocks(
            model=Bill,
            blocks=[
                (_of_rows(order, bills, columns, rows), rows.size) for rows in _same_shape(bills)
            ],
        )
    check_references(model=Bill, first_id=int(ids[0]), last_id=int(ids[-1]))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What differs from bill to bill and is not staged; amounts in centavos."""

    ids: Int64
    movement_ids: Int64
    net: Int64
    tax: Int64
    rounding: Int64
    inputs: Bytes
    hashes: Bytes


def _same_shape(bills: StagedBills) -> Iterator[Int64]:
    """The places of bills whose texts have one width and that lack the same: a block of a binary
    stream has columns of one width.
    """
    shapes: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    of_rating = [(rating.rated_on, len(rating.inputs.encode())) for rating in bills.ratings]
    for place, (rating, basis, consumption) in enumerate(
        zip(bills.rating.tolist(), bills.bases, bills.consumption_ids.tolist(), strict=True)
    ):
        shapes[of_rating[rating], basis, consumption == 0].append(place)
    for places in shapes.values():
        yield np.array(places, dtype=np.int64)


def _of_rows(
    order: IssueOrder, bills: StagedBills, columns: _Columns, rows: Int64
) -> dict[str, Column]:
    rating = bills.rating[rows]
    first = bills.ratings[rating[0]]
    versions = np.array([each.tariff_version_id for each in bills.ratings], dtype=np.int64)
    net, tax, rounding = columns.net[rows], columns.tax[rows], columns.rounding[rows]
    consumption_ids = bills.consumption_ids[rows]
    return {
        "id": binary.int8(columns.ids[rows]),
        "movement_id": binary.int8(columns.movement_ids[rows]),
        "account_id": binary.int8(bills.account_ids[rows]),
        "run_id": _reference(order.run_id),
        "period_id": binary.int8(order.period_id),
        "position": binary.int4(bills.positions[rows]),
        "tariff_version_id": binary.int8(versions[rating]),
        "rated_on": binary.date4(first.rated_on),
        "consumption_id": binary.int8(consumption_ids) if consumption_ids[0] else binary.NULL,
        "inputs": Column.of(f"S{len(first.inputs.encode())}", columns.inputs[rows]),
        "basis": binary.text(bills.bases[rows[0]]),
        "volume_m3": binary.numeric(bills.litres[rows], scale=3),
        "net": binary.numeric(net, scale=2),
        "tax": binary.numeric(tax, scale=2),
        "rounding": binary.numeric(rounding, scale=2),
        "total": binary.numeric(net + tax + rounding, scale=2),
        "issue_date": binary.date4(order.issue_date),
        "due_date": binary.date4(order.due_date),
        "content_hash": Column.of("S64", columns.hashes[rows]),
        "is_live": binary.boolean(True),  # noqa: FBT003 (it is the value)
        "replaces_id": _reference(order.replaces_id),
    }


def _reference(key: int | None) -> Column:
    return binary.NULL if key is None else binary.int8(key)


def _hashes(order: IssueOrder, bills: StagedBills, lines: BillLines) -> Bytes:
    count = len(bills.ratings)
    packed, totals = lines.packed(count), lines.totals(count).tolist()
    seals = [
        ContentSeal(
            terms=BillTerms(
                period_id=order.period_id,
                tariff_version_id=rating.tariff_version_id,
                rated_on=rating.rated_on,
                inputs=rating.inputs,
                issue_date=order.issue_date,
                due_date=order.due_date,
                total=total,
            ),
            lines=charges,
        )
        for rating, total, charges in zip(bills.ratings, totals, packed, strict=True)
    ]
    digests = [
        seals[rating].digest(account_id, litres, basis)
        for rating, account_id, litres, basis in zip(
            bills.rating.tolist(),
            bills.account_ids.tolist(),
            bills.litres.tolist(),
            bills.bases,
            strict=True,
        )
    ]
    return np.frombuffer(b"".join(digests).hex().encode(), dtype="S64")
