"""Write issued bills in bulk, each with the hash of its content."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from caudal.domain.billing.models import Bill
from caudal.domain.billing.operations.bill_content import (
    BillContent,
    content_hash,
    line_text,
)
from caudal.domain.billing.operations.bill_lines import BillLines
from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_lines,
    reserve_ids,
)
from caudal.domain.receivables.operations.bulk_documents import WrittenDocuments

_NULL = "\\N"


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


_BILL_COLUMNS = (
    "id",
    "movement_id",
    "account_id",
    "run_id",
    "period_id",
    "position",
    "tariff_version_id",
    "rated_on",
    "consumption_id",
    "inputs",
    "basis",
    "volume_m3",
    "net",
    "tax",
    "rounding",
    "total",
    "issue_date",
    "due_date",
    "content_hash",
    "is_live",
    "replaces_id",
)


def copy_bills(
    *, order: IssueOrder, bills: Sequence[StagedBill], lines: BillLines, written: WrittenDocuments
) -> None:
    """Write the bills of documents just written, in their order.

    :raises BrokenReference: if a bill would point at nothing
    """
    ids = reserve_ids(model=Bill, count=len(bills))
    with bulk_load_role():
        copy_lines(
            model=Bill, columns=_BILL_COLUMNS, lines=_bill_lines(order, bills, lines, written, ids)
        )
    check_references(model=Bill, first_id=ids[0], last_id=ids[-1])


def _bill_lines(
    order: IssueOrder,
    bills: Sequence[StagedBill],
    lines: BillLines,
    written: WrittenDocuments,
    ids: Sequence[int],
) -> Iterator[str]:
    """Rows of COPY's text format; the hash needs each bill's lines as text anyway."""
    texts = _line_texts(lines, len(bills))
    columns = zip(
        bills, ids, written.movement_ids.tolist(), texts, *lines.sums(len(bills)), strict=True
    )
    for bill, bill_id, movement_id, line_list, net, tax, rounding in columns:
        total = net + tax + rounding
        content = BillContent(
            account_id=bill.account_id,
            period_id=order.period_id,
            tariff_version_id=bill.tariff_version_id,
            rated_on=bill.rated_on,
            inputs=bill.inputs,
            volume_litres=int(bill.volume_m3.scaleb(3)),
            basis=bill.basis,
            issue_date=order.issue_date,
            due_date=order.due_date,
            total=total,
        )
        escaped = bill.inputs.replace("\\", "\\\\")
        yield (
            f"{bill_id}\t{movement_id}\t{bill.account_id}\t{order.run_id or _NULL}\t"
            f"{order.period_id}\t{bill.position}\t{bill.tariff_version_id}\t{bill.rated_on}\t"
            f"{bill.consumption_id or _NULL}\t{escaped}\t{bill.basis}\t{bill.volume_m3}\t"
            f"{_pesos(net)}\t{_pesos(tax)}\t{_pesos(rounding)}\t{_pesos(total)}\t"
            f"{order.issue_date}\t{order.due_date}\t"
            f"{content_hash(content, line_list)}\tt\t{order.replaces_id or _NULL}"
        )


def _line_texts(lines: BillLines, count: int) -> list[list[str]]:
    texts: list[list[str]] = [[] for _ in range(count)]
    charges = lines.charges
    columns = (
        charges.document,
        charges.concept_id,
        charges.gross,
        charges.discount,
        charges.subsidy,
        charges.tax,
        charges.rounding,
        charges.amount,
    )
    for document, *amounts in zip(*(column.tolist() for column in columns), strict=True):
        texts[document].append(line_text(*amounts))
    return texts


def _pesos(centavos: int) -> str:
    sign, whole = ("-", -centavos) if centavos < 0 else ("", centavos)
    return f"{sign}{whole // 100}.{whole % 100:02d}"
