"""Turns raw rows into the values of our fields, or into errors that say what to correct."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from caudal.engines.layouts import texts, values
from caudal.engines.layouts.fields import FieldKind, FieldSpec, Value
from caudal.engines.layouts.formats import ColumnFormat
from caudal.engines.layouts.headings import HeadingMapping
from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import SHAPE_ERRORS, Cell, CellError, ErrorCode, RawRow, cell_text
from caudal.kernel.errors import Refusal

Convert = Callable[[Cell, str], Value]
_SHOWN_VALUE = 120


class MappingIncomplete(Refusal):
    """Rows cannot be converted while the header has errors."""


@dataclass(frozen=True, slots=True)
class Converted:
    """One row after conversion. With errors its values are incomplete: do not load it."""

    row: int
    values: dict[str, Value]
    errors: tuple[CellError, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    heading: str
    spec: FieldSpec
    convert: Convert


class RowConverter:
    """Converts the rows of one file.

    It remembers the values of unique fields, so use a new one for each pass over a file.
    """

    def __init__(
        self,
        *,
        fields: Sequence[FieldSpec],
        mapping: HeadingMapping,
        formats: Mapping[str, ColumnFormat],
    ) -> None:
        if not mapping.is_usable:
            raise MappingIncomplete(" ".join(error.reason for error in mapping.errors))
        self._columns = [
            _Column(
                index=mapping.column_of[spec.name],
                heading=mapping.headings[mapping.column_of[spec.name]],
                spec=spec,
                convert=_converter(spec, formats.get(spec.name, ColumnFormat())),
            )
            for spec in fields
            if spec.name in mapping.column_of
        ]
        self._absent: dict[str, Value] = {
            spec.name: None for spec in fields if spec.name not in mapping.column_of
        }
        self._first_row_of: dict[str, dict[Value, int]] = {
            spec.name: {} for spec in fields if spec.unique
        }

    def convert(self, raw: RawRow) -> Converted:
        """Values of one row, ``None`` for fields without a column; the reader's errors first."""
        converted = self._absent.copy()
        if any(error.code in SHAPE_ERRORS for error in raw.errors):
            return Converted(row=raw.number, values=converted, errors=raw.errors)
        errors = list(raw.errors)
        spoilt = {error.column for error in errors}
        for column in self._columns:
            if column.heading in spoilt:
                continue
            cell = raw.cells[column.index]
            try:
                converted[column.spec.name] = self._value(column, cell, raw.number)
            except CellRefused as refusal:
                errors.append(_error(raw.number, column.heading, cell, refusal))
        return Converted(row=raw.number, values=converted, errors=tuple(errors))

    def _value(self, column: _Column, cell: Cell, row: int) -> Value:
        text = texts.clean_text(cell)
        spec = column.spec
        if not text:
            if spec.required:
                raise CellRefused(
                    ErrorCode.REQUIRED_MISSING, f"Escriba «{spec.title}»; es obligatorio."
                )
            return None
        value = column.convert(cell, text)
        if spec.unique:
            first = self._first_row_of[spec.name].setdefault(value, row)
            if first != row:
                reason = f"Ya está en la fila {first}. Deje una sola."
                raise CellRefused(ErrorCode.REPEATED_VALUE, reason)
        return value


def _converter(spec: FieldSpec, column: ColumnFormat) -> Convert:
    """The function that understands the kind of a field, with all that can be prepared once."""
    by_kind: dict[FieldKind, Convert] = {
        FieldKind.TEXT: lambda _, text: texts.to_text(text, spec),
        FieldKind.IDENTIFIER: lambda cell, text: texts.to_identifier(cell, text, spec),
        FieldKind.INTEGER: lambda cell, text: values.to_integer(cell, text, spec, column),
        FieldKind.DECIMAL: lambda cell, text: values.to_number(cell, text, spec, column),
        FieldKind.DATE: lambda cell, text: values.to_date(cell, text, spec, column),
        FieldKind.BOOLEAN: texts.to_boolean,
        FieldKind.CHOICE: partial(_choice, spec, texts.choice_words(spec)),
        FieldKind.EMAIL: lambda _, text: texts.to_email(text, spec),
        FieldKind.PHONE: lambda _, text: texts.to_phone(text),
        FieldKind.RFC: lambda _, text: texts.to_rfc(text),
        FieldKind.CURP: lambda _, text: texts.to_curp(text),
        FieldKind.POSTAL_CODE: texts.to_postal_code,
    }
    return by_kind[spec.kind]


def _choice(spec: FieldSpec, words: Mapping[str, str], _: Cell, text: str) -> str:
    return texts.to_choice(text, spec, words)


def _error(row: int, heading: str, cell: Cell, refusal: CellRefused) -> CellError:
    shown = cell_text(cell)
    if len(shown) > _SHOWN_VALUE:
        shown = f"{shown[:_SHOWN_VALUE]}…"
    return CellError(row, heading, shown, refusal.code, refusal.reason)
