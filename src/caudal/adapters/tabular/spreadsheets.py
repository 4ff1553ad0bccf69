"""Reads .xlsx, .xls and .ods sheets into the same cells, whoever wrote them."""

from collections.abc import Callable, Iterator

from caudal.adapters.tabular.encodings import Opener
from caudal.adapters.tabular.isolated import LoadedSheet, load_isolated
from caudal.adapters.tabular.limits import TabularLimits
from caudal.adapters.tabular.sheet_lines import HiddenLine, decode_row
from caudal.adapters.tabular.table import Record, Table, TableFormat, find_heading, heading_errors
from caudal.engines.layouts.rows import CellError, ErrorCode

_REASONS = {
    ErrorCode.FORMULA_ERROR: "La fórmula da un error. Corríjala o escriba el valor.",
    ErrorCode.FORMULA_WITHOUT_VALUE: (
        "La fórmula nunca se calculó. Abra el archivo en Excel y guárdelo de nuevo."
    ),
}


def open_spreadsheet(
    *,
    open_file: Opener,
    format_: TableFormat,
    limits: TabularLimits,
    sheet: str | None,
    header_row: int | None,
) -> Table:
    """A table over one sheet: the one named, or the first visible one.

    :raises TabularFileRefused: if it is damaged, protected, too large, empty or without it
    """
    loaded = load_isolated(open_file=open_file, format_=format_, limits=limits, sheet=sheet)
    records = _recorder(loaded, ())
    heading, headings = find_heading(records=records(), header_row=header_row, limits=limits)
    return Table(
        format=format_,
        headings=headings,
        header_row=heading.number,
        errors=heading_errors(headings, heading.number),
        limits=limits,
        records=_recorder(loaded, headings),
        sheet=loaded.name,
    )


def _recorder(loaded: LoadedSheet, headings: tuple[str, ...]) -> Callable[[], Iterator[Record]]:
    def records() -> Iterator[Record]:
        for line in loaded.lines():
            number, cells, hidden = decode_row(line)
            yield Record(number, cells, _hidden_errors(number, hidden, headings) if hidden else ())

    return records


def _hidden_errors(
    number: int, hidden: HiddenLine, headings: tuple[str, ...]
) -> tuple[CellError, ...]:
    """Cells outside the headed columns are nobody's datum and do not count."""
    return tuple(
        CellError(number, headings[int(index)], shown, code, _REASONS[code])
        for index, word, shown in hidden
        if 0 <= index < len(headings)
        for code in [ErrorCode(word)]
    )
