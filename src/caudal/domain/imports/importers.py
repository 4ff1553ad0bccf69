"""Which importer understands which kind of file."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from caudal.domain.imports.fields import FIELDS_OF
from caudal.domain.imports.models import ImportKind
from caudal.domain.imports.operations.meters import MeterImporter
from caudal.domain.imports.operations.opening_balances import OpeningBalanceImporter
from caudal.domain.imports.operations.opening_readings import OpeningReadingImporter
from caudal.domain.imports.operations.readings import ReadingImporter
from caudal.domain.imports.operations.register import RegisterImporter
from caudal.domain.imports.planning import FileColumns, ImportOptions, LoadContext, PlannedRow
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.headings import HeadingMapping

ROWS_AT_ONCE = 5_000
"""Rows compared by one set of queries and, when loading, committed together."""


class Importer(Protocol):
    """Judges and writes the rows of one file. It remembers what it saw: use one per pass."""

    def plan(self, *, rows: Sequence[Converted]) -> list[PlannedRow]:
        """What would become of each row, without writing anything."""

    def write(self, *, planned: Sequence[PlannedRow], context: LoadContext) -> None:
        """Write what the plan says, in the caller's transaction."""

    def to_create(self) -> dict[str, int]:
        """What is missing beside the rows themselves, by its name in Spanish."""


def importer_for(
    *, kind: ImportKind, mapping: HeadingMapping, options: ImportOptions, on_date: date
) -> Importer:
    """A fresh importer for a pass over a file of this kind, on a day: nothing may be later."""
    columns = FileColumns(mapping=mapping, fields=FIELDS_OF[kind])
    match kind:
        case ImportKind.REGISTER:
            return RegisterImporter(columns=columns, options=options)
        case ImportKind.METERS:
            return MeterImporter(columns=columns, options=options)
        case ImportKind.OPENING_READINGS:
            return OpeningReadingImporter(columns=columns, options=options)
        case ImportKind.OPENING_BALANCES:
            return OpeningBalanceImporter(columns=columns, options=options)
        case ImportKind.READINGS:
            return ReadingImporter(columns=columns, options=options, on_date=on_date)
