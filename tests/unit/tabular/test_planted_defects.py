"""A file of known defects: what is reported is exactly what was planted, row by row."""

import io
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from time import process_time

import pytest
import xlsxwriter

from caudal.adapters.tabular.reader import open_table
from caudal.engines.layouts.convert import RowConverter
from caudal.engines.layouts.fields import FieldKind, FieldSpec
from caudal.engines.layouts.formats import observe_formats
from caudal.engines.layouts.headings import match_headings
from caudal.engines.layouts.rows import ErrorCode, ErrorLog

FIELDS = (
    FieldSpec(
        name="account",
        headings=("Número de cuenta", "Cuenta"),
        kind=FieldKind.IDENTIFIER,
        required=True,
        unique=True,
    ),
    FieldSpec(name="name", headings=("Nombre", "Titular"), required=True, max_length=60),
    FieldSpec(
        name="use",
        headings=("Uso", "Giro"),
        kind=FieldKind.CHOICE,
        choices={"domestic": ("Doméstico", "DOM"), "commercial": ("Comercial", "COM")},
    ),
    FieldSpec(name="since", headings=("Fecha de alta",), kind=FieldKind.DATE),
    FieldSpec(name="debt", headings=("Adeudo",), kind=FieldKind.DECIMAL),
    FieldSpec(name="reading", headings=("Lectura",), kind=FieldKind.INTEGER, minimum=Decimal(0)),
    FieldSpec(name="phone", headings=("Teléfono",), kind=FieldKind.PHONE),
)
HEADER = ["No. Cuenta", "TITULAR", "giro", "fecha alta", "Adeudo", "Lectura", "Telefono"]

Row = list[str]
Planted = list[tuple[int, ErrorCode]]


def good_row(number: int) -> Row:
    day = f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/2019"
    debt = f"$ {number % 9 + 1},{number % 1000:03d}.{number % 100:02d}"
    use = ("Doméstico", "COM")[number % 2]
    return [f"{number:07d}", "José Núñez", use, day, debt, str(number * 7), f"66221{number:05d}"]


def replaced(index: int, value: str) -> Callable[[Row], Row]:
    return lambda row: [*row[:index], value, *row[index + 1 :]]


DEFECTS: tuple[tuple[ErrorCode, Callable[[Row], Row]], ...] = (
    (ErrorCode.REQUIRED_MISSING, replaced(1, " ")),
    (ErrorCode.REPEATED_VALUE, replaced(0, "0000000")),
    (ErrorCode.TOO_LONG, replaced(1, "x" * 61)),
    (ErrorCode.CONTROL_CHARACTER, replaced(1, "Ana\x07")),
    (ErrorCode.NOT_A_CHOICE, replaced(2, "Industrial")),
    (ErrorCode.NOT_A_DATE, replaced(3, "31/02/2020")),
    (ErrorCode.DATE_FORM_DIFFERS, replaced(3, "2020-02-01")),
    (ErrorCode.NOT_A_NUMBER, replaced(4, "mil pesos")),
    (ErrorCode.DECIMAL_MARK_DIFFERS, replaced(4, "1.234,50")),
    (ErrorCode.NOT_AN_INTEGER, replaced(5, "12.5")),
    (ErrorCode.OUT_OF_RANGE, replaced(5, "-3")),
    (ErrorCode.NOT_A_PHONE, replaced(6, "212-3456")),
    (ErrorCode.DIGITS_LOST, replaced(0, "1.23457E+15")),
    (ErrorCode.MISSING_CELLS, lambda row: row[:4]),
    (ErrorCode.EXTRA_CELLS, lambda row: [*row, "sobra"]),
    (ErrorCode.NUL_BYTE, replaced(1, "A\0na")),
)
SHAPES_AND_BYTES = {ErrorCode.MISSING_CELLS, ErrorCode.EXTRA_CELLS, ErrorCode.NUL_BYTE}


def plant(*, seed: int, rows: int, skip: frozenset[ErrorCode]) -> tuple[list[Row], Planted]:
    """Rows of which about one in ten has one defect; the first is good, so that keys repeat it."""
    dice = random.Random(seed)  # noqa: S311 - a reproducible file, not a secret
    defects = [defect for defect in DEFECTS if defect[0] not in skip]
    content, planted = [good_row(0)], []
    for number in range(1, rows):
        row = good_row(number)
        if dice.random() < 0.1:
            code, spoil = dice.choice(defects)
            row = spoil(row)
            planted.append((number + 2, code))
        content.append(row)
    return content, planted


def reported(source: bytes) -> tuple[Planted, int]:
    table = open_table(source=source)
    mapping = match_headings(headings=table.headings, fields=FIELDS)
    formats = observe_formats(rows=table.rows(), fields=FIELDS, mapping=mapping)
    converter = RowConverter(fields=FIELDS, mapping=mapping, formats=formats)
    log, good = ErrorLog(limit=100_000), 0
    for raw in table.rows():
        converted = converter.convert(raw)
        log.add(converted.errors)
        good += not converted.errors
    return [(error.row, error.code) for error in log.kept], good


def as_csv(rows: list[Row]) -> str:
    return "\r\n".join(";".join(row) for row in (HEADER, *rows)) + "\r\n"


def as_xlsx(rows: list[Row]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADER, *rows)):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_planted_defect_of_a_text_file_is_reported_and_nothing_else(encoding: str) -> None:
    rows, planted = plant(seed=7, rows=3_000, skip=frozenset())
    found, good = reported(as_csv(rows).encode(encoding))
    assert len(Counter(code for _, code in planted)) == len(DEFECTS) == 16
    assert Counter(code for _, code in found) == Counter(code for _, code in planted)
    assert found == planted
    assert good == 3_000 - len(planted)


def test_reading_and_converting_keeps_its_pace() -> None:
    """100,000 rows are to take five seconds of processor; a busy machine gets twice that."""
    rows, planted = plant(seed=9, rows=40_000, skip=frozenset())
    content = as_csv(rows).encode("cp1252")
    start = process_time()
    found, _ = reported(content)
    assert process_time() - start < 4.0
    assert len(found) == len(planted)


def test_the_same_holds_for_a_spreadsheet() -> None:
    """A grid has no ragged rows, and its XML cannot carry a NUL."""
    rows, planted = plant(seed=8, rows=1_500, skip=frozenset(SHAPES_AND_BYTES))
    found, good = reported(as_xlsx(rows))
    assert found == planted
    assert good == 1_500 - len(planted)
