"""Tables compiled to integers: the grid of keys, the bounds by rank, the flat rows."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product as combinations
from typing import Protocol

from caudal.engines.rating.canonical import ZERO, Row, Term, canonical_rows, minus, plus, times
from caudal.engines.rating.definition import (
    ANY_KEY,
    KeyTable,
    ScheduleTable,
    Table,
    TariffDefinition,
)
from caudal.engines.rating.exact import ONE, common_unit, in_unit, unit_of_values
from caudal.engines.rating.formula import Binary, Call, Formula, Node, NumberLiteral
from caudal.engines.rating.infer import Inference, Kind, explicit_arguments
from caudal.engines.rating.machine import IntTable, RowValues
from caudal.engines.rating.ops import Constant, InUnit, Op, Remembered, aligned
from caudal.engines.rating.quotients import Quotient
from caudal.engines.rating.table_ops import (
    DynamicRow,
    DynamicSchedule,
    GroupNames,
    KeyIndex,
    KeyLookup,
    StaticSchedule,
)
from caudal.engines.rating.vocabulary import Vocabulary
from caudal.engines.rating.words import plain
from caudal.kernel.rounding import round_fraction

Key = tuple[str, ...]


class FormulaCompiler(Protocol):
    """What a table needs from the compiler of formulas."""

    definition: TariffDefinition
    vocabulary: Vocabulary

    def step(self, node: Node) -> Op:
        """The step of a node that divides by nothing that changes."""

    def quotient(self, node: Node) -> Quotient:
        """The step of any node."""

    def share(self, node: Node) -> Quotient:
        """The step of any node, run once for each account."""

    def key(self, name: str) -> Op:
        """The key that a name gives."""

    def as_key(self, step: Op, kind: Kind) -> Op:
        """A step of any kind as a key."""

    def per_unit(self, unit: str) -> Fraction:
        """How many pesos is one unit."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the two forms of a schedule share."""

    table: ScheduleTable
    node: Call
    compiler: FormulaCompiler
    index: KeyIndex
    names: GroupNames
    volume: Quotient
    multiplier: Quotient


def compile_key_table(table: KeyTable, node: Call, compiler: FormulaCompiler) -> Op:
    """The step of a call to a table of exact keys."""
    per_unit = compiler.per_unit(table.unit)
    values = [round_fraction(Fraction(value) * per_unit, table.rounding) for _, value in table.rows]
    unit = unit_of_values(values)
    return KeyLookup(
        index=_index(table, list(table.keys), node, compiler),
        values=IntTable(tuple(in_unit(value, unit) for value in values)),
        unit=unit,
    )


def compile_schedule(table: ScheduleTable, node: Call, compiler: FormulaCompiler) -> Quotient:
    """The step of a call to a schedule."""
    per_unit = compiler.per_unit(table.unit)
    groups = [canonical_rows(group, table, per_unit) for group in table.groups]
    keys = list(table.keys)
    names = GroupNames(
        table=table.name,
        groups=tuple("|".join(key) for key in keys),
        last_bounds=tuple(_bound_text(rows[-1], table.multiplier) for rows in groups),
    )
    by = table.multiplier.node if table.multiplier else NumberLiteral(ONE)
    reading = _Reading(
        table=table,
        node=node,
        compiler=compiler,
        index=_index(table, keys, node, compiler),
        names=names,
        volume=compiler.share(node.arguments[-1]),
        multiplier=compiler.share(by),
    )
    divides = reading.volume.divisor or reading.multiplier.divisor
    if divides is None and all(row.is_static for rows in groups for row in rows):
        return Quotient(_static(reading, groups))
    return _dynamic(reading, groups)


def _bound_text(row: Row, multiplier: Formula | None) -> str:
    by = f" × {multiplier.text}" if multiplier else ""
    return f"{plain(row.upper)}{by}" if isinstance(row.upper, Fraction) else "el último tope"


def _index(table: Table, keys: list[Key], node: Call, compiler: FormulaCompiler) -> KeyIndex:
    """The position of each combination of keys; the keys come from the call or from the account."""
    given = iter(node.arguments)
    explicit = explicit_arguments(table, compiler.definition)
    steps = []
    for name in table.dimensions:
        if name in explicit:
            argument = next(given)
            kind = Inference(compiler.definition).of(argument).kind
            steps.append(compiler.as_key(compiler.step(argument), kind))
        else:
            steps.append(compiler.key(name))
    parts = [sorted({key[i] for key in keys} - {ANY_KEY}) for i in range(len(table.dimensions))]
    return KeyIndex(
        table=table.name,
        keys=tuple(steps),
        slots=tuple(_slots(values, compiler.vocabulary) for values in parts),
        grid=_grid(keys, parts),
        strides=_strides([len(values) + 1 for values in parts]),
    )


def _slots(values: list[str], vocabulary: Vocabulary) -> IntTable:
    """Code to slot; 0, and whatever lies beyond the tariff's own keys, is "any other"."""
    slots = [0] * (len(vocabulary) + 1)
    for slot, value in enumerate(values, start=1):
        slots[vocabulary.code(value)] = slot
    return IntTable(tuple(slots))


def _strides(sizes: list[int]) -> tuple[int, ...]:
    strides = [1] * len(sizes)
    for i in reversed(range(len(sizes) - 1)):
        strides[i] = strides[i + 1] * sizes[i + 1]
    return tuple(strides)


def _grid(keys: list[Key], parts: list[list[str]]) -> IntTable:
    """The row of every combination of slots; −1 where none applies."""
    positions = {key: position for position, key in enumerate(keys)}
    grid = combinations(*([ANY_KEY, *values] for values in parts))
    return IntTable(tuple(_best(cell, positions) for cell in grid))


