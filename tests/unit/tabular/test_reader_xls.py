"""Old .xls workbooks, written here byte by byte since nothing else writes them any more."""

import struct
from collections.abc import Sequence
from decimal import Decimal

import pytest

from caudal.adapters.tabular.biff import CompoundFileDamaged, find_hidden_cells
from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused
from caudal.adapters.tabular.reader import open_table
from caudal.adapters.tabular.table import TableFormat
from caudal.engines.layouts.rows import ErrorCode

SECTOR, MINI = 512, 64
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text(row: int, column: int, value: str) -> bytes:
    letters = value.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + letters)


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def error(row: int, column: int, code: int) -> bytes:
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def failed_formula(row: int, column: int, code: int) -> bytes:
    result = bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF])
    flags_and_tokens = struct.pack("<HLH", 0, 0, 0)
    return record(0x0006, struct.pack("<HHH", row, column, 0) + result + flags_and_tokens)


def workbook(*sheets: Sequence[bytes]) -> bytes:
    """The workbook stream: globals that point at each sheet, then the sheets."""
    bodies = [
        record(0x0809, struct.pack("<HHHHLL", 0x0600, 0x0010, 0, 0, 0, 0))
        + record(0x0200, struct.pack("<LLHHH", 0, 10, 0, 10, 0))
        + b"".join(cells)
        + record(0x000A)
        for cells in sheets
    ]
    start = record(0x0809, struct.pack("<HHHHLL", 0x0600, 0x0005, 0, 0, 0, 0))
    names = [f"Hoja{place}".encode() for place in range(1, len(sheets) + 1)]
    offset = len(start) + sum(4 + 8 + len(name) for name in names) + 4
    pointers = []
    for name, body in zip(names, bodies, strict=True):
        pointers.append(record(0x0085, struct.pack("<LBBBB", offset, 0, 0, len(name), 0) + name))
        offset += len(body)
    return start + b"".join(pointers) + record(0x000A) + b"".join(bodies)


def entry(name: str, kind: int, first: int, size: int, child: int = FREE) -> bytes:
    letters = name.encode("utf-16-le")
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBBLLL", len(letters) + 2, kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<LLL", first, size, 0)
    )


def chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), END]


def padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}L", *values).ljust(SECTOR, b"\xff")


def compound(stream: bytes, *, is_mini: bool = False) -> bytes:
    """Sectors: the table, the directory, the table of small sectors, the stream."""
    size = len(stream) if is_mini else max(len(stream), 4096)
    data = padded(stream.ljust(size, b"\0"), SECTOR)
    count = len(data) // SECTOR
    root = entry("Root Entry", 5, 3 if is_mini else END, len(data) if is_mini else 0, child=1)
    directory = (root + entry("Workbook", 2, 0 if is_mini else 3, size)).ljust(SECTOR, b"\0")
    table = numbers([TABLE, END, END, *chain(3, count)])
    mini_table = numbers(chain(0, -(-len(stream) // MINI)) if is_mini else [])
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, 2, 1, END, 0)
        + numbers([0])[: 109 * 4]
    )
    return header + table + directory + mini_table + data


SHEET = (
    text(0, 0, "Cuenta"),
    text(0, 1, "Nombre"),
    text(0, 2, "Saldo"),
    text(1, 0, "000123"),
    text(1, 1, "José Núñez"),
    number(1, 2, 1234.5),
    text(2, 0, "000124"),
    text(2, 1, "Ana"),
    error(2, 2, 0x2A),
    text(3, 0, "000125"),
    text(3, 1, "Luis"),
    failed_formula(3, 2, 0x07),
)


@pytest.mark.parametrize("is_mini", [False, True])
def test_old_workbooks_are_read_with_their_errors(*, is_mini: bool) -> None:
    table = open_table(source=compound(workbook(SHEET), is_mini=is_mini))
    good, *bad = table.rows()
    assert table.format is TableFormat.XLS
    assert good.cells == ("000123", "José Núñez", Decimal("1234.5"))
    assert [
        (error.row, error.column, error.value, error.code) for row in bad for error in row.errors
    ] == [
        (3, "Saldo", "#N/A", ErrorCode.FORMULA_ERROR),
        (4, "Saldo", "#DIV/0!", ErrorCode.FORMULA_ERROR),
    ]


def test_errors_are_looked_for_in_the_sheet_that_is_read() -> None:
    content = compound(workbook(SHEET, (text(0, 0, "Ruta"), text(1, 0, "9"))))
    (row,) = open_table(source=content, sheet="Hoja2").rows()
    assert (row.texts(), row.errors) == (["9"], ())


def test_a_cut_workbook_is_refused() -> None:
    content = compound(workbook(SHEET))
    with pytest.raises(TabularFileRefused) as refused:
        open_table(source=content[: SECTOR * 2])
    assert refused.value.code is FileProblem.DAMAGED


def test_sectors_that_run_in_a_circle_are_noticed() -> None:
    content = bytearray(compound(workbook(SHEET)))
    struct.pack_into("<L", content, SECTOR + 4 * 4, 3)
    with pytest.raises(CompoundFileDamaged, match="no termina"):
        find_hidden_cells(bytes(content), index=0)
