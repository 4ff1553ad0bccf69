"""Recibos on paper: one PDF for a counter reprint, batches for the printing of a whole run."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from caudal.adapters.documents.bill_document import BillDocument
from caudal.adapters.documents.bill_view import bill_view
from caudal.adapters.documents.identity import IssuerIdentity
from caudal.adapters.documents.joining import join_pdfs
from caudal.adapters.documents.typesetting import Mark, forget_layouts, typeset

# The typesetter takes some 2 MB of memory per page of a batch; past a hundred pages a larger
# batch is no faster.
BATCH_PAGES: Final = 100


class NothingToPrint(ValueError):
    """A PDF was asked for without a single bill."""


def render_bills(
    bills: Sequence[BillDocument], *, issuer: IssuerIdentity, mark: Mark | None = None
) -> bytes:
    """One PDF with a letter page per bill, in the order given.

    :raises NothingToPrint: if there are no bills
    """
    if not bills:
        message = "Elija al menos un recibo para imprimir"
        raise NothingToPrint(message)
    parts = iter_bill_pdfs(bills, issuer=issuer, mark=mark, batch_pages=BATCH_PAGES)
    return next(parts) if len(bills) <= BATCH_PAGES else join_pdfs(parts=parts, title="Recibos")


def iter_bill_pdfs(
    bills: Iterable[BillDocument],
    *,
    issuer: IssuerIdentity,
    mark: Mark | None = None,
    batch_pages: int = BATCH_PAGES,
) -> Iterator[bytes]:
    """PDFs of at most ``batch_pages`` bills each, in the order given, holding one at a time.

    For a run that goes to a printing house in several files, or is larger than memory.
    """
    remaining = iter(bills)
    while batch := list(islice(remaining, batch_pages)):
        yield _typeset_bills(batch, issuer=issuer, mark=mark)
        if len(batch) == batch_pages:
            forget_layouts()


def _typeset_bills(
    bills: Sequence[BillDocument], *, issuer: IssuerIdentity, mark: Mark | None
) -> bytes:
    views = [bill_view(bill) for bill in bills]
    return typeset(
        template="bill.typ", data={"issuer": issuer.as_data(), "mark": mark, "bills": views}
    )
