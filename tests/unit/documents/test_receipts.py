"""The cash receipt on a letter page and on the ticket roll."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.documents.reading_pdfs import page_size_mm, page_texts, placed_texts, text_of
from tests.unit.documents.samples import ISSUER, RECEIPT, line

from caudal.adapters.documents.receipts import (
    ReceiptDocument,
    ReceiptDoesNotAdd,
    render_receipt,
    render_ticket,
)
from caudal.adapters.documents.typesetting import Mark

both = pytest.mark.parametrize("render", [render_receipt, render_ticket])
Render = Callable[..., bytes]


@both
@pytest.mark.parametrize(
    "words",
    [
        "OOMAPAS San Telmo",
        "RFC OOM980101XX0",
        "Sucursal Centro · Caja 03",
        "C03-048218",
        "17/11/2026 11:43",
        "L. Robles",
        "0182937-4",
        "María Guadalupe Ontiveros Félix",
        "Av. Bahía de San Carlos 214, Col. Lomas del Mar",
        "Septiembre 2026 422.03",
        "Recargos de septiembre 8.44",
        "Octubre 2026 326.31",
        "Pagado $756.78",
        "Setecientos cincuenta y seis pesos 78/100 M.N.",
        "Tarjeta de débito ****4417 400.00",
        "Efectivo 500.00",
        "Cambio 143.22",
        "Queda por pagar $0.00",
        "En aclaración, detenido 526.33",
        "Escanee para ver este recibo o pedir su factura hasta el 30/11/2026.",
        "Conserve su recibo. Dudas: 073",
    ],
)
def test_both_say_what_was_paid_and_what_remains(render: Render, words: str) -> None:
    assert words in text_of(render(RECEIPT, issuer=ISSUER))


@both
@pytest.mark.parametrize("mark", list(Mark))
def test_marks_are_printed(render: Render, mark: Mark) -> None:
    assert mark in text_of(render(RECEIPT, issuer=ISSUER, mark=mark))
    assert mark not in text_of(render(RECEIPT, issuer=ISSUER))


@both
def test_a_reprint_has_the_same_bytes(render: Render) -> None:
    assert render(RECEIPT, issuer=ISSUER) == render(RECEIPT, issuer=ISSUER)


@both
def test_a_payment_without_change_does_not_mention_it(render: Render) -> None:
    exact = replace(RECEIPT, tenders=(line("Transferencia", "756.78"),), change_mxn=Decimal("0.00"))
    assert "Cambio" not in text_of(render(exact, issuer=ISSUER))


@both
def test_names_print_literally(render: Render) -> None:
    name = '#eval("1") *x* $y$ <t>'
    assert name in text_of(render(replace(RECEIPT, holder=name), issuer=ISSUER))


@both
def test_a_receipt_without_codes_prints(render: Render) -> None:
    plain = replace(RECEIPT, qr=None, qr_words="", code128=None)
    assert "Pagado $756.78" in text_of(render(plain, issuer=ISSUER))


def long_receipt() -> ReceiptDocument:
    settled = tuple(line(f"Recibo {n:02d} con sus recargos y gastos", "10.00") for n in range(80))
    return replace(
        RECEIPT,
        settled=settled,
        total_mxn=Decimal("800.00"),
        tenders=(line("Efectivo", "800.00"),),
        change_mxn=Decimal("0.00"),
    )


def test_a_ticket_is_80_mm_wide_and_grows_with_its_lines() -> None:
    width, height = page_size_mm(render_ticket(RECEIPT, issuer=ISSUER))
    long_width, long_height = page_size_mm(render_ticket(long_receipt(), issuer=ISSUER))
    assert width == pytest.approx(80, abs=0.05)
    assert long_width == pytest.approx(80, abs=0.05)
    assert 120 < height < 220
    assert long_height > height + 250


def test_a_ticket_keeps_inside_the_72_mm_that_printers_reach() -> None:
    huge = replace(
        RECEIPT,
        settled=(line("Recibo de octubre de la cuenta industrial más grande", "9999999.99"),),
        total_mxn=Decimal("9999999.99"),
        tenders=(line("Transferencia electrónica de fondos", "9999999.99"),),
        change_mxn=Decimal("0.00"),
    )
    pdf = render_ticket(huge, issuer=ISSUER)
    assert "$9,999,999.99" in text_of(pdf)
    for text in placed_texts(pdf):
        assert text.x >= 4 / 25.4 * 72


def test_many_documents_in_one_payment_take_further_letter_pages() -> None:
    pages = page_texts(render_receipt(long_receipt(), issuer=ISSUER))
    assert len(pages) >= 2
    assert f"Página 1 de {len(pages)}" in pages[0]
    assert sum(page.count("con sus recargos") for page in pages) == 80


@pytest.mark.parametrize(
    "changed",
    [
        lambda: replace(RECEIPT, total_mxn=Decimal("756.79")),
        lambda: replace(RECEIPT, change_mxn=Decimal("143.23")),
        lambda: replace(RECEIPT, settled=(line("Octubre 2026", "326.31"),)),
        lambda: replace(RECEIPT, tenders=(line("Efectivo", "500.00"),)),
    ],
)
def test_a_receipt_that_does_not_add_up_cannot_be_built(
    changed: Callable[[], ReceiptDocument],
) -> None:
    with pytest.raises(ReceiptDoesNotAdd, match="C03-048218 no suma"):
        changed()
