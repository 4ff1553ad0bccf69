"""Finds the error cells of an .xls: walks the records of its workbook stream.

An .xls is a compound file: sectors chained by an allocation table, with a directory of named
streams. The workbook is the stream «Workbook» (or «Book» in Excel 5), a list of records of type,
length and body. Formats as published by Microsoft in [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Iterator

from caudal.adapters.tabular.hidden_cells import HiddenCells
from caudal.engines.layouts.rows import ErrorCode

_LAST_SECTOR = 0xFFFFFFFA
"""Larger numbers are marks: end of chain, free, table."""

_HEADER_TABLE_SECTORS = 109
_DIRECTORY_ENTRY = 128
_START_AND_SIZE = 116
_MINI_SECTOR = 64
_BOUND_SHEET, _BOF, _EOF = 0x0085, 0x0809, 0x000A
_BOOLEAN_OR_ERROR, _FORMULA = 0x0205, 0x0006
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class CompoundFileDamaged(ValueError):
    """The sectors or the records of the file do not hang together."""


def find_hidden_cells(content: bytes, *, index: int) -> HiddenCells:
    """Error cells of one sheet.

    :raises CompoundFileDamaged: if the file cannot be walked
    """
    hidden = HiddenCells()
    try:
        stream = _workbook_stream(content)
        starts = [body for kind, body in _records(stream, 0) if kind == _BOUND_SHEET]
        (start,) = struct.unpack_from("<L", starts[index])
        for kind, body in _records(stream, start):
            if error := _error_of(kind, body):
                row, column = struct.unpack_from("<HH", body)
                hidden.add(row=row + 1, column=column, code=ErrorCode.FORMULA_ERROR, shown=error)
    except (struct.error, IndexError, ValueError) as error:
        raise CompoundFileDamaged(str(error)) from error
    return hidden


def _error_of(kind: int, body: bytes) -> str:
    """The error that a cell record shows, or nothing."""
    if kind == _BOOLEAN_OR_ERROR and body[7] == 1:
        return _ERRORS.get(body[6], "#ERROR")
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return _ERRORS.get(body[8], "#ERROR")
    return ""


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records of one substream up to its end, without those of the charts inside it."""
    depth = 0
    place = start
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[place + 4 : place + 4 + length]
        if depth == 0:
            return
        place += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    """The stream of the workbook; a small one lies in sectors of 64 bytes inside another stream."""
    sector = 1 << struct.unpack_from("<H", content, 30)[0]
    directory_at, _, mini_limit, mini_table_at = struct.unpack_from("<4L", content, 48)
    body, table = memoryview(content)[sector:], _allocation_table(content, sector)
    directory = _chain(body, table, directory_at, sector)
    for place in range(0, len(directory), _DIRECTORY_ENTRY):
        entry = directory[place : place + _DIRECTORY_ENTRY]
        if _name_of(entry) not in {"Workbook", "Book"}:
            continue
        first, size = struct.unpack_from("<LL", entry, _START_AND_SIZE)
        if size >= mini_limit:
            return _chain(body, table, first, sector)[:size]
        (container_at,) = struct.unpack_from("<L", directory, _START_AND_SIZE)
        container = memoryview(_chain(body, table, container_at, sector))
        mini_table = _numbers(_chain(body, table, mini_table_at, sector))
        return _chain(container, mini_table, first, _MINI_SECTOR)[:size]
    raise CompoundFileDamaged("No hay un libro dentro del archivo")


def _name_of(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _allocation_table(content: bytes, sector: int) -> tuple[int, ...]:
    """For each sector, the one that follows it in its stream."""
    sectors = list(struct.unpack_from(f"<{_HEADER_TABLE_SECTORS}L", content, 76))
    (more,) = struct.unpack_from("<L", content, 68)
    while more < _LAST_SECTOR:
        *listed, more = _numbers(content[(more + 1) * sector : (more + 2) * sector])
        sectors += listed
        if len(sectors) > len(content):
            raise CompoundFileDamaged("La tabla de sectores no termina")
    pieces = (content[(n + 1) * sector : (n + 2) * sector] for n in sectors if n < _LAST_SECTOR)
    return _numbers(b"".join(pieces))


def _chain(body: memoryview, table: tuple[int, ...], first: int, sector: int) -> bytes:
    pieces: list[memoryview] = []
    while first < _LAST_SECTOR:
        pieces.append(body[first * sector : (first + 1) * sector])
        if len(pieces) > len(table):
            raise CompoundFileDamaged("Una cadena de sectores no termina")
        first = table[first]
    return b"".join(pieces)


def _numbers(piece: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(piece) // 4}L", piece[: len(piece) // 4 * 4])
