"""Schedules of ours as tiers of the format."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from caudal.adapters.owrs.document import OwrsRefused
from caudal.adapters.owrs.text import decimal_text
from caudal.adapters.owrs.tiers import ALLOCATIONS, BUDGET, TIERED
from caudal.engines.rating.canonical import Row, Term, canonical_rows
from caudal.engines.rating.definition import Cell, RowGroup, RowMode, ScheduleTable
from caudal.engines.rating.formula import Binary, Call, Formula, Name, NumberLiteral
from caudal.engines.rating.words import plain


@dataclass(frozen=True, slots=True)
class ExportedTiers:
    """Starts and prices as written in a file, and what is paid at zero, in pesos."""

    kind: str
    starts: tuple[str, ...]
    prices: tuple[str, ...]
    at_zero: Fraction
    names: tuple[str, ...] = ()


def tiers_of(
    group: RowGroup, table: ScheduleTable, per_unit: Fraction, losses: dict[str, None]
) -> ExportedTiers:
    """The rows of a group as tiers: the charge must grow without jumps.

    :raises OwrsRefused: if it jumps, or a bound depends on what is not a share of a budget
    """
    rows = canonical_rows(group, table, per_unit)
    if rows[-1].upper is not None:
        losses[f"«{table.name}» termina, y OWRS sigue con el último precio"] = None
    if not all(row.is_static for row in rows):
        return _budget_tiers(group, table)
    _check_continuous(rows, table)
    uppers = [_number(row.upper) for row in rows[:-1]]
    return ExportedTiers(
        kind=TIERED,
        starts=("0", *(decimal_text(upper + 1) for upper in uppers)),
        prices=tuple(decimal_text(_number(row.price)) for row in rows),
        at_zero=_charge(rows[0], Fraction(0)),
    )


def _check_continuous(rows: tuple[Row, ...], table: ScheduleTable) -> None:
    for before, after in pairwise(rows):
        bound = _number(before.upper)
        if _charge(before, bound) != _charge(after, bound):
            raise OwrsRefused(
                f"La tabla «{table.name}» salta en {plain(bound)}: OWRS suma rangos, sin saltos."
            )


def _charge(row: Row, volume: Fraction) -> Fraction:
    return _number(row.base) + _number(row.price) * (volume - _number(row.over))


def _number(term: Term | None) -> Fraction:
    return term if isinstance(term, Fraction) else Fraction(0)


def _budget_tiers(group: RowGroup, table: ScheduleTable) -> ExportedTiers:
    if group.mode is not RowMode.BLOCKS or group.fixed:
        raise OwrsRefused(f"La tabla «{table.name}» lleva fórmulas que OWRS no expresa.")
    starts = [_start(row.upper, table) for row in group.rows[:-1]]
    names = {name for _, name in starts if name}
    return ExportedTiers(
        kind=BUDGET,
        starts=("0", *(text for text, _ in starts)),
        prices=tuple(_price(row.price, table) for row in group.rows),
        at_zero=Fraction(0),
        names=tuple(sorted(names)),
    )


def _price(cell: Cell, table: ScheduleTable) -> str:
    if isinstance(cell, Formula):
        raise OwrsRefused(f"La tabla «{table.name}» lleva un precio con fórmula.")
    return f"{cell:f}"


def _start(cell: Cell | None, table: ScheduleTable) -> tuple[str, str]:
    """A bound as a start, and the name it needs: a number, an allocation, a share of the budget."""
    if not isinstance(cell, Formula):
        return f"{cell:f}", ""
    node = cell.node
    inside = node.arguments[0] if isinstance(node, Call) and node.name == "REDONDEAR_PAR" else None
    if isinstance(inside, Name) and inside.name in ALLOCATIONS:
        return inside.name, inside.name
    if isinstance(inside, Binary) and inside.operator == "*":
        budget, share = inside.left, inside.right
        if isinstance(budget, Name) and isinstance(share, NumberLiteral):
            return f"{decimal_text(Fraction(share.value) * 100)}%", budget.name
    raise OwrsRefused(f"La tabla «{table.name}» tiene el tope «{cell.text}», que OWRS no expresa.")
