"""What a recibo prints, in the ordinary case and across a run."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from tests.unit.documents.reading_pdfs import page_size_mm, page_texts, text_of
from tests.unit.documents.samples import BILL, ISSUER, STAMPED_BILL, line

from caudal.adapters.documents import bills as bills_module
from caudal.adapters.documents.bill_document import (
    BillDocument,
    BillDoesNotAdd,
    ReadingBasis,
    ReadingBlock,
)
from caudal.adapters.documents.bills import (
    NothingToPrint,
    iter_bill_pdfs,
    render_bills,
)
from caudal.adapters.documents.typesetting import Mark


@cache
def printed(bill: BillDocument, mark: Mark | None = None) -> str:
    return text_of(render_bills([bill], issuer=ISSUER, mark=mark))


@pytest.mark.parametrize(
    "words",
    [
        "OOMAPAS San Telmo",
        "RFC OOM980101XX0 · 073 · www.aguasantelmo.example",
        "Recibo de octubre 2026",
        "Folio R-1184302 · emitido 06/11/2026",
        "María Guadalupe Ontiveros Félix",
        "Av. Bahía de San Carlos 214",
        "Total a pagar $1,283.11 Antes del viernes 20/11/2026",
        "Después de esa fecha: $1,308.20",
        "Número de cuenta 0182937-4",
        "Uso y tarifa Doméstico medio",
        "Sector · ruta · secuencia 04 · 0412 · 0318",
        "Medidor 14-208831",
        "Diámetro 13 mm",
        "Contrato C-2009-04417",
        "Lectura actual, 30/10/2026 1,284",
        "Anterior, 29/09/2026 1,267",
        "Consumo medido 17 m³",
        "En 31 días usó 548 litros por día.",
        "Hace un año, en octubre, usó 16 m³.",
        "Agua potable 118.40 + 5 × 13.2650 + 2 × 14.8320 214.39",
        "IVA 16 % de alcantarillado y saneamiento 15.44",
        "Octubre $326.31",
        "Recibo de agosto venció 21/09/2026 506.09",
        "Recargos por mora 2 % mensual 28.68",
        "Adeudo anterior $956.80",
        "Línea punteada: estimado.",
        "¿Es pensionado o mayor de 60? Puede pagar la mitad",
        "Aviso: tiene 2 recibos vencidos. Desde el 24/11/2026 podemos reducir el servicio",
        "Talón de pago · Cuenta 0182937-4 · $1,283.11 · vence 20/11/2026",
        "Convenio CIE 1402207",
        "0182 9374 0112 6001 2831 1",
        "CLABE 002010077777777771",
    ],
)
def test_a_recibo_says_what_the_customer_needs(words: str) -> None:
    assert words in printed(BILL)


def test_a_recibo_is_one_letter_page_portrait() -> None:
    pdf = render_bills([BILL], issuer=ISSUER)
    assert len(page_texts(pdf)) == 1
    assert page_size_mm(pdf) == pytest.approx((215.9, 279.4), abs=0.05)


def test_a_stamped_recibo_carries_its_fiscal_block_and_another_does_not() -> None:
    assert "Folio fiscal 5F2C6E10-9B7A-4D31-8E54-0C1D7A90B3E2" in printed(STAMPED_BILL)
    assert "Folio fiscal" not in printed(BILL)


def test_a_run_keeps_the_order_of_its_bills_across_batches() -> None:
    bills = [replace(BILL, folio=f"R-{number}") for number in range(7)]
    parts = list(iter_bill_pdfs(bills, issuer=ISSUER, batch_pages=3))
    assert [len(page_texts(part)) for part in parts] == [3, 3, 1]
    texts = [text for part in parts for text in page_texts(part)]
    assert all(f"Folio R-{number} " in text for number, text in enumerate(texts))


def test_a_run_larger_than_a_batch_is_one_pdf_without_loss(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bills_module, "BATCH_PAGES", 3)
    bills = [replace(BILL, folio=f"R-{number}") for number in range(8)]
    texts = page_texts(render_bills(bills, issuer=ISSUER))
    assert len(texts) == 8
    assert all(f"Folio R-{number} " in text for number, text in enumerate(texts))


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(NothingToPrint, match="al menos un recibo"):
        render_bills([], issuer=ISSUER)


def test_a_reprint_has_the_same_bytes_and_another_mark_has_not() -> None:
    first = render_bills([BILL], issuer=ISSUER)
    assert render_bills([BILL], issuer=ISSUER) == first
    assert render_bills([BILL], issuer=ISSUER, mark=Mark.COPY) != first


def test_marks_are_printed_across_every_page() -> None:
    pages = page_texts(render_bills([BILL, BILL], issuer=ISSUER, mark=Mark.CANCELLED))
    assert all("CANCELADO" in page for page in pages)
    assert "COPIA" in printed(BILL, Mark.COPY)
    assert "CANCELADO" not in printed(BILL)


def test_a_recibo_that_does_not_add_up_cannot_be_built() -> None:
    with pytest.raises(BillDoesNotAdd, match=r"R-1184302 no suma: sus partes dan 1283\.11"):
        replace(BILL, total_mxn=Decimal("1283.12"))


def test_instalment_and_applied_credit_are_part_of_the_sum_and_printed() -> None:
    bill = replace(
        BILL,
        instalment=line("Parcialidad 3 de 12", "150.00", "convenio CV-2026-114"),
        credit_applied_mxn=Decimal("120.00"),
        total_mxn=Decimal("1313.11"),
    )
    assert "Parcialidad 3 de 12 convenio CV-2026-114 150.00" in printed(bill)
    assert "Saldo a favor aplicado −120.00" in printed(bill)
    assert "$1,313.11" in printed(bill)


def paid_bill(*, applied: str = "326.31", total: str = "0.00", left: str = "0.00") -> BillDocument:
    """The month alone, paid with credit balance."""
    return replace(
        BILL,
        previous_debts=(),
        surcharges=(),
        reduction_warning=None,
        total_after_due_mxn=None,
        credit_applied_mxn=Decimal(applied),
        total_mxn=Decimal(total),
        credit_left_mxn=Decimal(left),
    )


def test_a_total_of_zero_asks_for_nothing() -> None:
    text = printed(paid_bill())
    assert "Nada que pagar" in text
    assert "Gracias por su pago" in text
    assert "Antes del" not in text
    assert "vence" not in text


@pytest.mark.parametrize(
    "bill",
    [
        paid_bill(left="173.69"),
        paid_bill(applied="500.00", total="-173.69"),
    ],
    ids=["the rest stays as credit", "the total is negative"],
)
def test_a_credit_balance_is_named_and_never_asked_for(bill: BillDocument) -> None:
    text = printed(bill)
    assert "Nada que pagar Saldo a favor $173.69" in text
    assert "Antes del" not in text


def test_the_total_after_the_due_date_is_left_out_when_it_does_not_change() -> None:
    assert "Después de esa fecha" not in printed(replace(BILL, total_after_due_mxn=None))
    assert "Después de esa fecha" not in printed(replace(BILL, total_after_due_mxn=BILL.total_mxn))


def test_an_account_of_fixed_quota_has_no_readings() -> None:
    text = printed(replace(BILL, reading=None, meter="", diameter="", history=()))
    assert "Sin medidor" in text
    assert "Lectura" not in text
    assert "litros por día" not in text
    assert "Diámetro –" in text
    assert "Paga una cuota fija" in text


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (ReadingBasis.AVERAGE, "Consumo promedio 17 m³"),
        (ReadingBasis.ESTIMATED, "Consumo estimado 17 m³"),
        (ReadingBasis.ASSIGNED, "Consumo asignado 17 m³"),
    ],
)
def test_a_volume_that_was_not_measured_says_so_and_shows_no_subtraction(
    basis: ReadingBasis, words: str
) -> None:
    reading = ReadingBlock(basis=basis, consumption_m3=Decimal(17), days=61)
    text = printed(replace(BILL, reading=reading))
    assert words in text
    assert "Lectura actual" not in text
    assert "En 61 días usó 279 litros por día." in text
    assert "No hay dato de hace un año" in text
