"""Mistakes that a rating engine could make, each planted in the source of the function that would.

A corpus of expected amounts is worth what it catches: ``with planted(mutation): …`` runs anything
with the mistake inside, on both carriers. A mutation whose line is no longer there fails at once.
"""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from caudal.engines.rating import canonical, charge, compile_tables, quotients
from caudal.engines.rating import program as programs
from caudal.engines.rating.charge import ConceptProgram
from caudal.engines.rating.compile import Compiler
from caudal.engines.rating.many_accounts import ManyAccounts
from caudal.engines.rating.one_account import OneAccount
from caudal.engines.rating.ops import Compared, Extreme, Sum
from caudal.engines.rating.program import Program
from caudal.engines.rating.table_ops import StaticSchedule


@dataclass(frozen=True, slots=True)
class Edit:
    """A line of a function, and what it becomes. ``owner`` is where the function is looked up."""

    owner: Any
    function: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mistake: what it is about, its name and where it is made."""

    about: str
    name: str
    edits: tuple[Edit, ...]

    def __str__(self) -> str:
        return self.name


@contextmanager
def planted(mutation: Mutation) -> Iterator[None]:
    """Everything inside runs with the mistake."""
    with pytest.MonkeyPatch.context() as patch:
        for edit in mutation.edits:
            original = getattr(edit.owner, edit.function)
            patch.setattr(edit.owner, edit.function, _rewritten(original, edit))
        yield


def _rewritten(function: Callable[..., Any], edit: Edit) -> Any:
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(edit.old) == 1, f"{edit.function} no longer says: {edit.old}"
    names = {**function.__globals__, "Sum": Sum, "added": quotients.added}
    exec(compile(source.replace(edit.old, edit.new), edit.function, "exec"), names)  # noqa: S102
    return names[edit.function]


def _bound(new: str) -> tuple[Edit, ...]:
    return (Edit(canonical, "_bound", "_term(cell)", new),)


def _row(old: str, new: str) -> tuple[Edit, ...]:
    return (Edit(compile_tables, "canonical_rows", old, new),)


def _schedule(function: str, old: str, new: str) -> tuple[Edit, ...]:
    return (Edit(StaticSchedule, function, old, new),)


def _money(function: str, old: str, new: str) -> tuple[Edit, ...]:
    return (Edit(ConceptProgram, function, old, new),)


def _ties(wrong: str) -> tuple[Edit, ...]:
    """Both carriers round with another tie."""
    return (
        Edit(OneAccount, "divide", "denominator, tie)", f"denominator, {wrong})"),
        Edit(ManyAccounts, "divide", "1), tie)", f"1), {wrong})"),
    )


MUTATIONS = (
    Mutation("bounds", "a bound one above", _bound("plus(_term(cell), Fraction(1))")),
    Mutation("bounds", "a bound one below", _bound("minus(_term(cell), Fraction(1))")),
    Mutation(
        "bounds",
        "thresholds truncated",
        _bound("Fraction(int(cell)) if isinstance(cell, Decimal) else _term(cell)"),
    ),
    Mutation(
        "bounds",
        "an exclusive bound",
        _schedule(
            "_rank", "machine.less(bound, volume)", "machine.opposite(machine.less(volume, bound))"
        ),
    ),
    Mutation(
        "blocks",
        "all the volume at the last price",
        _row(
            "Row(upper, reached, price, lower)", "Row(upper, to_base.of(group.fixed), price, ZERO)"
        ),
    ),
    Mutation(
        "blocks",
        "the remaining volume against the absolute bound",
        _row("_bound(written.upper, lower)", "plus(lower, _bound(written.upper, lower))"),
    ),
    Mutation(
        "blocks",
        "a block as wide as its bound",
        _row("times(price, minus(upper, lower))", "times(price, upper)"),
    ),
    Mutation(
        "blocks",
        "bases derived that the law stores",
        _row("if group.mode is RowMode.BLOCKS:", "if group.mode is not RowMode.TABLE:"),
    ),
    Mutation(
        "blocks",
        "the excess counted from zero",
        _row("over = lower if", "over = ZERO if"),
    ),
    Mutation(
        "blocks",
        "a table that goes on from zero",
        _row("to_price.of(group.after), lower)", "to_price.of(group.after), ZERO)"),
    ),
    Mutation(
        "blocks",
        "the price of the row before",
        _schedule(
            "run",
            "machine.take(self.prices, row)",
            "machine.take(self.prices, machine.combine(row, 1, machine.constant(1), -1))",
        ),
    ),
    Mutation(
        "dwellings",
        "a base that dwellings do not multiply",
        _schedule(
            "run",
            "machine.multiply(machine.take(self.bases, row), times)",
            "machine.take(self.bases, row)",
        ),
    ),
    Mutation(
        "dwellings",
        "bounds that dwellings do not multiply",
        _schedule(
            "_rank",
            "machine.multiply(machine.take(bounds, group), times)",
            "machine.take(bounds, group)",
        ),
    ),
    Mutation(
        "dwellings",
        "a price that dwellings multiply",
        _schedule(
            "run",
            "machine.take(self.prices, row)",
            "machine.multiply(machine.take(self.prices, row), times)",
        ),
    ),
    Mutation(
        "rounding",
        "half to even for half up",
        _ties("Tie.HALF_EVEN if tie is Tie.HALF_UP else tie"),
    ),
    Mutation(
        "rounding",
        "half up for half to even",
        _ties("Tie.HALF_UP if tie is Tie.HALF_EVEN else tie"),
    ),
    Mutation("rounding", "centavos cut off", _ties("Tie.FLOOR if tie is Tie.HALF_UP else tie")),
    Mutation(
        "rounding",
        "half to even in a run, half up alone",
        _ties("Tie.HALF_EVEN if tie is Tie.HALF_UP else tie")[1:],
    ),
    Mutation(
        "rounding",
        "rows of the law not rounded",
        (
            Edit(
                canonical._Pricing,
                "of",
                "round_fraction(Fraction(cell) * self.per_unit, self.rule)",
                "Fraction(cell) * self.per_unit",
            ),
        ),
    ),
    Mutation(
        "rounding",
        "the discount before rounding",
        (
            Edit(
                programs,
                "compile_concept",
                "discount=field(concept.discount, concept.rounding.discount)",
                """discount=Sum(
                    _rounded(exact, concept.formula, concept.rounding.gross),
                    _rounded(
                        added(
                            exact,
                            _conditional(condition, compiler.quotient(concept.discount.node)),
                            -1,
                        ),
                        concept.discount,
                        concept.rounding.gross,
                    ),
                    -1,
                )
                if concept.discount
                else field(None, concept.rounding.discount)""",
            ),
        ),
    ),
    Mutation(
        "rounding",
        "a total that is not rounded",
        (Edit(Program, "_rounded_total", "step is None or step[0] == CENTAVO", "True"),),
    ),
    Mutation(
        "rounding",
        "whole m³ counted up",
        (Edit(Compiler, "_rounding", "_ROUNDINGS[node.name]", "Tie.CEILING"),),
    ),
    Mutation(
        "money",
        "IVA on the gross",
        _money("_taxed", "machine.multiply(payable, rate)", "machine.multiply(gross, rate)"),
    ),
    Mutation(
        "money",
        "IVA on top of a price that has it inside",
        _money("_taxed", "if not self.concept.tax_included:", "if True:"),
    ),
    Mutation(
        "money",
        "IVA left out of the total",
        (
            Edit(
                Program,
                "_run",
                "machine.combine(added, 1, found.amount, 1)",
                "machine.combine(added, 1, found.net, 1)",
            ),
        ),
    ),
    Mutation(
        "money",
        "a subsidy that is not taken away",
        _money("run", "1, subsidy, -1)", "1, subsidy, 0)"),
    ),
    Mutation(
        "money",
        "a discount that is not taken away",
        _money("run", "(gross, 1, discount, -1)", "(gross, 1, discount, 0)"),
    ),
    Mutation(
        "money",
        "a share of the gross of another concept",
        _money("run", "self.concept.name, amounts.net", "self.concept.name, amounts.gross"),
    ),
    Mutation(
        "money",
        "a concept charged without its condition",
        (Edit(charge, "_conditional", "Quotient(zero(quotient.step.unit))", "quotient"),),
    ),
    Mutation(
        "keys",
        "the default before the exact key",
        (Edit(compile_tables, "_best", "(sum(stars), stars)", "(-sum(stars), stars)"),),
    ),
    Mutation(
        "parameters",
        "a parameter that begins a day late",
        (Edit(programs, "parameters_in_force", "since <= on_date", "since < on_date"),),
    ),
    Mutation(
        "parameters",
        "the first value of a parameter",
        (Edit(programs, "parameters_in_force", "past[-1]", "past[0]"),),
    ),
    Mutation(
        "formulas",
        "equal taken for more",
        (
            Edit(
                Compared,
                "run",
                "found = machine.less(right, left)",
                "found = machine.opposite(machine.less(left, right))",
            ),
        ),
    ),
    Mutation(
        "formulas",
        "the largest for the smallest",
        (Edit(Extreme, "run", "if self.largest", "if not self.largest"),),
    ),
    Mutation(
        "formulas",
        "a quotient compared without its divisor",
        (
            Edit(
                quotients,
                "_over_one_divisor",
                "if divisor is not side.divisor:",
                "if False:",
            ),
        ),
    ),
    Mutation(
        "formulas",
        "a quotient rounded without its divisor",
        (Edit(compile_tables, "_dynamic", "if not any(divisors):", "if True:"),),
    ),
)
