"""What would become of each row of a file if it were loaded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from caudal.domain.platform.models import User
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.fields import FieldSpec, Value
from caudal.engines.layouts.headings import HeadingMapping
from caudal.engines.layouts.rows import CellError, ErrorCode, ErrorLog, cell_text
from caudal.kernel.errors import Refusal

ERRORS_SHOWN = 100
CHANGES_SHOWN = 50


class RegisterMoved(Refusal):
    """Between the comparison and the writing, somebody else changed what a row refers to."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(
            f"El padrón cambió mientras se cargaba y la fila {row} ya no entra: {reason}"
            " Lo cargado hasta ahí quedó completo. Revise el archivo de nuevo y continúe."
        )


class Outcome(StrEnum):
    """What a row does to the register."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One datum that the file corrects, in words."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """The judgement of one row. ``work`` is what its importer needs to write it."""

    converted: Converted
    outcome: Outcome
    key: str = ""
    errors: tuple[CellError, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    work: Any = None


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person chose beside the columns."""

    create_routes: bool = False
    cycle_code: str = ""
    period_code: str = ""
    corrects_readings: bool = False

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From what a batch keeps."""
        return cls(
            create_routes=bool(stored.get("create_routes")),
            cycle_code=str(stored.get("cycle_code", "")),
            period_code=str(stored.get("period_code", "")),
            corrects_readings=bool(stored.get("corrects_readings")),
        )

    def stored(self) -> dict[str, Any]:
        """As a batch keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LoadContext:
    """Who loads, when, and why: every row that changes says so in the audit log."""

    acting_user: User | None
    at: datetime
    on_date: date
    reason: str


@dataclass(frozen=True, slots=True)
class FileColumns:
    """The columns of a file by the data that they carry, to say where an error stands."""

    mapping: HeadingMapping
    fields: Sequence[FieldSpec]

    def has(self, name: str) -> bool:
        """Whether the file carries a datum at all."""
        return name in self.mapping.column_of

    def title(self, name: str) -> str:
        """How we call a datum."""
        return next((spec.title for spec in self.fields if spec.name == name), name)

    def error(self, row: Converted, name: str, code: ErrorCode, reason: str) -> CellError:
        """An error at the cell of a datum, or at its title when the file has no such column."""
        index = self.mapping.column_of.get(name)
        heading = self.title(name) if index is None else self.mapping.headings[index]
        return CellError(row.row, heading, say(row.values.get(name)), code, reason)


def say(value: Value) -> str:
    """A value in words, for an error or a comparison."""
    match value:
        case None:
            return ""
        case bool() | Decimal() | date() | str():
            return cell_text(value)
        case int():
            return str(value)


def failed(row: Converted, *errors: CellError) -> PlannedRow:
    """A row that cannot be loaded."""
    return PlannedRow(row, Outcome.ERROR, errors=errors or row.errors)


@dataclass(slots=True)
class Tally:
    """What a whole file would do, counted row by row."""

    by_outcome: Counter[Outcome] = field(default_factory=Counter)
    log: ErrorLog = field(default_factory=lambda: ErrorLog(limit=ERRORS_SHOWN))
    by_field: Counter[str] = field(default_factory=Counter)
    changes_shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Rows judged so far."""
        return self.by_outcome.total()

    def add(self, planned: PlannedRow) -> None:
        """Count one more row."""
        self.by_outcome[planned.outcome] += 1
        self.log.add(planned.errors)
        for change in planned.changes:
            self.by_field[change.title] += 1
        if planned.changes and len(self.changes_shown) < CHANGES_SHOWN:
            self.changes_shown.append(
                {
                    "row": planned.converted.row,
                    "key": planned.key,
                    "fields": [[c.title, c.before, c.after] for c in planned.changes],
                }
            )
