"""The form in which a loaded sheet travels between processes: one line of JSON per written row.

A line is ``[number, cells]`` or ``[number, cells, hidden]``, where hidden cells are
``[column, code, shown]``. Dates travel as ``{"d": …}`` and instants as ``{"t": …}``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

from caudal.adapters.tabular.hidden_cells import HiddenCells
from caudal.engines.layouts.rows import Cell

LoadedCell = int | float | str | bool | time | date | datetime | timedelta
HiddenLine = Sequence[tuple[Decimal, str, str]]


class Sheet(Protocol):
    """What is used of a loaded sheet."""

    @property
    def start(self) -> tuple[int, int] | None:
        """Top left corner of what is written, counted from zero; rows still start at the top."""

    def iter_rows(self) -> Iterable[Sequence[LoadedCell]]:
        """Its rows, with their cells from the first written column."""


def encode_rows(*, loaded: Sheet, hidden: HiddenCells) -> Iterator[str]:
    """Lines of the rows in which anything is written, or hidden."""
    first_column = loaded.start[1] if loaded.start else 0
    by_row: dict[int, list[tuple[int, str, str]]] = {}
    for (row, column), (code, shown) in hidden.cells.items():
        by_row.setdefault(row, []).append((column - first_column, code, shown))
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for number, cells in enumerate(loaded.iter_rows(), start=1):
        found = by_row.get(number)
        if found or any(cell != "" for cell in cells):
            values = [cell if type(cell) is str else _plain(cell) for cell in cells]
            yield encode([number, values, sorted(found)] if found else [number, values])


def _moment(written: Mapping[str, str]) -> date | datetime:
    if "t" in written:
        return datetime.fromisoformat(written["t"])
    return date.fromisoformat(written["d"])


_decode = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, object_hook=_moment).decode


def decode_row(line: str) -> tuple[int, list[Cell], HiddenLine]:
    """Number, cells and hidden cells of one line."""
    number, cells, *hidden = _decode(line)
    return int(number), cells, hidden[0] if hidden else ()


def _plain(value: LoadedCell) -> object:
    """A spreadsheet keeps 15 digits of a number: what a float shows beyond them is noise."""
    match value:
        case str() | bool() | int():
            return value
        case float():
            return int(value) if value.is_integer() else float(format(value, ".15g"))
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case _:
            return str(value)
