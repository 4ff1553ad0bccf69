"""One file opened as rows of a kind: its columns tied to our data, its cells to values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from caudal.adapters.tabular.limits import TabularLimits
from caudal.adapters.tabular.reader import open_table
from caudal.adapters.tabular.table import Table
from caudal.domain.imports.fields import FIELDS_OF
from caudal.domain.imports.models import ImportKind
from caudal.engines.layouts.convert import Converted, MappingIncomplete, RowConverter
from caudal.engines.layouts.fields import FieldSpec
from caudal.engines.layouts.formats import ColumnFormat, observe_formats
from caudal.engines.layouts.headings import HeadingMapping, match_headings
from caudal.engines.layouts.rows import RawRow

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A file and how its columns are understood. Nothing stays open between calls."""

    table: Table
    fields: Sequence[FieldSpec]
    mapping: HeadingMapping

    def preview(self, count: int) -> list[list[str]]:
        """The first rows as a person would read them."""
        return [row.texts() for row in islice(self.table.rows(), count)]

    def observe(self) -> tuple[dict[str, ColumnFormat], int]:
        """How each column writes dates and numbers, and how many rows there are.

        :raises MappingIncomplete: if a required column is missing
        :raises TabularFileRefused: if the file has more rows than it may
        """
        if not self.mapping.is_usable:
            raise MappingIncomplete(" ".join(error.reason for error in self.mapping.errors))
        count = 0

        def counted() -> Iterator[RawRow]:
            nonlocal count
            for row in self.table.rows():
                count += 1
                yield row

        formats = observe_formats(rows=counted(), fields=self.fields, mapping=self.mapping)
        return formats, count

    def parts(
        self, formats: Mapping[str, ColumnFormat], size: int
    ) -> Iterator[list[tuple[RawRow, Converted]]]:
        """The rows with their values, ``size`` at a time."""
        converter = RowConverter(fields=self.fields, mapping=self.mapping, formats=formats)
        rows = ((raw, converter.convert(raw)) for raw in self.table.rows())
        return parts_of(rows, size)


def open_import(
    *,
    path: Path,
    kind: ImportKind,
    columns: Mapping[str, str] | None = None,
    limits: TabularLimits | None = None,
) -> ImportSource:
    """Open a stored file; ``columns`` (datum → heading) overrules what its headings suggest.

    A datum that ``columns`` names with an empty heading is not taken from the file.

    :raises TabularFileRefused: if the file as a whole cannot be read, and why
    """
    table = open_table(source=path, limits=limits)
    chosen = dict(columns or {})
    refused = {name for name, heading in chosen.items() if not heading}
    fields = FIELDS_OF[kind]
    mapping = match_headings(
        headings=table.headings,
        fields=[spec for spec in fields if spec.name not in refused or spec.required],
        saved={name: heading for name, heading in chosen.items() if heading},
        header_row=table.header_row,
    )
    return ImportSource(table=table, fields=fields, mapping=mapping)


def parts_of(rows: Iterator[_T], size: int) -> Iterator[list[_T]]:
    """Consecutive lists of at most ``size`` rows."""
    while part := list(islice(rows, size)):
        yield part
