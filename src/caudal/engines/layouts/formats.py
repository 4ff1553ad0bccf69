"""Decides once per column, from what it shows, how its dates and its decimals are written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from caudal.engines.layouts.dates import DateForm, form_shown, only_reading
from caudal.engines.layouts.fields import FieldKind, FieldSpec
from caudal.engines.layouts.headings import HeadingMapping
from caudal.engines.layouts.numbers import DecimalMark, mark_shown, undress
from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import RawRow

_Form = TypeVar("_Form", DateForm, DecimalMark)


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """How one column writes its values. What is ``None`` was never shown by the column."""

    decimal_mark: DecimalMark | None = None
    date_form: DateForm | None = None
    is_month_first: bool = False
    """Its dates only make sense with the month first: every one of them is refused."""


def observe_formats(
    *, rows: Iterable[RawRow], fields: Sequence[FieldSpec], mapping: HeadingMapping
) -> dict[str, ColumnFormat]:
    """Look through the rows and decide the format of each date and number column by its evidence.

    Read all rows, not a sample: one "13/01/2024" at the end of the file tells days from months.
    """
    dates = _columns_of(fields, mapping, {FieldKind.DATE})
    numbers = _columns_of(fields, mapping, {FieldKind.DECIMAL, FieldKind.INTEGER})
    seen: dict[str, Counter[object]] = {name: Counter() for name in (*dates, *numbers)}
    for row in rows:
        width = len(row.cells)
        for name, index in dates.items():
            if index < width and isinstance(text := row.cells[index], str) and text:
                seen[name].update((form_shown(text), only_reading(text)))
        for name, index in numbers.items():
            if index < width and isinstance(text := row.cells[index], str) and text:
                seen[name][_mark_of(text)] += 1
    return {
        **{name: _date_format(seen[name]) for name in dates},
        **{name: ColumnFormat(decimal_mark=_majority(seen[name], DecimalMark)) for name in numbers},
    }


def _columns_of(
    fields: Iterable[FieldSpec], mapping: HeadingMapping, kinds: set[FieldKind]
) -> Mapping[str, int]:
    names = [spec.name for spec in fields if spec.kind in kinds]
    return {name: mapping.column_of[name] for name in names if name in mapping.column_of}


def _mark_of(text: str) -> DecimalMark | None:
    if text.isdecimal():
        return None
    try:
        return mark_shown(undress(text)[1])
    except CellRefused:
        return None


def _date_format(seen: Counter[object]) -> ColumnFormat:
    form = _majority(seen, DateForm)
    return ColumnFormat(date_form=form, is_month_first=seen["month"] > seen["day"])


def _majority(seen: Counter[object], forms: type[_Form]) -> _Form | None:
    """The form met most often; ``None`` without evidence, or with as much for two of them."""
    ranked = sorted(((seen[form], form) for form in forms), reverse=True)
    (most, form), (second, _) = ranked[:2]
    return form if most > second else None
