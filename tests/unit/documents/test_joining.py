"""Joining batches loses no page and invents no byte."""

from tests.unit.documents.reading_pdfs import page_texts
from tests.unit.documents.samples import BILL, ISSUER, STAMPED_BILL

from caudal.adapters.documents.bills import iter_bill_pdfs
from caudal.adapters.documents.joining import join_pdfs


def test_parts_are_joined_in_order_with_the_same_bytes_each_time() -> None:
    parts = list(iter_bill_pdfs([BILL, STAMPED_BILL, BILL], issuer=ISSUER, batch_pages=2))
    joined = join_pdfs(parts=parts, title="Recibos")
    assert page_texts(joined) == [text for part in parts for text in page_texts(part)]
    assert joined == join_pdfs(parts=parts, title="Recibos")
