"""Loads one sheet of a workbook with calamine, after measuring what it would unfold to.

Only the process of ``isolated`` calls this: calamine takes sizes from the file at their word, and a
wrong one does not raise but ends the process (its issues 684 and 714).
"""

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
from caudal.adapters.tabular.table import TableFormat


def load_sheet(
    *, open_file: Opener, format_: TableFormat, limits: TabularLimits, sheet: str | None
) -> tuple[CalamineSheet, HiddenCells]:
    """The sheet that was named, or the first visible one, and what the loader hides of it.

    :raises TabularFileRefused: if it is damaged, protected, too large, empty or not there
    """
    if format_ is not TableFormat.XLS:
        with open_file() as stream:
            check_package(stream=stream, limits=limits)
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