def _best(cell: Key, positions: dict[Key, int]) -> int:
    """The row with the fewest defaults; among equals, the one exact further to the left."""
    patterns = combinations(*((False, True) for _ in cell))
    for stars in sorted(patterns, key=lambda stars: (sum(stars), stars)):
        key = tuple(ANY_KEY if star else part for part, star in zip(cell, stars, strict=True))
        if key in positions:
            return positions[key]
    return -1


def _static(reading: _Reading, groups: list[tuple[Row, ...]]) -> Op:
    volume, multiplier = reading.volume.step, reading.multiplier.step
    values = [tuple(_row_values(row) for row in rows) for rows in groups]
    flat = [row for rows in values for row in rows]
    times_unit = multiplier.unit
    limits = [row.upper for row in flat if row.upper is not None] + [row.over for row in flat]
    volume_unit = common_unit(volume.unit, unit_of_values(limits) * times_unit)
    base_unit = unit_of_values([row.base for row in flat]) * times_unit
    price_unit = unit_of_values([row.price for row in flat])
    unit = common_unit(base_unit, price_unit * volume_unit)
    starts = [sum(len(rows) for rows in values[:i]) for i in range(len(values))]
    return StaticSchedule(
        node=reading.node,
        names=reading.names,
        index=reading.index,
        volume=InUnit(volume, volume_unit),
        multiplier=multiplier,
        rows=tuple(values),
        bounds=_by_rank(values, volume_unit / times_unit),
        open_ranks=_open_ranks(values),
        first_rows=IntTable(tuple(starts)),
        row_counts=IntTable(tuple(len(rows) for rows in values)),
        bases=_column([row.base for row in flat], unit / times_unit),
        overs=_column([row.over for row in flat], volume_unit / times_unit),
        prices=_column([row.price for row in flat], unit / volume_unit),
        unit=unit,
    )


def _row_values(row: Row) -> RowValues:
    upper = None if row.upper is None else _number(row.upper)
    return RowValues(upper, _number(row.base), _number(row.price), _number(row.over))


def _number(term: Term) -> Fraction:
    if not isinstance(term, Fraction):
        raise TypeError(term)
    return term


def _column(values: list[Fraction], unit: Fraction) -> IntTable:
    return IntTable(tuple(in_unit(value, unit) for value in values))


def _bounds_of(rows: tuple[RowValues, ...]) -> list[Fraction]:
    return [row.upper for row in rows if row.upper is not None]


def _by_rank(groups: list[tuple[RowValues, ...]], unit: Fraction) -> tuple[IntTable, ...]:
    bounds = [_bounds_of(rows) for rows in groups]
    return tuple(
        _column([own[rank] if rank < len(own) else Fraction(0) for own in bounds], unit)
        for rank in range(max(len(own) for own in bounds))
    )


def _open_ranks(groups: list[tuple[RowValues, ...]]) -> tuple[IntTable, ...]:
    lengths = [len(_bounds_of(rows)) for rows in groups]
    return tuple(
        IntTable(tuple(int(rank >= length) for length in lengths)) for rank in range(max(lengths))
    )


def _dynamic(reading: _Reading, groups: list[tuple[Row, ...]]) -> Quotient:
    """The amount of the row reached, over its divisor: the same rows twice when there is one."""
    rows = [[_formula_row(row, reading) for row in group] for group in groups]
    amounts = _schedule_of(reading, rows, [row.amount.step for group in rows for row in group])
    divisors = [row.amount.divisor for group in rows for row in group]
    if not any(divisors):
        return Quotient(amounts)
    below = _schedule_of(reading, rows, [divisor or Constant(ONE) for divisor in divisors])
    return Quotient(amounts, Remembered(object(), below))


@dataclass(frozen=True, slots=True)
class _FormulaRow:
    """A row as formulas: whether the volume has passed it, what it charges, and its cells."""

    passed: Op | None
    amount: Quotient
    cells: tuple[Quotient | None, Quotient, Quotient, Quotient]


def _schedule_of(
    reading: _Reading, rows: list[list[_FormulaRow]], values: list[Op]
) -> DynamicSchedule:
    """A schedule that gives one of the values, which are in the order of the rows."""
    flat = iter(aligned(*values))
    groups = tuple(
        tuple(DynamicRow(row.passed, next(flat), row.cells) for row in group) for group in rows
    )
    return DynamicSchedule(
        node=reading.node,
        names=reading.names,
        index=reading.index,
        volume=reading.volume,
        multiplier=reading.multiplier,
        groups=groups,
        unit=groups[0][0].amount.unit,
    )


def _formula_row(row: Row, reading: _Reading) -> _FormulaRow:
    compiler, multiplier = reading.compiler, reading.table.multiplier
    by: Term = multiplier.node if multiplier else ONE
    volume = reading.node.arguments[-1]
    upper = None if row.upper is None else _multiplied(row.upper, by)
    base, over = _multiplied(row.base, by), _multiplied(row.over, by)
    # A row of one amount does not depend on the volume, nor on what divides it.
    amount = base if row.price == ZERO else plus(base, times(row.price, minus(volume, over)))
    return _FormulaRow(
        passed=None if upper is None else compiler.step(Binary(">", volume, _as_node(upper))),
        amount=compiler.quotient(_as_node(amount)),
        cells=(
            None if upper is None else compiler.share(_as_node(upper)),
            compiler.share(_as_node(base)),
            compiler.share(_as_node(row.price)),
            compiler.share(_as_node(over)),
        ),
    )


def _multiplied(term: Term, by: Term) -> Term:
    return term if by == ONE else times(term, by)


def _as_node(term: Term) -> Node:
    return NumberLiteral(term) if isinstance(term, Fraction) else term
