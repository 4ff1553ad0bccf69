"""Judge every row of a file without writing anything, and keep the failed ones for its sender."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from caudal.adapters.imports.source import ImportSource
from caudal.adapters.tabular.error_file import Failure, write_error_file
from caudal.domain.imports.importers import ROWS_AT_ONCE, Importer
from caudal.domain.imports.planning import Outcome, Tally
from caudal.engines.layouts.rows import CellError

Report = Callable[[int, int, int], None]
"""Rows done, rows in the file, rows with errors; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What a load of the file would do."""

    tally: Tally
    to_create: dict[str, int] = field(default_factory=dict)

    @property
    def error_rows(self) -> int:
        """How many rows would stay out."""
        return self.tally.by_outcome[Outcome.ERROR]

    def findings(self) -> dict[str, Any]:
        """What a batch keeps to be shown."""
        return {
            "by_field": dict(self.tally.by_field.most_common()),
            "by_kind": [
                {"column": column, "code": code.value, "count": count}
                for (column, code), count in self.tally.log.by_kind.most_common()
            ],
            "changes": self.tally.changes_shown,
            "to_create": self.to_create,
        }


def examine(
    *, source: ImportSource, importer: Importer, error_stream: BinaryIO, report: Report
) -> Examination:
    """Compare the whole file; failed rows go to ``error_stream`` in the format of the file.

    :raises MappingIncomplete: if a required column is missing
    :raises TabularFileRefused: if the file has more rows than it may
    """
    tally = Tally()
    write_error_file(
        stream=error_stream,
        format_=source.table.format,
        headings=source.table.headings,
        failures=_failures(source, importer, tally, report),
    )
    return Examination(tally=tally, to_create=importer.to_create())


def _failures(
    source: ImportSource, importer: Importer, tally: Tally, report: Report
) -> Iterator[Failure]:
    formats, total = source.observe()
    for part in source.parts(formats, ROWS_AT_ONCE):
        planned = importer.plan(rows=[row for _, row in part])
        for (raw, _), judged in zip(part, planned, strict=True):
            tally.add(judged)
            if judged.errors:
                yield raw, judged.errors
        report(tally.row_count, total, tally.by_outcome[Outcome.ERROR])


def shown(errors: Sequence[CellError]) -> list[dict[str, Any]]:
    """Errors as a batch keeps them."""
    return [
        {
            "row": error.row,
            "column": error.column,
            "value": error.value,
            "code": error.code.value,
            "reason": error.reason,
        }
        for error in errors
    ]
