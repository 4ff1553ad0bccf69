"""Reads .xlsx, .xls and .ods sheets with calamine, into the same cells whoever wrote them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from caudal.adapters.tabular.biff import CompoundFileDamaged, find_hidden_cells
from caudal.adapters.tabular.encodings import Opener
from caudal.adapters.tabular.hidden_cells import HiddenCells
from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.adapters.tabular.opendocument import inspect_opendocument
from caudal.adapters.tabular.packages import check_package, check_rectangle, inspect_sheet
from caudal.adapters.tabular.table import Record, Table, TableFormat, find_heading, heading_errors
from caudal.engines.layouts.rows import Cell, CellError, ErrorCode

_LoadedCell = int | float | str | bool | time | date | datetime | timedelta
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
    if format_ is not TableFormat.XLS:
        with open_file() as stream:
            check_package(stream=stream, limits=limits)
    loaded, hidden = _load(open_file, format_, limits, sheet)
    records = _recorder(loaded, hidden, ())
    heading, headings = find_heading(records=records(), header_row=header_row, limits=limits)
    return Table(
        format=format_,
        headings=headings,
        header_row=heading.number,
        errors=heading_errors(headings, heading.number),
        limits=limits,
        records=_recorder(loaded, hidden, headings),
        sheet=loaded.name,
    )


def _load(
    open_file: Opener, format_: TableFormat, limits: TabularLimits, sheet: str | None
) -> tuple[CalamineSheet, HiddenCells]:
    try:
        by_sheet: list[HiddenCells] = []
        if format_ is TableFormat.ODS:  # The loader unfolds it on opening: measure it before.
            with open_file() as stream:
                by_sheet = inspect_opendocument(stream=stream, limits=limits)
        with open_file() as stream, CalamineWorkbook.from_filelike(stream) as workbook:
            index = _sheet_index(workbook, sheet)
            hidden = by_sheet[index] if by_sheet else _hidden(open_file, format_, limits, index)
            loaded = workbook.get_sheet_by_index(index)
    except PasswordError as error:
        reason = "El archivo está protegido con contraseña. Quítesela y vuelva a subirlo."
        raise TabularFileRefused(FileProblem.PROTECTED, reason) from error
    except (CalamineError, CompoundFileDamaged, KeyError, IndexError) as error:
        reason = "El archivo está dañado o incompleto. Ábralo en Excel y guárdelo de nuevo."
        raise TabularFileRefused(FileProblem.DAMAGED, reason) from error
    check_rectangle(rows=loaded.total_height, columns=loaded.total_width, limits=limits)
    return loaded, hidden


def _hidden(
    open_file: Opener, format_: TableFormat, limits: TabularLimits, index: int
) -> HiddenCells:
    with open_file() as stream:
        if format_ is TableFormat.XLSX:
            return inspect_sheet(stream=stream, index=index, limits=limits)
        return find_hidden_cells(stream.read(), index=index)


def _sheet_index(workbook: CalamineWorkbook, sheet: str | None) -> int:
    if sheet is not None:
        if sheet not in workbook.sheet_names:
            reason = f"No hay una hoja «{sheet}». Hay: {', '.join(workbook.sheet_names)}."
            raise TabularFileRefused(FileProblem.NO_SUCH_SHEET, reason)
        return workbook.sheet_names.index(sheet)
    for index, metadata in enumerate(workbook.sheets_metadata):
        if metadata.typ == SheetTypeEnum.WorkSheet and metadata.visible == SheetVisibleEnum.Visible:
            return index
    raise TabularFileRefused(FileProblem.EMPTY, "El archivo no tiene hojas visibles.")


def _recorder(
    loaded: CalamineSheet, hidden: HiddenCells, headings: tuple[str, ...]
) -> Callable[[], Iterator[Record]]:
    first_column = loaded.start[1] if loaded.start else 0
    hidden_by_row: dict[int, dict[int, tuple[ErrorCode, str]]] = {}
    for (row, column), found in hidden.cells.items():
        hidden_by_row.setdefault(row, {})[column - first_column] = found

    def records() -> Iterator[Record]:
        for number, loaded_row in enumerate(loaded.iter_rows(), start=1):
            cells = [_cell(value) for value in loaded_row]
            found = hidden_by_row.get(number)
            yield Record(number, cells, _hidden_errors(number, found, headings) if found else ())

    return records


def _hidden_errors(
    number: int, found: Mapping[int, tuple[ErrorCode, str]], headings: tuple[str, ...]
) -> tuple[CellError, ...]:
    """Cells outside the headed columns are nobody's datum and do not count."""
    return tuple(
        CellError(number, headings[index], shown, code, _REASONS[code])
        for index, (code, shown) in sorted(found.items())
        if 0 <= index < len(headings)
    )


def _cell(value: _LoadedCell) -> Cell:
    """Numbers become exact: a spreadsheet keeps 15 digits of a float, and 12345.0 is 12345."""
    if isinstance(value, str | bool | datetime | date):
        return value
    if isinstance(value, float):
        return Decimal(int(value)) if value.is_integer() else Decimal(format(value, ".15g"))
    if isinstance(value, int):
        return Decimal(value)
    return str(value)
