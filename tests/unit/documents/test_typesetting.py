"""The typesetter uses the vendored fonts only, keeps no memory, and says when it refuses."""

from dataclasses import replace
from io import BytesIO
from typing import cast

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from tests.unit.documents.samples import CLOSING, CROWDED_BILL, ISSUER, RECEIPT

from caudal.adapters.documents.bills import render_bills
from caudal.adapters.documents.cash_closings import render_cash_closing
from caudal.adapters.documents.receipts import render_ticket
from caudal.adapters.documents.typesetting import DocumentNotTypeset, forget_layouts


def embedded_fonts(pdf: bytes) -> set[str]:
    families = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        resources = cast("DictionaryObject", page["/Resources"])
        for font in cast("DictionaryObject", resources["/Font"]).values():
            name = str(cast("DictionaryObject", font.get_object())["/BaseFont"])
            families.add(name.partition("+")[2].partition("-")[0])
    return families


def test_every_letter_is_set_in_the_vendored_family_and_embedded() -> None:
    for pdf in (
        render_bills([CROWDED_BILL], issuer=ISSUER),
        render_ticket(RECEIPT, issuer=ISSUER),
        render_cash_closing(CLOSING, issuer=ISSUER),
    ):
        assert embedded_fonts(pdf) == {"Inter"}


def test_a_document_carries_no_date_of_its_making() -> None:
    information = PdfReader(BytesIO(render_ticket(RECEIPT, issuer=ISSUER))).metadata
    assert information is not None
    assert information.title == "Recibo de caja C03-048218"
    assert information.author == "OOMAPAS San Telmo"
    assert information.creation_date is None


def test_forgetting_layouts_does_not_change_what_is_printed() -> None:
    before = render_ticket(RECEIPT, issuer=ISSUER)
    forget_layouts()
    assert render_ticket(RECEIPT, issuer=ISSUER) == before


def test_a_damaged_logo_is_told_in_words() -> None:
    damaged = replace(ISSUER, logo=b"<svg xmlns='http://www.w3.org/2000/svg'><g>")
    with pytest.raises(DocumentNotTypeset, match="revise el logotipo"):
        render_bills([CROWDED_BILL], issuer=damaged)
