"""The report of a cash closing says the result first and shows every sum."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.documents.reading_pdfs import page_texts, text_of
from tests.unit.documents.samples import CLOSING, ISSUER

from caudal.adapters.documents.cash_closings import (
    CashClosingDocument,
    CashCountDoesNotAdd,
    DenominationCount,
    render_cash_closing,
)
from caudal.adapters.documents.typesetting import Mark


@pytest.mark.parametrize(
    "words",
    [
        "Corte de caja C03-0217",
        "Sucursal Centro",
        "Caja 03",
        "2026-11-17 matutino",
        "Laura Robles Cota",
        "17/11/2026 08:02",
        "17/11/2026 15:31",
        "Faltante $20.00",
        "Recibos C03-048135 a C03-048218 · 1 cancelado",
        "Fondo fijo 1,000.00",
        "Retiros −15,000.00",
        "Efectivo esperado 4,250.50",
        "Efectivo 61 18,250.50 4,250.50 4,230.50 −20.00",
        "Tarjeta de débito 22 9,120.00 9,120.00 9,120.00 0.00",
        "Total 84 29,870.50 15,870.50 15,850.50 −20.00",
        "Billete de $500 5 2,500.00",
        "Moneda de $0.50 1 0.50",
        "Efectivo declarado 4,230.50",
        "R03-0091 17/11/2026 12:40 Bóveda, Ana Cota 15,000.00",
        "C03-048190 17/11/2026 10:12 Jorge Ibarra Félix Se cobró a la cuenta del vecino 326.31",
        "Página 1 de 1",
    ],
)
def test_the_report_says_what_was_taken_counted_and_undone(words: str) -> None:
    assert words in text_of(render_cash_closing(CLOSING, issuer=ISSUER))


def counted(amount: str) -> CashClosingDocument:
    """The same closing with another amount of cash in the drawer."""
    return replace(
        CLOSING,
        cash=replace(CLOSING.cash, declared_mxn=Decimal(amount)),
        denominations=(DenominationCount("Efectivo contado", Decimal(amount), 1),),
    )


@pytest.mark.parametrize(
    ("amount", "difference", "words"),
    [
        ("4250.50", "0.00", "Cuadra"),
        ("4251.00", "0.50", "Sobrante $0.50"),
        ("4150.50", "-100.00", "Faltante $100.00"),
    ],
)
def test_over_and_short_are_told_in_words(amount: str, difference: str, words: str) -> None:
    closing = counted(amount)
    assert closing.difference_mxn == Decimal(difference)
    assert words in text_of(render_cash_closing(closing, issuer=ISSUER))


def test_a_difference_in_cards_counts_as_well() -> None:
    card, cheque = CLOSING.other_tenders
    missing_voucher = replace(card, declared_mxn=card.declared_mxn - 300)
    closing = replace(counted("4250.50"), other_tenders=(missing_voucher, cheque))
    assert closing.difference_mxn == Decimal("-300.00")


def test_a_session_without_receipts_says_so() -> None:
    closing = replace(CLOSING, first_folio="", last_folio="", cancelled=(), withdrawals=())
    text = text_of(render_cash_closing(closing, issuer=ISSUER))
    assert "Sin recibos en este turno" in text
    assert "No hubo retiros." in text
    assert "No se canceló ningún recibo." in text


def test_many_cancelled_receipts_go_on_numbered_pages_with_their_heads() -> None:
    closing = replace(CLOSING, cancelled=CLOSING.cancelled * 60)
    pages = page_texts(render_cash_closing(closing, issuer=ISSUER))
    assert len(pages) >= 2
    assert all(f"Página {n} de {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert "Autorizó Motivo Importe" in pages[1]
    assert sum(page.count("C03-048190") for page in pages) == 60
    assert "Revisó" in pages[-1]


def test_denominations_that_differ_from_the_declared_cash_are_refused() -> None:
    with pytest.raises(CashCountDoesNotAdd, match=r"billetes y monedas dan 4230\.50"):
        replace(CLOSING, cash=replace(CLOSING.cash, declared_mxn=Decimal("4230.00")))


def test_the_same_closing_gives_the_same_bytes_and_can_be_marked() -> None:
    first = render_cash_closing(CLOSING, issuer=ISSUER)
    assert render_cash_closing(CLOSING, issuer=ISSUER) == first
    assert "COPIA" in text_of(render_cash_closing(CLOSING, issuer=ISSUER, mark=Mark.COPY))
