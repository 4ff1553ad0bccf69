"""Rows pasted from a sheet or a document: every way in which laws and people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.adapters.tabular.pasted import (
    LARGEST_PASTE,
    Pasted,
    PastedColumn,
    PastedKind,
    read_pasted,
)

BLOCKS = (PastedColumn("Hasta", PastedKind.BOUND), PastedColumn("Precio"))
BASES = (PastedColumn("Hasta", PastedKind.BOUND), PastedColumn("Base"), PastedColumn("Precio"))
KEYS = (PastedColumn("Uso", PastedKind.KEY), PastedColumn("Valor"))


def blocks(text: str) -> Pasted:
    return read_pasted(text, columns=BLOCKS)


def test_cells_of_a_sheet_with_heading_currency_and_thousands() -> None:
    pasted = blocks("Hasta m³\tPrecio 2026\n10\t$ 5.50\n1,000\t$1,234.5678\n\t$8.00\n")
    assert pasted.rows == (("10", "5.50"), ("1000", "1234.5678"), (None, "8.00"))
    assert (pasted.headings, pasted.refused) == (1, ())


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("10\t5,50\n20\t1.234,56", (("10", "5.50"), ("20", "1234.56"))),
        ("10\t13.265\n20\t14.832", (("10", "13.265"), ("20", "14.832"))),
        ("0 a 10\t5\n11 a 20\t6\nMás de 20\t7", (("10", "5"), ("20", "6"), (None, "7"))),
        ("De 0 a 10 m³\t5\nDe 11 m3 en adelante\t6", (("10", "5"), (None, "6"))),
        ("0-10\t5\n11 – 20\t6\n21 y más\t7", (("10", "5"), ("20", "6"), (None, "7"))),
        ("0\t10\t5\n10\t20\t6\n20\t\t7", (("10", "5"), ("20", "6"), (None, "7"))),
        ("Más de 20\t\t7", ((None, "7"),)),
        ("\t10\t5\t\n\t20\t6\t", (("10", "5"), ("20", "6"))),
        (
            "0 a 10 $ 5.50\n11 a 20 $ 6.10\nMás de 20 $ 7",
            (("10", "5.50"), ("20", "6.10"), (None, "7")),
        ),
        ("10;5.5\n20;6.5", (("10", "5.5"), ("20", "6.5"))),
        ('"10"\t"5.50"', (("10", "5.50"),)),
    ],
)
def test_ways_of_writing_the_same(text: str, rows: tuple[tuple[str | None, ...], ...]) -> None:
    pasted = blocks(text)
    assert pasted.refused == ()
    assert pasted.rows == rows


def test_a_long_table_per_cubic_metre_with_two_bad_lines() -> None:
    lines = ["m³\tImporte", *(f"{m3}\t{m3 * Decimal('12.35')}" for m3 in range(1, 121))]
    lines[8], lines[50] = "8\tocho", "50\t617.50\tsobra\tmás"
    pasted = blocks("\n".join(lines))
    assert len(pasted.rows) == 118
    assert pasted.rows[0] == ("1", "12.35")
    assert pasted.rows[-1] == ("120", "1482.00")
    first, second = pasted.refused
    assert (first.line, first.text) == (9, "8 · ocho")
    assert first.reason == "Precio «ocho»: Escriba un número, como 1234.50."
    assert (second.line, second.text) == (51, "50 · 617.50 · sobra · más")
    assert second.reason == "Trae 4 columnas y se esperan 2: hasta, precio."


def test_a_decimal_mark_unlike_the_rest_is_refused_with_its_line() -> None:
    pasted = blocks("10\t5.50\n20\t6,75\n30\t7.10")
    assert pasted.rows == (("10", "5.50"), ("30", "7.10"))
    assert pasted.refused[0].line == 2
    assert "El resto de la columna usa punto decimal" in pasted.refused[0].reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10\t5\n20\t", "Falta precio."),
        ("10\t5\n1\t2\t3\t4", "Trae 4 columnas y se esperan 2"),
        ("10\t5\nabc\t6", "Hasta «abc»"),
    ],
)
def test_what_is_not_a_row_says_why(text: str, reason: str) -> None:
    assert blocks(text).refused[-1].reason.startswith(reason)


def test_the_lower_bound_must_be_below() -> None:
    pasted = blocks("0\t10\t5\n30\t20\t6")
    assert pasted.refused[0].reason == "Empieza en 30 y termina en 20. Revise las columnas."


def test_base_and_excess_with_both_bounds() -> None:
    pasted = read_pasted("0\t10\t$82.00\t0\n11\t20\t$107.00\t6.67", columns=BASES)
    assert pasted.rows == (("10", "82.00", "0"), ("20", "107.00", "6.67"))


def test_keys_keep_their_text() -> None:
    pasted = read_pasted("Uso\tTasa\ndomestico\t0\ncomercial\t0.16\n\t0.5", columns=KEYS)
    assert pasted.rows == (("domestico", "0"), ("comercial", "0.16"))
    assert pasted.refused[0].reason == "Falta uso."


def test_no_more_rows_than_a_table_has() -> None:
    text = "\n".join(f"{row}\t1" for row in range(1, LARGEST_PASTE + 3))
    pasted = blocks(text)
    assert len(pasted.rows) == LARGEST_PASTE
    assert [each.line for each in pasted.refused] == [LARGEST_PASTE + 1, LARGEST_PASTE + 2]


@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    pasted = blocks(text)
    assert all(len(row) == 2 for row in pasted.rows)


prices = st.decimals(min_value=0, max_value=99_999, places=4)


@given(st.lists(st.tuples(st.integers(1, 9_999), prices), min_size=1, max_size=30))
def test_what_a_sheet_shows_is_read_back(rows: list[tuple[int, Decimal]]) -> None:
    text = "\n".join(f"{bound:,}\t${price:,.4f}" for bound, price in rows)
    pasted = blocks(text)
    assert pasted.refused == ()
    assert [(int(b or 0), Decimal(p or 0)) for b, p in pasted.rows] == rows
