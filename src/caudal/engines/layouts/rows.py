"""What a reader hands over: rows of cells, and errors that name row, column, value and reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Cell = str | Decimal | bool | date | datetime
"""A delimited file has text only; a spreadsheet also numbers, dates and yes/no."""


class ErrorCode(StrEnum):
    """Stable names of everything that can be wrong with a file, for filters, counts and tests."""

    # The file and its rows.
    BAD_BYTE = "bad_byte"
    NUL_BYTE = "nul_byte"
    BAD_QUOTING = "bad_quoting"
    TRUNCATED_LINE = "truncated_line"
    MISSING_CELLS = "missing_cells"
    EXTRA_CELLS = "extra_cells"
    CELL_TOO_LONG = "cell_too_long"
    FORMULA_ERROR = "formula_error"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    # The header.
    EMPTY_HEADING = "empty_heading"
    REPEATED_HEADING = "repeated_heading"
    REQUIRED_COLUMN_MISSING = "required_column_missing"
    TWO_COLUMNS_FOR_FIELD = "two_columns_for_field"
    # The value.
    REQUIRED_MISSING = "required_missing"
    CONTROL_CHARACTER = "control_character"
    TOO_LONG = "too_long"
    REPEATED_VALUE = "repeated_value"
    NOT_AN_IDENTIFIER = "not_an_identifier"
    DIGITS_LOST = "digits_lost"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_INTEGER = "not_an_integer"
    TOO_MANY_DECIMALS = "too_many_decimals"
    DECIMAL_MARK_AMBIGUOUS = "decimal_mark_ambiguous"
    DECIMAL_MARK_DIFFERS = "decimal_mark_differs"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_FORM_DIFFERS = "date_form_differs"
    NOT_A_BOOLEAN = "not_a_boolean"
    NOT_A_CHOICE = "not_a_choice"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_RFC = "not_an_rfc"
    NOT_A_CURP = "not_a_curp"
    NOT_A_POSTAL_CODE = "not_a_postal_code"
    # The row against itself and against what is already kept.
    INCONSISTENT = "inconsistent"
    UNKNOWN_REFERENCE = "unknown_reference"
    CONTRADICTS_REGISTER = "contradicts_register"


SHAPE_ERRORS = frozenset(
    {
        ErrorCode.BAD_QUOTING,
        ErrorCode.TRUNCATED_LINE,
        ErrorCode.MISSING_CELLS,
        ErrorCode.EXTRA_CELLS,
    }
)
"""The cells of a row with one of these cannot be told apart: none of them is converted."""


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing to correct: where it is, what is written there and why it cannot stay."""

    row: int
    """As a spreadsheet numbers rows: the header is usually 1."""
    column: str
    value: str
    code: ErrorCode
    reason: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as read, before anybody knows what its columns mean."""

    number: int
    cells: tuple[Cell, ...]
    errors: tuple[CellError, ...] = ()
    """What the reader already found wrong with its shape."""

    def texts(self) -> list[str]:
        """The cells as a person would read them, for showing the row again."""
        return [cell_text(cell) for cell in self.cells]


def cell_text(cell: Cell) -> str:
    """A cell as a person would write it: whole numbers without point, dates as dd/mm/aaaa."""
    match cell:
        case str():
            return cell
        case bool():
            return "sí" if cell else "no"
        case Decimal():
            return format(cell, "f")
        case datetime():
            return cell.strftime("%d/%m/%Y %H:%M")
        case date():
            return cell.strftime("%d/%m/%Y")


@dataclass(slots=True)
class ErrorLog:
    """Errors of a whole file: all are counted, the first ``limit`` are kept."""

    limit: int = 1_000
    kept: list[CellError] = field(default_factory=list)
    by_kind: Counter[tuple[str, ErrorCode]] = field(default_factory=Counter)
    """How many of each kind: the same thing wrong in the same column."""

    @property
    def total(self) -> int:
        """How many errors were seen, kept or not."""
        return self.by_kind.total()

    @property
    def is_complete(self) -> bool:
        """Whether every error seen is also kept."""
        return len(self.kept) == self.total

    def add(self, errors: Iterable[CellError]) -> None:
        """Count these errors and keep those that still fit."""
        for error in errors:
            self.by_kind[error.column, error.code] += 1
            if len(self.kept) < self.limit:
                self.kept.append(error)
