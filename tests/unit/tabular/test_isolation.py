"""A workbook may end the process that loads it; ours goes on and says so."""

import io
import struct
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.tabular.test_reader_spreadsheets import grid, replace_member, xlsx
from tests.unit.tabular.test_reader_xls import SHEET, compound, record, workbook

from caudal.adapters.tabular.hidden_cells import HiddenCells
from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.adapters.tabular.reader import open_table
from caudal.adapters.tabular.sheet_lines import LoadedCell, decode_row, encode_rows
from caudal.engines.layouts.rows import Cell


def problem_of(content: bytes, limits: TabularLimits | None = None) -> FileProblem:
    with pytest.raises(TabularFileRefused) as refused:
        open_table(source=content, limits=limits)
    return refused.value.code


def test_an_xls_that_declares_an_impossible_sheet_ends_only_its_own_process() -> None:
    honest = record(0x0200, struct.pack("<LLHHH", 0, 10, 0, 10, 0))
    hostile = record(0x0200, struct.pack("<LLHHH", 0, 0xFFFFFFF0, 0, 0xFFF0, 0))
    stream = workbook(SHEET).replace(honest, hostile)
    assert problem_of(compound(stream)) is FileProblem.DAMAGED


def test_an_xlsx_that_declares_impossible_texts_ends_only_its_own_process() -> None:
    content = replace_member(
        xlsx(grid(("Cuenta",), ("uno",))),
        "xl/sharedStrings.xml",
        b'uniqueCount="2"',
        b'uniqueCount="99999999999"',
    )
    assert problem_of(content) is FileProblem.DAMAGED


def test_loading_has_a_limit_of_memory() -> None:
    content = xlsx(grid(*(("x" * 50,) * 20 for _ in range(2_000))))
    limits = TabularLimits(max_memory_bytes=8 << 20)
    assert problem_of(content, limits) is FileProblem.DAMAGED
    assert len([*open_table(source=content).rows()]) == 1_999


class OneRow:
    """As much of a loaded sheet as its lines are made of."""

    start: tuple[int, int] | None = (0, 0)

    def __init__(self, row: Sequence[LoadedCell]) -> None:
        self._row = row

    def iter_rows(self) -> list[Sequence[LoadedCell]]:
        return [self._row]


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
cells = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.booleans(),
    amounts,
    st.dates(),
    st.datetimes(),
)


@given(st.lists(cells, min_size=1, max_size=6))
def test_cells_travel_unchanged(row: list[Cell]) -> None:
    loaded: list[LoadedCell] = [float(cell) if isinstance(cell, Decimal) else cell for cell in row]
    (line,) = encode_rows(loaded=OneRow(loaded), hidden=HiddenCells())
    number, travelled, hidden = decode_row(line)
    assert (number, travelled, [*hidden]) == (1, row, [])
    assert [type(cell) for cell in travelled] == [type(cell) for cell in row]


def test_a_line_never_breaks_inside_a_cell() -> None:
    content = xlsx(grid(("Cuenta", "Nota"), ("1", "uno\ndos\u2028tres\r\n")))
    (row,) = open_table(source=content).rows()
    assert row.texts()[1].startswith("uno\ndos\u2028tres")


def test_dates_and_instants_stay_apart() -> None:
    loaded = OneRow([date(2024, 1, 5), datetime(2024, 1, 5, 13, 30)])  # noqa: DTZ001 - a sheet has no zone
    (line,) = encode_rows(loaded=loaded, hidden=HiddenCells())
    assert io.StringIO(line).readline() == line
    assert decode_row(line)[1] == [date(2024, 1, 5), datetime(2024, 1, 5, 13, 30)]  # noqa: DTZ001
