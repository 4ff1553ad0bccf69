"""Looks into a zipped spreadsheet before it is loaded: how much it unfolds, what the loader hides.

calamine builds the whole used rectangle of a sheet in memory, so a single cell at XFD1048576 asks
for 17 thousand million cells; and it gives an error cell, or a formula that was never calculated,
as an empty one.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from caudal.adapters.tabular.hidden_cells import HiddenCells
from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.adapters.tabular.shared_texts import SharedTexts
from caudal.engines.layouts.rows import ErrorCode

_CHUNK = 1 << 20
_SMALL_MEMBER = 1 << 20
_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\br:id\s*=\s*[\"']([^\"']+)")
_RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)\s*=\s*[\"']([^\"']+)")
_REFERENCE = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']\$?([A-Za-z]+)\$?(\d+)")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_TEXT = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)")


def check_package(*, stream: BinaryIO, limits: TabularLimits) -> frozenset[str]:
    """Unfold every member without keeping it, and count what really comes out.

    :returns: names of the members
    :raises TabularFileRefused: if the archive is damaged, protected or unfolds too much
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            total = 0
            for member in archive.infolist():
                total += _unfolded_bytes(archive, member, limits, already=total)
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        reason = "El archivo está dañado o incompleto. Ábralo en Excel y guárdelo de nuevo."
        raise TabularFileRefused(FileProblem.DAMAGED, reason) from error


def inspect_sheet(*, stream: BinaryIO, index: int, limits: TabularLimits) -> HiddenCells:
    """Error cells and uncalculated formulas of one sheet of an .xlsx, once its size is known.

    :raises TabularFileRefused: if its used rectangle or its repeated texts are over the limits
    """
    hidden = HiddenCells()
    rows = columns = 0
    with zipfile.ZipFile(stream) as archive:
        texts = SharedTexts.of(archive)
        for chunk in _whole_cells(archive, _sheet_member(archive, index)):
            lowest, rightmost = _corner(chunk)
            rows, columns = max(rows, lowest), max(columns, rightmost)
            check_rectangle(rows=rows, columns=columns, limits=limits)
            texts.count(chunk, limits=limits)
            _collect(chunk, hidden)
    return hidden


def check_rectangle(*, rows: int, columns: int, limits: TabularLimits) -> None:
    """Refuse a used rectangle that would not fit in memory.

    :raises TabularFileRefused: saying which limit it passes
    """
    if columns > limits.max_columns:
        reason = f"La hoja tiene {columns:,} columnas y caben {limits.max_columns:,}."
        raise TabularFileRefused(FileProblem.TOO_MANY_COLUMNS, reason)
    if rows > limits.max_rows + 1:
        reason = f"La hoja pasa de {limits.max_rows:,} filas. Divídala en varias."
        raise TabularFileRefused(FileProblem.TOO_MANY_ROWS, reason)
    if rows * columns > limits.max_cells:
        reason = f"La hoja usa {rows * columns:,} celdas y caben {limits.max_cells:,}."
        raise TabularFileRefused(FileProblem.TOO_MANY_CELLS, reason)


def _unfolded_bytes(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: TabularLimits, *, already: int
) -> int:
    if member.flag_bits & 1:
        reason = "El archivo está protegido con contraseña. Quítesela y vuelva a subirlo."
        raise TabularFileRefused(FileProblem.PROTECTED, reason)
    declared = member.file_size
    # The declared size may lie: let the reader go on to the true end of the data, and count.
    member.file_size = limits.max_unzipped_bytes + 2 * _CHUNK
    size = 0
    with archive.open(member) as unfolded:
        while chunk := unfolded.read(_CHUNK):
            size += len(chunk)
            ratio_passed = size > max(_SMALL_MEMBER, limits.max_zip_ratio * member.compress_size)
            if ratio_passed or already + size > limits.max_unzipped_bytes:
                reason = "El archivo se expande demasiado al abrirlo; no parece una hoja normal."
                raise TabularFileRefused(FileProblem.COMPRESSED_TOO_MUCH, reason)
    if size != declared:
        raise zipfile.BadZipFile(member.filename)
    return size


def _sheet_member(archive: zipfile.ZipFile, index: int) -> str:
    identifiers = _SHEET_TAG.findall(archive.read("xl/workbook.xml"))
    targets: Mapping[bytes, bytes] = {
        attributes[b"Id"]: attributes[b"Target"]
        for tag in _RELATION_TAG.findall(archive.read("xl/_rels/workbook.xml.rels"))
        if {b"Id", b"Target"} <= (attributes := dict(_ATTRIBUTE.findall(tag))).keys()
    }
    target = targets[identifiers[index]].decode()
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _whole_cells(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The XML of a sheet in pieces that never split a cell."""
    kept = b""
    with archive.open(member) as unfolded:
        while chunk := unfolded.read(_CHUNK):
            kept += chunk
            cut = max(kept.rfind(b"<c "), kept.rfind(b"<row"))
            if cut > 0:
                yield kept[:cut]
                kept = kept[cut:]
    yield kept


def _corner(chunk: bytes) -> tuple[int, int]:
    """Last row and last column of some cells, counted from one."""
    references = _REFERENCE.findall(chunk)
    rows = {digits[:9] for _, digits in references}
    columns = {letters for letters, _ in references}
    return max(map(int, rows), default=0), max(map(column_number, columns), default=0)


def _collect(chunk: bytes, hidden: HiddenCells) -> None:
    if b't="e"' in chunk or b"t='e'" in chunk:
        for attributes, inside in _ERROR_CELL.findall(chunk):
            text = _ERROR_TEXT.search(inside)
            shown = text[1].decode(errors="replace") if text else "#ERROR"
            _keep(hidden, attributes, ErrorCode.FORMULA_ERROR, shown)
    if b"<f" in chunk:
        for attributes in _UNCALCULATED.findall(chunk):
            _keep(hidden, attributes, ErrorCode.FORMULA_WITHOUT_VALUE, "")


def _keep(hidden: HiddenCells, attributes: bytes, code: ErrorCode, shown: str) -> None:
    if place := _PLACE.search(attributes):
        column = column_number(place[1]) - 1
        hidden.add(row=int(place[2][:9]), column=column, code=code, shown=shown)


def column_number(letters: bytes) -> int:
    """Spreadsheet column counted from one: A → 1, XFD → 16,384."""
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + letter - 64
    return number
