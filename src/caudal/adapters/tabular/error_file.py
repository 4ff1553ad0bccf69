"""Gives a rejected file back to whoever sent it: each row as it came, beside what to correct."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from caudal.adapters.tabular.export import (
    ColumnKind,
    ExportColumn,
    ExportValue,
    write_csv,
    write_excel,
)
from caudal.adapters.tabular.table import TableFormat
from caudal.engines.layouts.rows import CellError, RawRow

Failure = tuple[RawRow, Sequence[CellError]]


def write_error_file(
    *,
    stream: BinaryIO,
    format_: TableFormat,
    headings: Sequence[str],
    failures: Iterable[Failure],
) -> None:
    """Write failed rows, one line each: its number, all its reasons and its original cells as text.

    Corrected in place, the file can be imported as it is: the two columns in front are ignored.
    Excel unless the format is delimited text.
    """
    columns = [
        ExportColumn(title="Fila", kind=ColumnKind.INTEGER, width=8),
        ExportColumn(title="Qué corregir", width=70),
        *(ExportColumn(title=heading) for heading in headings),
    ]
    rows = _rows(failures, width=len(headings))
    if format_ is TableFormat.DELIMITED:
        write_csv(stream=stream, columns=columns, rows=rows)
    else:
        write_excel(stream=stream, title="Filas por corregir", columns=columns, rows=rows)


def _rows(failures: Iterable[Failure], *, width: int) -> Iterator[list[ExportValue]]:
    for raw, errors in failures:
        cells = raw.texts()[:width]
        padding = [""] * (width - len(cells))
        yield [raw.number, _reasons(errors), *cells, *padding]


def _reasons(errors: Iterable[CellError]) -> str:
    return " ".join(
        f"«{error.column}»: {error.reason}" if error.column else error.reason for error in errors
    )
