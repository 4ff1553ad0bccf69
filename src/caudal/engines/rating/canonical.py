"""Every way of writing a schedule as canonical rows: ``base + price × (q − over)``."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from caudal.engines.rating.definition import Cell, RowGroup, RowMode, ScheduleTable
from caudal.engines.rating.formula import Binary, Call, Formula, Node, NumberLiteral
from caudal.kernel.rounding import RoundingRule, round_fraction

#: A number known when compiling, or something to calculate for each account.
Term = Fraction | Node
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Row:
    """A canonical row in pesos; ``upper`` None has no end."""

    upper: Term | None
    base: Term
    price: Term
    over: Term

    @property
    def is_static(self) -> bool:
        """Whether it holds numbers only."""
        cells = (self.upper, self.base, self.price, self.over)
        return all(cell is None or isinstance(cell, Fraction) for cell in cells)


def canonical_rows(group: RowGroup, table: ScheduleTable, per_unit: Fraction) -> tuple[Row, ...]:
    """The rows of a group in pesos, at so many pesos per unit of the table."""
    to_base = _Pricing(per_unit, table.base_rounding)
    to_price = _Pricing(per_unit, table.price_rounding)
    rows: list[Row] = []
    lower: Term = ZERO
    reached: Term = to_base.of(group.fixed)
    for written in group.rows:
        upper = None if written.upper is None else _bound(written.upper, lower)
        base, price = to_base.of(written.base), to_price.of(written.price)
        if group.mode is RowMode.BLOCKS:
            row = Row(upper, reached, price, lower)
            if upper is not None:
                reached = plus(reached, times(price, minus(upper, lower)))
        else:
            over = lower if group.mode is RowMode.BASE_AND_EXCESS else _term(written.over)
            row = Row(upper, plus(base, to_base.of(group.fixed)), price, over)
        rows.append(row)
        lower = ZERO if upper is None else upper
    if group.after is not None:
        last = rows[-1]
        rows.append(Row(None, last.base, to_price.of(group.after), lower))
    return tuple(rows)


def plus(left: Term, right: Term) -> Term:
    """The sum, folded when both are numbers."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    return Binary("+", _node(left), _node(right))


def minus(left: Term, right: Term) -> Term:
    """The difference, folded when both are numbers."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left - right
    return Binary("-", _node(left), _node(right))


def times(left: Term, right: Term) -> Term:
    """The product, folded when both are numbers."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    return Binary("*", _node(left), _node(right))


def _bound(cell: Cell, lower: Term) -> Term:
    """A bound; one that depends on the account never goes below the one before it."""
    upper = _term(cell)
    if isinstance(upper, Fraction) and isinstance(lower, Fraction):
        return upper
    return Call("MAX", (_node(upper), _node(lower)))


def _term(cell: Cell) -> Term:
    return cell.node if isinstance(cell, Formula) else Fraction(cell)


def _node(term: Term) -> Node:
    return NumberLiteral(term) if isinstance(term, Fraction) else term


@dataclass(frozen=True, slots=True)
class _Pricing:
    """From the unit of the law to pesos, rounded as the table says for the field."""

    per_unit: Fraction
    rule: RoundingRule

    def of(self, cell: Cell) -> Term:
        if isinstance(cell, Decimal):
            return round_fraction(Fraction(cell) * self.per_unit, self.rule)
        amount = cell.node if self.per_unit == 1 else _node(times(cell.node, self.per_unit))
        return _ROUNDED[self.rule](amount)


_ROUNDED: dict[RoundingRule, Callable[[Node], Node]] = {
    RoundingRule.EXACT: lambda amount: amount,
    RoundingRule.CENTAVO: lambda amount: Call("REDONDEAR", (amount, NumberLiteral(Decimal(2)))),
    RoundingRule.CENTAVO_HALF_EVEN: lambda amount: Call(
        "REDONDEAR_PAR", (amount, NumberLiteral(Decimal(2)))
    ),
    RoundingRule.PESO: lambda amount: Call("REDONDEAR", (amount, NumberLiteral(Decimal(0)))),
    RoundingRule.PESO_UP: lambda amount: Call("TECHO", (amount,)),
}
