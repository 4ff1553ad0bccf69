"""A table opened for reading: its heading and, as often as asked, its rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.engines.layouts.rows import Cell, CellError, ErrorCode, RawRow


class TableFormat(StrEnum):
    """Formats that are read, by their usual extension."""

    DELIMITED = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the file before it is compared with the heading."""

    number: int
    cells: Sequence[Cell]
    errors: tuple[CellError, ...] = ()
    is_cut: bool = False
    """It is the last one and the file does not end as its other lines do."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.errors and not any(cell != "" for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Opened by ``reader.open_table``. Nothing stays open between calls."""

    format: TableFormat
    headings: tuple[str, ...]
    header_row: int
    errors: tuple[CellError, ...]
    """What is wrong with the headings."""
    limits: TabularLimits
    records: Callable[[], Iterator[Record]]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def rows(self) -> Iterator[RawRow]:
        """The rows under the heading, from the first one, lazily. Blank rows are left out.

        :raises TabularFileRefused: on reaching a row past the limit
        """
        for seen, record in enumerate(_below(self.records(), self.header_row), start=1):
            if seen > self.limits.max_rows:
                reason = f"El archivo pasa de {self.limits.max_rows:,} filas. Divídalo en varios."
                raise TabularFileRefused(FileProblem.TOO_MANY_ROWS, reason)
            yield self._row(record)

    def _row(self, record: Record) -> RawRow:
        cells, width, number = record.cells, len(self.headings), record.number
        errors = list(record.errors)
        if len(cells) < width and not errors:
            errors.append(self._short(record))
        elif len(cells) > width:
            if any(cell != "" for cell in cells[width:]):
                errors.append(self._long(record))
            cells = cells[:width]
        if sum(len(cell) for cell in cells if type(cell) is str) > self.limits.max_cell_chars:
            errors += self._too_long(number, cells)
        return RawRow(number, tuple(cells), tuple(errors))

    def _short(self, record: Record) -> CellError:
        present, expected = len(record.cells), len(self.headings)
        first_missing = self.headings[present]
        if record.is_cut:
            reason = "El archivo termina a media fila: parece incompleto. Vuelva a generarlo."
            return CellError(record.number, first_missing, "", ErrorCode.TRUNCATED_LINE, reason)
        reason = f"La fila tiene {present} celdas y el encabezado {expected}. Complétela."
        return CellError(record.number, first_missing, "", ErrorCode.MISSING_CELLS, reason)

    def _long(self, record: Record) -> CellError:
        present, expected = len(record.cells), len(self.headings)
        reason = (
            f"La fila tiene {present} celdas y el encabezado {expected}. "
            "Revise si un texto lleva el separador sin comillas."
        )
        value = str(record.cells[expected])
        return CellError(
            record.number, f"columna {expected + 1}", value, ErrorCode.EXTRA_CELLS, reason
        )

    def _too_long(self, number: int, cells: Sequence[Cell]) -> Iterator[CellError]:
        limit = self.limits.max_cell_chars
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > limit:
                reason = f"La celda tiene {len(cell):,} caracteres y caben {limit:,}. Acórtela."
                heading = self.headings[index]
                yield CellError(number, heading, cell[:80], ErrorCode.CELL_TOO_LONG, reason)


def find_heading(
    *, records: Iterable[Record], header_row: int | None, limits: TabularLimits
) -> tuple[Record, tuple[str, ...]]:
    """The record of the headings (the first written one, or the one asked for) and their texts.

    :raises TabularFileRefused: if there is none, nothing under it, or it is too wide
    """
    written = (record for record in records if not record.is_blank)
    heading = next((r for r in written if header_row is None or r.number >= header_row), None)
    if heading is None:
        raise TabularFileRefused(FileProblem.EMPTY, "El archivo está vacío.")
    texts = [str(cell).strip() for cell in heading.cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > limits.max_columns:
        reason = f"El archivo tiene {len(texts)} columnas y caben {limits.max_columns}."
        raise TabularFileRefused(FileProblem.TOO_MANY_COLUMNS, reason)
    if next(written, None) is None:
        reason = "El archivo solo tiene encabezados: no hay filas que leer."
        raise TabularFileRefused(FileProblem.ONLY_HEADER, reason)
    return heading, tuple(texts)


def heading_errors(headings: Sequence[str], row: int) -> tuple[CellError, ...]:
    """Headings that are empty or written twice."""
    errors = []
    first_at: dict[str, int] = {}
    for index, heading in enumerate(headings, start=1):
        if not heading:
            reason = f"La columna {index} no tiene encabezado. Escríbalo o borre la columna."
            errors.append(CellError(row, f"columna {index}", "", ErrorCode.EMPTY_HEADING, reason))
            continue
        first = first_at.setdefault(heading.casefold(), index)
        if first != index:
            reason = f"El encabezado «{heading}» ya está en la columna {first}. Deje uno solo."
            errors.append(CellError(row, heading, heading, ErrorCode.REPEATED_HEADING, reason))
    return tuple(errors)


def _below(records: Iterator[Record], header_row: int) -> Iterator[Record]:
    return (record for record in records if record.number > header_row and not record.is_blank)
