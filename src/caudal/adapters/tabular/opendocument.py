"""Measures an OpenDocument file before it is loaded: few bytes may repeat a million cells."""

import re
import zipfile
from typing import BinaryIO

from caudal.adapters.tabular.hidden_cells import HiddenCells
from caudal.adapters.tabular.limits import TabularLimits
from caudal.adapters.tabular.packages import check_rectangle
from caudal.engines.layouts.rows import ErrorCode

_TAG = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d+)")
_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d+)")
_ERROR = re.compile(rb"\bvalue-type\s*=\s*[\"']error[\"']")
_SHOWN = re.compile(rb"<text:p>([^<]*)<")
_SHOWN_WITHIN = 300


def inspect_opendocument(*, stream: BinaryIO, limits: TabularLimits) -> list[HiddenCells]:
    """Error cells of every sheet, in their order.

    Empty cells and rows count only when something is written after them, as in the loader.

    :raises TabularFileRefused: if the used rectangle of any sheet is larger than the limits
    :raises KeyError: if the archive carries no content
    """
    with zipfile.ZipFile(stream) as archive:
        content = archive.read("content.xml")
    sheets = []
    sheet = _Sheet()
    for tag in _TAG.finditer(content):
        closing, name, attributes = tag.groups()
        if name == b"table" and closing:
            check_rectangle(rows=sheet.used_rows, columns=sheet.used_columns, limits=limits)
            sheets.append(sheet.hidden)
            sheet = _Sheet()
        elif name == b"table-row":
            sheet.meet_row(attributes, is_end=bool(closing))
        elif name != b"table" and not closing:
            sheet.meet_cell(attributes, content[tag.end() : tag.end() + _SHOWN_WITHIN])
    return sheets


class _Sheet:
    """How far one sheet is written, as its tags come by."""

    def __init__(self) -> None:
        self.hidden = HiddenCells()
        self.used_rows = self.used_columns = 0
        self._rows = self._columns = 0
        self._repeated = 1
        self._row_is_used = False

    def meet_row(self, attributes: bytes, *, is_end: bool) -> None:
        if is_end:
            self._rows += self._repeated
            if self._row_is_used:
                self.used_rows = self._rows
            return
        self._repeated, self._columns = _count(_ROWS, attributes), 0
        self._row_is_used = False
        if attributes.endswith(b"/"):
            self._rows += self._repeated

    def meet_cell(self, attributes: bytes, inside: bytes) -> None:
        self._columns += _count(_COLUMNS, attributes)
        if attributes.endswith(b"/") and b"office:" not in attributes:
            return
        self._row_is_used = True
        self.used_columns = max(self.used_columns, self._columns)
        if _ERROR.search(attributes):
            shown = _SHOWN.search(inside)
            self.hidden.add(
                row=self._rows + 1,
                column=self._columns - 1,
                code=ErrorCode.FORMULA_ERROR,
                shown=shown[1].decode(errors="replace") if shown else "#ERROR",
            )


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1][:9]) if found else 1
