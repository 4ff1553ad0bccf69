"""Reads delimited text (CSV and its cousins) record by record."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from caudal.adapters.tabular.encodings import Opener, detect_encoding
from caudal.adapters.tabular.limits import TabularLimits
from caudal.adapters.tabular.table import Record, Table, TableFormat, find_heading, heading_errors
from caudal.engines.layouts.rows import CellError, ErrorCode

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARS = 64 * 1024
_SAMPLE_RECORDS = 30
_MARK_LINE = "sep="
"""Excel's own first line to announce the delimiter."""


@dataclass(frozen=True, slots=True)
class _Dialect:
    encoding: str
    delimiter: str
    has_mark_line: bool
    ends_with_newline: bool
    has_nul: bool


def open_delimited(*, open_file: Opener, limits: TabularLimits, header_row: int | None) -> Table:
    """A table over delimited text; encoding and delimiter are detected.

    :raises TabularFileRefused: if it cannot be decoded, is empty or too wide
    """
    dialect = _detect(open_file)
    first = header_row or (2 if dialect.has_mark_line else None)
    heading, headings = find_heading(
        records=_records(open_file, dialect, ()), header_row=first, limits=limits
    )
    return Table(
        format=TableFormat.DELIMITED,
        headings=headings,
        header_row=heading.number,
        errors=heading_errors(headings, heading.number),
        limits=limits,
        records=lambda: _records(open_file, dialect, headings),
        encoding=dialect.encoding,
        delimiter=dialect.delimiter,
    )


def _detect(open_file: Opener) -> _Dialect:
    encoding = detect_encoding(open_file=open_file)
    with open_file() as stream, io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
        sample = text.read(_SAMPLE_CHARS)
        last, has_nul = sample[-1:], "\0" in sample
        while chunk := text.read(_SAMPLE_CHARS):
            last, has_nul = chunk[-1], has_nul or "\0" in chunk
    has_mark = sample[:4].casefold() == _MARK_LINE and sample[4:5] in _DELIMITERS
    return _Dialect(
        encoding=encoding,
        delimiter=sample[4] if has_mark else _delimiter_of(sample),
        has_mark_line=has_mark,
        ends_with_newline=last in {"\n", "\r"},
        has_nul=has_nul,
    )


def _delimiter_of(sample: str) -> str:
    """The delimiter that splits most records into as many cells as the heading, more than one."""
    return max(_DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    widths = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(cells) for cells in islice(reader, _SAMPLE_RECORDS)]
    except csv.Error:
        return 0, 0
    widths = [width for width in widths if width]
    if not widths or widths[0] < 2:
        return 0, 0
    return sum(width == widths[0] for width in widths), widths[0]


def _records(open_file: Opener, dialect: _Dialect, headings: tuple[str, ...]) -> Iterator[Record]:
    with (
        open_file() as stream,
        io.TextIOWrapper(stream, encoding=dialect.encoding, newline="") as text,
    ):
        held: Record | None = None
        for record in _parse(text, dialect, headings):
            if held is not None:
                yield held
            held = record
        if held is not None:
            yield Record(held.number, held.cells, held.errors, not dialect.ends_with_newline)


def _parse(
    text: io.TextIOWrapper, dialect: _Dialect, headings: tuple[str, ...]
) -> Iterator[Record]:
    reader = csv.reader(text, delimiter=dialect.delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(number, (), (_bad_quoting(number, str(error)),))
            continue
        if dialect.has_nul and any("\0" in cell for cell in cells):
            yield _without_nul(number, cells, headings)
        else:
            yield Record(number, cells)


def _bad_quoting(number: int, problem: str) -> CellError:
    if "end of data" in problem:
        reason = "El archivo termina dentro de unas comillas sin cerrar: parece incompleto."
        return CellError(number, "", "", ErrorCode.TRUNCATED_LINE, reason)
    if "field limit" in problem:
        reason = "Unas comillas se abren y no se cierran. Ciérrelas o bórrelas."
    else:
        reason = "Hay comillas sueltas dentro de un texto. Bórrelas o escríbalas dobles."
    return CellError(number, "", "", ErrorCode.BAD_QUOTING, reason)


def _without_nul(number: int, cells: list[str], headings: tuple[str, ...]) -> Record:
    errors = tuple(
        CellError(
            number,
            headings[index] if index < len(headings) else f"columna {index + 1}",
            cell.replace("\0", "␀"),
            ErrorCode.NUL_BYTE,
            "La celda tiene un byte nulo: el archivo está dañado. Vuelva a generarlo.",
        )
        for index, cell in enumerate(cells)
        if "\0" in cell
    )
    return Record(number, [cell.replace("\0", "") for cell in cells], errors)
