"""The one writer of exports: Excel with typed cells, CSV without live formulas.

Text that comes from people may begin with "=": in Excel it is written as a string cell, in CSV it
is prefixed, so that nothing typed in a form ever runs on the desk of whoever opens the file.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

ExportValue = str | int | Decimal | bool | date | datetime | None
"""Instants come already in the local time of the branch, without zone, as they are to be read."""

ROWS_PER_SHEET = 1_048_000
"""Under Excel's 1,048,576, heading included."""

_MAX_CELL_CHARS = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CHUNK_ROWS = 500


class ColumnKind(StrEnum):
    """How the values of a column are shown."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    PRICE = "price"
    VOLUME = "volume"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


_NUMBER_FORMATS = {
    ColumnKind.INTEGER: "#,##0",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.PRICE: "#,##0.0000",
    ColumnKind.VOLUME: "#,##0.###",
    ColumnKind.PERCENT: "0.0%",
    ColumnKind.DATE: "dd/mm/yyyy",
    ColumnKind.DATETIME: "dd/mm/yyyy hh:mm",
}
_WIDTHS = {ColumnKind.TEXT: 28, ColumnKind.DATETIME: 17}
_USUAL_WIDTH = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportColumn:
    """One column of an export: its Spanish heading and how its values are shown."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int | None = None


def write_excel(
    *,
    stream: BinaryIO,
    title: str,
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[ExportValue]],
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> int:
    """Write rows as they come, in constant memory, opening another sheet when one is full.

    :returns: how many rows were written
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    written = 0
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title})
        forms = _Forms(book)
        for number, part in enumerate(_parts(rows, rows_per_sheet), start=1):
            sheet = book.add_worksheet(_sheet_name(title, number))
            written += _write_sheet(sheet, columns, part, forms)
    return written


def write_csv(
    *,
    stream: BinaryIO,
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[ExportValue]],
) -> None:
    """Write rows as they come: UTF-8 with its mark, commas, CRLF, as Excel opens it by itself."""
    for chunk in csv_chunks(columns=columns, rows=rows):
        stream.write(chunk)


def csv_chunks(
    *, columns: Sequence[ExportColumn], rows: Iterable[Sequence[ExportValue]]
) -> Iterator[bytes]:
    """The same file as :func:`write_csv`, in pieces, for an answer that streams."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([_safe(column.title) for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_csv_text(value) for value in row])
        if number % _CHUNK_ROWS == 0:
            yield _drain(buffer)
    yield _drain(buffer)


class _Forms:
    """The cell formats of a workbook, one per kind of column."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#EDF2F5", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.of_kind = {
            kind: book.add_format({"num_format": number_format})
            for kind, number_format in _NUMBER_FORMATS.items()
        }
        self.text = book.add_format({"num_format": "@"})


def _parts(
    rows: Iterable[Sequence[ExportValue]], size: int
) -> Iterator[Iterator[Sequence[ExportValue]]]:
    """Consecutive parts of at most ``size`` rows, each used up before the next; one at least."""
    source = iter(rows)
    first = next(source, None)
    if first is None:
        yield iter(())
    while first is not None:
        yield chain((first,), islice(source, size - 1))
        first = next(source, None)


def _write_sheet(
    sheet: Worksheet,
    columns: Sequence[ExportColumn],
    rows: Iterator[Sequence[ExportValue]],
    forms: _Forms,
) -> int:
    for index, column in enumerate(columns):
        width = column.width or _WIDTHS.get(column.kind, _USUAL_WIDTH)
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, column.title, forms.heading)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is not None:
                _write_cell(sheet, (last, index), value, forms.of_kind.get(column.kind), forms)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    return last


def _write_cell(
    sheet: Worksheet, place: tuple[int, int], value: ExportValue, form: object, forms: _Forms
) -> None:
    match value:
        case bool():
            sheet.write_string(*place, _yes_or_no(value))
        case int() | Decimal():
            # A Decimal goes to the file by its own digits; it never passes through a float.
            sheet.write_number(*place, value, form)
        case date():
            usual = ColumnKind.DATETIME if isinstance(value, datetime) else ColumnKind.DATE
            sheet.write_datetime(*place, value, form or forms.of_kind[usual])
        case str():
            text = value if len(value) <= _MAX_CELL_CHARS else f"{value[: _MAX_CELL_CHARS - 1]}…"
            sheet.write_string(*place, text, forms.text)


def _sheet_name(title: str, number: int) -> str:
    suffix = "" if number == 1 else f" ({number})"
    name = _NOT_IN_SHEET_NAMES.sub(" ", title).strip(" '") or "Hoja"
    return f"{name[: 31 - len(suffix)].rstrip()}{suffix}"


def _csv_text(value: ExportValue) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _yes_or_no(value)
        case datetime():
            return value.strftime("%d/%m/%Y %H:%M")
        case date():
            return value.strftime("%d/%m/%Y")
        case int() | Decimal():
            return format(value, "d" if isinstance(value, int) else "f")
        case str():
            return _safe(value)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 - it is the datum, not a switch
    return "Sí" if value else "No"


def _drain(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
