"""The schedules of a tariff as a person prints them: block, quota, price, amount at the top."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from caudal.engines.rating.canonical import Row, Term, canonical_rows
from caudal.engines.rating.compile import parameters_in_force
from caudal.engines.rating.definition import (
    CUBIC_METRE,
    Cell,
    RowGroup,
    RowMode,
    ScheduleTable,
    TariffDefinition,
)
from caudal.engines.rating.exact import ONE
from caudal.engines.rating.formula import Formula
from caudal.engines.rating.words import exact_decimal, plain
from caudal.kernel.rounding import CENTAVO, round_fraction


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A block, in pesos. None is a cell that is left blank: included, endless or a formula.

    ``lower`` is exclusive but for the first row; ``at_top`` is to the centavo, for one dwelling.
    """

    title: str
    lower: Decimal | None
    upper: Decimal | None
    quota: Decimal | None
    price: Decimal | None
    at_top: Decimal | None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The rows of one key of a schedule; labels are the names on the screen."""

    table: str
    label: str
    key: tuple[str, ...]
    key_label: str
    mode: RowMode
    is_price: bool
    rows: tuple[PrintedRow, ...]
    measure: str = CUBIC_METRE


def printed_tables(
    definition: TariffDefinition, *, on_date: date | None = None
) -> tuple[PrintedTable, ...]:
    """Every schedule, key by key, in pesos of a day (the first of the tariff unless given).

    :raises ParameterWithoutValueError: if a parameter has no value on that day
    """
    parameters = parameters_in_force(definition, on_date or definition.validity.start)
    printed = []
    for table in definition.tables:
        if isinstance(table, ScheduleTable):
            unit = parameters.get(table.unit)
            per_unit = Fraction(unit.value) if unit else ONE
            printed += [_print_group(group, table, per_unit, definition) for group in table.groups]
    return tuple(printed)


def _print_group(
    group: RowGroup, table: ScheduleTable, per_unit: Fraction, definition: TariffDefinition
) -> PrintedTable:
    rows = canonical_rows(group, table, per_unit)
    lowers: list[Term | None] = [Fraction(0), *(row.upper for row in rows[:-1])]
    written = [*(row.upper for row in group.rows), None][: len(rows)]
    return PrintedTable(
        table=table.name,
        label=table.label or table.name,
        key=group.key,
        key_label=_key_label(group.key, table, definition),
        mode=group.mode,
        is_price=table.is_range,
        rows=tuple(
            _print_row(row, (lower, upper), is_first=index == 0, mode=group.mode, table=table)
            for index, (row, lower, upper) in enumerate(zip(rows, lowers, written, strict=True))
        ),
        measure=table.measure,
    )


def _key_label(key: tuple[str, ...], table: ScheduleTable, definition: TariffDefinition) -> str:
    labels = []
    for part, name in zip(key, table.dimensions, strict=True):
        spec = definition.input(name)
        known = {value.key: value.label for value in spec.values} if spec else {}
        labels.append(known.get(part) or part)
    return ", ".join(labels)


def _print_row(
    row: Row,
    ends: tuple[Term | None, Cell | None],
    *,
    is_first: bool,
    mode: RowMode,
    table: ScheduleTable,
) -> PrintedRow:
    lower, written = ends
    upper, base, price = (_decimal(term) for term in (row.upper, row.base, row.price))
    bottom = _decimal(lower)
    shows_quota = is_first or mode is not RowMode.BLOCKS
    return PrintedRow(
        title=_title(bottom, upper, written, is_first=is_first, measure=table.measure),
        lower=bottom,
        upper=upper,
        quota=base if shows_quota and base else None,
        price=price or None,
        at_top=_at_top(row),
    )


def _decimal(term: Term | None) -> Decimal | None:
    return exact_decimal(term) if isinstance(term, Fraction) else None


def _at_top(row: Row) -> Decimal | None:
    if not row.is_static or not isinstance(row.upper, Fraction):
        return None
    base, price, over = (term for term in (row.base, row.price, row.over))
    if isinstance(base, Fraction) and isinstance(price, Fraction) and isinstance(over, Fraction):
        charge = round_fraction(base + price * (row.upper - over))
        return exact_decimal(charge).quantize(CENTAVO)
    return None


def _title(
    lower: Decimal | None,
    upper: Decimal | None,
    written: Cell | None,
    *,
    is_first: bool,
    measure: str,
) -> str:
    """``0 a 10 m³``, ``11 a 15 m³``, ``7.5 a 15 m³``, ``17 m³``, ``Más de 50 m³``."""
    if isinstance(written, Formula):
        return f"Hasta {written.text}"
    if lower is None:
        return "Lo demás"
    if upper is None and is_first:
        return "Cualquier consumo" if measure == CUBIC_METRE else "Cualquier cantidad"
    if upper is None:
        return f"Más de {plain(lower)} {measure}"
    is_whole = lower == int(lower) and upper == int(upper)
    start = lower + 1 if is_whole and not is_first else lower
    if start == upper:
        return f"{plain(upper)} {measure}"
    return f"{plain(start)} a {plain(upper)} {measure}"
