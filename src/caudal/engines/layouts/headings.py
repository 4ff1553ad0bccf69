"""Ties the columns of a file to our fields, whatever their order, accents, case or short forms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from caudal.engines.layouts.fields import FieldSpec
from caudal.engines.layouts.rows import CellError, ErrorCode
from caudal.engines.layouts.words import fold_heading

_NEAR_ENOUGH = 0.75


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column that no field claims, and the field it may have meant."""

    index: int
    heading: str
    suggested_field: str | None


@dataclass(frozen=True, slots=True)
class HeadingMapping:
    """Which column carries each field. Columns count from zero."""

    headings: tuple[str, ...]
    column_of: Mapping[str, int]
    missing: tuple[str, ...]
    """Required fields without a column."""
    unknown: tuple[UnknownColumn, ...]
    errors: tuple[CellError, ...]
    """Why the file cannot be converted with this mapping; empty when it can."""

    @property
    def is_usable(self) -> bool:
        """Whether rows can be converted with it."""
        return not self.errors

    def to_saved(self) -> dict[str, str]:
        """Field → heading, to be stored and given back as ``saved`` with the next such file."""
        return {name: self.headings[index] for name, index in self.column_of.items()}


def match_headings(
    *,
    headings: Sequence[str],
    fields: Sequence[FieldSpec],
    saved: Mapping[str, str] | None = None,
    header_row: int = 1,
) -> HeadingMapping:
    """Find the column of every field.

    A saved mapping (field name → heading) goes first and is how a person overrules the aliases;
    what it does not name, or names in vain, is found by the headings of the field. Near matches
    are only suggested.
    """
    plain = [fold_heading(heading) for heading in headings]
    chosen, claimed = _saved_columns(plain=plain, saved=saved or {}, fields=fields)
    errors: list[CellError] = []
    for spec in fields:
        if spec.name in chosen:
            continue
        columns = _columns_named(plain=plain, spec=spec, claimed=claimed)
        if len(columns) > 1:
            errors.append(_two_columns(spec=spec, headings=headings, at=columns, row=header_row))
        if columns:
            chosen[spec.name] = columns[0]
            claimed.update(columns)
    missing = tuple(spec.name for spec in fields if spec.required and spec.name not in chosen)
    errors += [_missing_column(spec, header_row) for spec in fields if spec.name in missing]
    return HeadingMapping(
        headings=tuple(headings),
        column_of=chosen,
        missing=missing,
        unknown=_unknown(
            headings=headings, plain=plain, claimed=claimed, fields=fields, chosen=chosen
        ),
        errors=tuple(errors),
    )


def _saved_columns(
    *, plain: Sequence[str], saved: Mapping[str, str], fields: Iterable[FieldSpec]
) -> tuple[dict[str, int], set[int]]:
    known = {spec.name for spec in fields}
    chosen: dict[str, int] = {}
    for name, heading in saved.items():
        wanted = fold_heading(heading)
        if name in known and wanted in plain:
            chosen[name] = plain.index(wanted)
    return chosen, set(chosen.values())


def _columns_named(*, plain: Sequence[str], spec: FieldSpec, claimed: set[int]) -> list[int]:
    """Columns under the first alias that is met: the order of the aliases is their precedence."""
    for alias in dict.fromkeys((*map(fold_heading, spec.headings), fold_heading(spec.name))):
        columns = [i for i, heading in enumerate(plain) if heading == alias and i not in claimed]
        if columns:
            return columns
    return []


def _unknown(
    *,
    headings: Sequence[str],
    plain: Sequence[str],
    claimed: set[int],
    fields: Iterable[FieldSpec],
    chosen: Mapping[str, int],
) -> tuple[UnknownColumn, ...]:
    free = {
        fold_heading(alias): spec.name
        for spec in fields
        if spec.name not in chosen
        for alias in (*spec.headings, spec.name)
    }
    unknown = []
    for index, heading in enumerate(headings):
        if index in claimed or not plain[index]:
            continue
        near = get_close_matches(plain[index], free, n=1, cutoff=_NEAR_ENOUGH)
        unknown.append(UnknownColumn(index, heading, free[near[0]] if near else None))
    return tuple(unknown)


def _two_columns(
    *, spec: FieldSpec, headings: Sequence[str], at: Sequence[int], row: int
) -> CellError:
    names = ", ".join(f"«{headings[index]}» (columna {index + 1})" for index in at)
    reason = f"«{spec.title}» está en más de una columna: {names}. Deje una sola."
    return CellError(row, headings[at[1]], headings[at[1]], ErrorCode.TWO_COLUMNS_FOR_FIELD, reason)


def _missing_column(spec: FieldSpec, row: int) -> CellError:
    reason = f"Falta la columna «{spec.title}», que es obligatoria. Agréguela o diga cuál es."
    return CellError(row, spec.title, "", ErrorCode.REQUIRED_COLUMN_MISSING, reason)
