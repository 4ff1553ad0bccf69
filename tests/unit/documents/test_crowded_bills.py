"""Long names, many lines, many debts and huge amounts stay on one page, readable and complete."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.documents.reading_pdfs import page_texts, placed_texts, text_of
from tests.unit.documents.samples import BILL, CHANNELS, CROWDED_BILL, ISSUER, line

from caudal.adapters.documents.bill_document import BillDocument, ChannelLine
from caudal.adapters.documents.bills import render_bills
from caudal.adapters.documents.parts import AmountLine, Notice


def printed(bill: BillDocument) -> str:
    pages = page_texts(render_bills([bill], issuer=ISSUER))
    assert len(pages) == 1
    return pages[0]


def test_everything_long_at_once_stays_on_one_page() -> None:
    text = printed(CROWDED_BILL)
    for words in (
        "MARÍA DE LA ASUNCIÓN GUADALUPE ONTIVEROS- FERNÁNDEZ DE CÓRDOVA Y VILLAVICENCIO",
        "Prolongación Boulevard Licenciado Benito Juárez García 10234",
        "C.P. 85430, San Telmo de la Purísima Concepción, Sonora",
        "$9,999,999.99",
        "$10,000,000.99",
        "Comercial y de servicios, con medidor, tarifa alta",
        "118.40 + 5 × 13.2650 + 10 × 14.8320",
        "30 × 24.5120 999,999.99",
        "Concepto municipal número 14 según la ley de ingresos 1,000.00",
        "Recargos por mora 2 % mensual 1,986,999.99",
        "Adeudo anterior $8,986,999.99",
        "018293740112600128311018293740",
    ):
        assert words in text


def test_nothing_is_set_outside_the_page_nor_too_small_to_read() -> None:
    texts = placed_texts(render_bills([CROWDED_BILL], issuer=ISSUER))
    assert len(texts) > 50
    for text in texts:
        assert 25 < text.x < 612 - 30
        assert 20 < text.y < 792 - 20
        assert text.size >= 5.5, text.words


def test_rows_of_a_crowded_bill_do_not_overlap() -> None:
    texts = placed_texts(render_bills([CROWDED_BILL], issuer=ISSUER))
    rows = sorted(text.y for text in texts if text.words == "1,000.00")
    assert len(rows) == 13
    assert min(upper - lower for lower, upper in pairwise(rows)) > 9
    total = next(text.y for text in texts if text.words == "Adeudo anterior")
    warning = next(text.y for text in texts if text.words.startswith("Aviso: tiene 14"))
    assert total - warning > 20


def debts(count: int) -> tuple[AmountLine, ...]:
    return tuple(
        line(f"Recibo del periodo {n:02d}", "100.00", "venció") for n in range(1, count + 1)
    )


def bill_with(*, debts_count: int, lines_count: int) -> BillDocument:
    lines = tuple(line(f"Concepto {n:02d}", "10.00", "según la ley") for n in range(lines_count))
    return replace(
        BILL,
        lines=lines,
        previous_debts=debts(debts_count),
        total_mxn=Decimal(100 * debts_count + 10 * lines_count) + Decimal("28.68"),
        total_after_due_mxn=None,
    )


@pytest.mark.parametrize("debts_count", [0, 1, 5, 9, 14, 40])
@pytest.mark.parametrize("lines_count", [1, 6, 15])
def test_debts_that_do_not_fit_are_summed_up_and_none_is_lost(
    debts_count: int, lines_count: int
) -> None:
    text = printed(bill_with(debts_count=debts_count, lines_count=lines_count))
    shown = text.count("Recibo del periodo")
    rest = debts_count - shown
    if shown == 0 and rest:
        assert f"{debts_count} recibos de antes {100 * rest:,.2f}" in text
    elif rest:
        noun = "recibo" if rest == 1 else "recibos"
        assert f"y {rest} {noun} más {100 * rest:,.2f}" in text
    else:
        assert "recibos más" not in text
    assert text.count("Concepto") == lines_count
    assert "Recargos por mora 2 % mensual 28.68" in text


def test_the_oldest_debts_are_the_ones_listed() -> None:
    text = printed(bill_with(debts_count=14, lines_count=6))
    assert "Recibo del periodo 01" in text
    assert "Recibo del periodo 14" not in text
    assert "recibos más" in text


def test_a_few_debts_are_listed_in_full_size() -> None:
    texts = placed_texts(render_bills([BILL], issuer=ISSUER))
    sizes = {text.words: text.size for text in texts}
    assert sizes["Recibo de agosto"] == pytest.approx(11)
    assert sizes["$1,283.11"] == pytest.approx(35)


def test_huge_consumption_keeps_whole_figures_on_the_chart() -> None:
    text = printed(CROWDED_BILL)
    assert "30,864" in text
    assert "30,864.0" not in text


def test_a_name_prints_literally_whatever_it_says() -> None:
    name = r'#eval("1") *x* $y$ \ <tag>'
    address = (
        "= Título",
        "- lista",
        "@ref #pagebreak()",
        "https://a.example // nota",
        "_z_ `c` ---",
    )
    text = printed(replace(BILL, holder=name, address=address))
    assert name in text
    for words in address:
        assert words in text


def test_no_text_of_the_data_is_markup_in_any_part() -> None:
    trap = "#panic() $x$ *b*"
    bill = replace(
        BILL,
        use_and_tariff=trap,
        lines=(*BILL.lines, line(trap, "0.00", trap)),
        messages=(Notice(trap, trap),),
        reduction_warning=Notice(trap, trap),
        channels=(replace(CHANNELS[1], title=trap, lines=(ChannelLine(trap, trap),)),),
    )
    issuer = replace(ISSUER, name=trap, long_name=trap, address=trap)
    text = text_of(render_bills([bill], issuer=issuer))
    assert text.count(trap) == 13


WORDS = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x17F), max_size=90)


@settings(max_examples=15, deadline=None)
@given(texts=st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS), count=st.integers(0, 25))
def test_any_text_gives_one_page(texts: tuple[str, ...], count: int) -> None:
    holder, street, tariff, concept, note = texts
    rows = tuple(line(concept, "1.00", note) for _ in range(count))
    bill = replace(
        BILL,
        holder=holder,
        address=(street,) * 4,
        use_and_tariff=tariff,
        lines=(*BILL.lines, *rows),
        total_mxn=BILL.total_mxn + count,
        total_after_due_mxn=None,
    )
    printed(bill)
