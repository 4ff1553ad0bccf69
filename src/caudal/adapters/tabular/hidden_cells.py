"""Cells that the loader gives as empty although something stands in them: errors, mostly.

A debt whose formula fails is not a debt of nothing, so every format is searched for them before
its cells are believed.
"""

from dataclasses import dataclass, field

from caudal.engines.layouts.rows import ErrorCode


@dataclass(slots=True)
class HiddenCells:
    """What one sheet hides, by (row counted from one, column counted from zero)."""

    cells: dict[tuple[int, int], tuple[ErrorCode, str]] = field(default_factory=dict)

    def add(self, *, row: int, column: int, code: ErrorCode, shown: str) -> None:
        """Note a cell and the text that a spreadsheet program shows in it."""
        self.cells[row, column] = (code, shown)
