"""The statement keeps a running balance over as many pages as it needs."""

from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

import pytest
from tests.unit.documents.reading_pdfs import page_texts, text_of
from tests.unit.documents.samples import ISSUER, STATEMENT, movements

from caudal.adapters.documents.statements import StatementDoesNotAdd, render_statement
from caudal.adapters.documents.typesetting import Mark


@pytest.mark.parametrize(
    "words",
    [
        "Estado de cuenta",
        "Cuenta 0182937-4 · emitido 17/11/2026",
        "María Guadalupe Ontiveros Félix",
        "Del 01/01/2020 al 17/11/2026",
        "Saldo $280.00",
        "Vencido 80.00",
        "01/01/2020 Saldo anterior −20.00",
        "06/01/2020 R-0 Recibo del mes 326.31 306.31",
        "19/01/2020 C03-0 Pago en caja, efectivo 321.31 −15.00",
        "19/12/2024 C03-59 Pago en caja, efectivo 321.31 280.00",
        "Total del periodo 19,578.60 19,278.60 280.00",
    ],
)
def test_a_statement_leads_from_the_first_balance_to_the_last(words: str) -> None:
    assert words in text_of(render_statement(STATEMENT, issuer=ISSUER))


def test_pages_are_numbered_and_repeat_the_heads() -> None:
    pages = page_texts(render_statement(STATEMENT, issuer=ISSUER))
    assert len(pages) == 4
    for number, page in enumerate(pages, start=1):
        assert f"Estado de cuenta 0182937-4 · Página {number} de 4" in page
        assert "Fecha Documento Concepto Cargo Abono Saldo" in page


def test_the_running_balance_is_the_sum_of_all_before() -> None:
    effects = (entry.charge_mxn - entry.credit_mxn for entry in STATEMENT.entries)
    expected = list(accumulate(effects, initial=STATEMENT.opening_balance_mxn))[1:]
    assert list(STATEMENT.balances()) == expected


def test_an_account_without_movements_fits_a_page() -> None:
    quiet = replace(STATEMENT, entries=(), closing_balance_mxn=Decimal("-20.00"), breakdown=())
    pages = page_texts(render_statement(quiet, issuer=ISSUER))
    assert len(pages) == 1
    assert "Saldo a favor $20.00" in pages[0]


def test_movements_that_do_not_reach_the_balance_are_refused() -> None:
    with pytest.raises(StatementDoesNotAdd, match=r"llevan a -10\.00 y el saldo dice 280\.00"):
        replace(STATEMENT, entries=movements(2))


def test_the_same_statement_gives_the_same_bytes_and_can_be_marked() -> None:
    first = render_statement(STATEMENT, issuer=ISSUER)
    assert render_statement(STATEMENT, issuer=ISSUER) == first
    marked = page_texts(render_statement(STATEMENT, issuer=ISSUER, mark=Mark.COPY))
    assert all("COPIA" in page for page in marked)
