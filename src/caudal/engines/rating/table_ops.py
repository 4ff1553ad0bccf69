"""The steps of tables: which row a key reaches, and what the row charges."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from caudal.engines.rating.canonical import ZERO
from caudal.engines.rating.formula import Call
from caudal.engines.rating.machine import (
    IntTable,
    Machine,
    Quantity,
    RatingError,
    Read,
    RowReached,
    RowValues,
    V,
)
from caudal.engines.rating.ops import Op
from caudal.engines.rating.quotients import Quotient
from caudal.engines.rating.words import plain


class MissingKeyError(RatingError):
    """The table has no row, and no default, for the keys of this account."""


class NegativeVolumeError(RatingError):
    """A schedule was asked for less than zero."""


class AboveLastBoundError(RatingError):
    """The volume is above the last bound that the source publishes for a key of a table."""

    def __init__(self, table: str, key: str, message: str) -> None:
        self.table, self.key = table, key
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """From the keys of an account to a position; ``grid`` holds −1 where there is no row."""

    table: str
    keys: tuple[Op, ...]
    slots: tuple[IntTable, ...]
    grid: IntTable
    strides: tuple[int, ...]

    def run(self, machine: Machine[V]) -> V:
        """The position; accounts without one are refused with their keys."""
        if not self.keys:
            return machine.constant(0)
        codes = [key.run(machine) for key in self.keys]
        place = machine.constant(0)
        for code, slots, stride in zip(codes, self.slots, self.strides, strict=True):
            place = machine.combine(place, 1, machine.take(slots, code), stride)
        position = machine.take(self.grid, place)
        missing = machine.less(position, machine.constant(0))
        machine.refuse(missing, lambda read: self._missing(machine, codes, read))
        return position

    def _missing(self, machine: Machine[V], codes: list[V], read: Read[V]) -> RatingError:
        key = "|".join(machine.decode(read(code)) for code in codes)
        return MissingKeyError(
            f"La tabla «{self.table}» no tiene la clave «{key}»; agréguela a la tarifa "
            "o corrija el dato de la cuenta"
        )


@dataclass(frozen=True, slots=True)
class KeyLookup(Op):
    """The number of an exact key."""

    index: KeyIndex
    values: IntTable
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """The number of the row of each account."""
        return machine.take(self.values, self.index.run(machine))


@dataclass(frozen=True, slots=True)
class GroupNames:
    """How refusals name a schedule and each of its groups."""

    table: str
    groups: tuple[str, ...]
    last_bounds: tuple[str, ...]

    def refuse_negative(self, machine: Machine[V], volume: Quantity[V]) -> None:
        """Set aside the accounts with less than nothing."""
        machine.refuse(
            machine.less(volume.number, machine.constant(0)),
            lambda read: NegativeVolumeError(
                f"La tabla «{self.table}» recibió {plain(volume.exact(read))}; "
                "un consumo no puede ser negativo: corrija las lecturas"
            ),
        )

    def refuse_above(self, machine: Machine[V], beyond: V, group: V, volume: Quantity[V]) -> None:
        """Set aside the accounts above the last bound that the source publishes."""

        def error(read: Read[V]) -> RatingError:
            number = read(group)
            key = self.groups[number]
            named = f" para «{key}»" if key else ""
            return AboveLastBoundError(
                self.table,
                key,
                f"La tabla «{self.table}» solo publica hasta {self.last_bounds[number]}{named} y "
                f"la cuenta tiene {plain(volume.exact(read))}; agregue las filas que faltan "
                "o corrija el consumo",
            )

        machine.refuse(beyond, error)


@dataclass(frozen=True, slots=True)
class StaticSchedule(Op):
    """A schedule whose cells are numbers: bounds by rank and group, then the flat rows.

    ``bounds`` and ``overs`` are in the unit of ``volume``; ``bases`` and the product of ``prices``
    and the volume are in ``unit``. A group is open at the ranks where it has no bound.
    """

    node: Call
    names: GroupNames
    index: KeyIndex
    volume: Op
    multiplier: Op
    rows: tuple[tuple[RowValues, ...], ...]
    bounds: tuple[IntTable, ...]
    open_ranks: tuple[IntTable, ...]
    first_rows: IntTable
    row_counts: IntTable
    bases: IntTable
    overs: IntTable
    prices: IntTable
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """The charge of the row that each account reaches."""
        group = self.index.run(machine)
        volume, times = self.volume.run(machine), self.multiplier.run(machine)
        asked = Quantity(volume, self.volume.unit)
        self.names.refuse_negative(machine, asked)
        rank = self._rank(machine, group, volume, times)
        beyond = machine.equal(rank, machine.take(self.row_counts, group))
        self.names.refuse_above(machine, beyond, group, asked)
        row = machine.combine(machine.take(self.first_rows, group), 1, rank, 1)
        over = machine.multiply(machine.take(self.overs, row), times)
        excess = machine.combine(volume, 1, over, -1)
        base = machine.multiply(machine.take(self.bases, row), times)
        if machine.explains:
            self._explain(machine, group, rank, volume, times)
        charge = machine.multiply(machine.take(self.prices, row), excess)
        return machine.combine(base, 1, charge, 1)

    def _rank(self, machine: Machine[V], group: V, volume: V, times: V) -> V:
        """How many bounds the volume has passed."""
        rank = machine.constant(0)
        for bounds, open_here in zip(self.bounds, self.open_ranks, strict=True):
            bound = machine.multiply(machine.take(bounds, group), times)
            passed = machine.less(bound, volume)
            if any(open_here.values):
                closed = machine.opposite(machine.take(open_here, group))
                passed = machine.both(passed, closed)
            rank = machine.combine(rank, 1, passed, 1)
        return rank

    def _explain(self, machine: Machine[V], group: V, rank: V, volume: V, times: V) -> None:
        number, read = machine.read(group), machine.read
        reached = self.rows[number][: read(rank) + 1]
        by = read(times) * self.multiplier.unit
        machine.reach(
            self.node,
            RowReached(
                group=number,
                rows=tuple(row.multiplied(by) for row in reached),
                volume=read(volume) * self.volume.unit,
                multiplier=by,
            ),
        )


@dataclass(frozen=True, slots=True)
class DynamicRow:
    """A row whose cells, or whose volume, need a formula; ``passed`` None has no end."""

    passed: Op | None
    amount: Op
    cells: tuple[Quotient | None, Quotient, Quotient, Quotient]

    def has_passed(self, machine: Machine[V]) -> V:
        """Whether the volume is above the bound."""
        return machine.constant(0) if self.passed is None else self.passed.run(machine)

    def values(self, machine: Machine[V]) -> RowValues:
        """What the cells are worth for the account of a machine that explains."""
        upper, base, price, over = (
            None if cell is None else cell.run(machine).exact(machine.read) for cell in self.cells
        )
        return RowValues(upper, base or ZERO, price or ZERO, over or ZERO)


@dataclass(frozen=True, slots=True)
class DynamicSchedule(Op):
    """A schedule with formulas in its cells, or asked for a quotient: each row its own steps."""

    node: Call
    names: GroupNames
    index: KeyIndex
    volume: Quotient
    multiplier: Quotient
    groups: tuple[tuple[DynamicRow, ...], ...]
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """The charge of the row that each account reaches."""
        group, volume = self.index.run(machine), self.volume.run(machine)
        self.names.refuse_negative(machine, volume)
        return self._among_groups(machine, (group, volume), 0, len(self.groups) - 1)

    def _among_groups(
        self, machine: Machine[V], asked: tuple[V, Quantity[V]], first: int, last: int
    ) -> V:
        """The charge in one of some groups, halved until there is one: a law may have hundreds."""
        if first == last:
            rows = self.groups[first]
            beyond = len(rows) - (rows[-1].passed is None)
            return self._among_rows(machine, asked, first, (0, beyond))
        middle = (first + last) // 2
        return machine.choose(
            machine.less(machine.constant(middle), asked[0]),
            partial(self._among_groups, machine, asked, middle + 1, last),
            partial(self._among_groups, machine, asked, first, middle),
        )

    def _among_rows(
        self,
        machine: Machine[V],
        asked: tuple[V, Quantity[V]],
        number: int,
        ranks: tuple[int, int],
    ) -> V:
        """The charge in one of some rows of a group; the rank after the last is beyond its end."""
        (group, volume), (first, last) = asked, ranks
        rows = self.groups[number]
        if first == last < len(rows):
            return self._amount(machine, volume, number, first)
        if first == last:
            self.names.refuse_above(machine, machine.constant(1), group, volume)
            return machine.constant(0)
        middle = (first + last) // 2
        return machine.choose(
            rows[middle].has_passed(machine),
            partial(self._among_rows, machine, asked, number, (middle + 1, last)),
            partial(self._among_rows, machine, asked, number, (first, middle)),
        )

    def _amount(self, machine: Machine[V], volume: Quantity[V], number: int, rank: int) -> V:
        rows = self.groups[number]
        if machine.explains:
            machine.reach(
                self.node,
                RowReached(
                    group=number,
                    rows=tuple(row.values(machine) for row in rows[: rank + 1]),
                    volume=volume.exact(machine.read),
                    multiplier=self.multiplier.run(machine).exact(machine.read),
                ),
            )
        return rows[rank].amount.run(machine)
