"""The grid as the page draws it: each cell with its name, each row with what is wrong in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from caudal.engines.rating import Finding
from caudal.engines.rating.definition import ANY_KEY
from caudal.interfaces.staff.tarifas.drafts.grid import GridColumn
from caudal.interfaces.staff.tarifas.drafts.page import notes_of


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: an input, or a choice of keys."""

    name: str
    value: str
    label: str
    placeholder: str
    choices: tuple[tuple[str, str], ...]
    is_key: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row with its number."""

    index: int
    number: int
    cells: tuple[ShownCell, ...]
    notes: list[dict[str, str]]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """The whole grid; a blank row waits when there is none."""

    columns: tuple[GridColumn, ...]
    rows: tuple[ShownRow, ...]
    span: int
    focus: int | None


def shown_grid(
    columns: Sequence[GridColumn],
    rows: Sequence[Sequence[str | None]],
    findings: Sequence[Finding],
    path: str,
    focus: int | None,
) -> ShownGrid:
    """The cells of the rows, and what the review says of each row."""
    blank = tuple(ANY_KEY if column.is_key else None for column in columns)
    written = list(rows) or [blank]
    last = len(written) - 1
    return ShownGrid(
        columns=tuple(columns),
        rows=tuple(
            ShownRow(
                index=index,
                number=index + 1,
                cells=tuple(
                    _cell(index, place, column, value)
                    for place, (column, value) in enumerate(zip(columns, row, strict=True))
                ),
                notes=_notes(findings, path, index),
                is_first=index == 0,
                is_last=index == last,
            )
            for index, row in enumerate(written)
        ),
        span=len(columns) + 2,
        focus=focus,
    )


def _cell(row: int, place: int, column: GridColumn, value: str | None) -> ShownCell:
    choices = column.choices
    if choices and value not in dict(choices):
        choices = (*choices, (value or "", value or ""))
    return ShownCell(
        name=f"c-{row}-{place}",
        value=value or "",
        label=f"{column.title}, renglón {row + 1}",
        placeholder="y más" if column.is_bound else "",
        choices=choices,
        is_key=column.is_key,
    )


def _notes(findings: Sequence[Finding], path: str, index: int) -> list[dict[str, str]]:
    places = (f"{path}[{index}]", f"{path}.filas[{index}]")
    return notes_of([found for found in findings if found.path in places])
