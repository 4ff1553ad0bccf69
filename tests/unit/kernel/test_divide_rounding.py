"""The rounded quotient of integers: one text for a number and for a column, exact at every tie."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.kernel.rounding import (
    RoundingRule,
    Tie,
    divide_rounding,
    round_amount,
    round_fraction,
    rounding_step,
)

numerators = st.integers(-(10**12), 10**12)
denominators = st.integers(1, 10**6)


@pytest.mark.parametrize(
    ("numerator", "half_up", "half_even", "up", "down", "ceiling"),
    [
        (5, 3, 2, 3, 2, 3),
        (7, 4, 4, 4, 3, 4),
        (4, 2, 2, 2, 2, 2),
        (0, 0, 0, 0, 0, 0),
        (1, 1, 0, 1, 0, 1),
        (-1, -1, 0, -1, -1, 0),
        (-5, -3, -2, -3, -3, -2),
        (-7, -4, -4, -4, -4, -3),
    ],
)
def test_halves_go_where_each_tie_says(
    *, numerator: int, half_up: int, half_even: int, up: int, down: int, ceiling: int
) -> None:
    found = [divide_rounding(numerator, 2, tie) for tie in Tie]

    assert found == [half_up, half_even, up, down, ceiling]


@given(numerators, denominators)
def test_quotients_agree_with_fractions(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)

    assert divide_rounding(numerator, denominator, Tie.HALF_EVEN) == round(exact)
    assert divide_rounding(numerator, denominator, Tie.FLOOR) == floor(exact)
    assert divide_rounding(numerator, denominator, Tie.CEILING) == ceil(exact)
    away = divide_rounding(numerator, denominator, Tie.UP)
    assert away == (ceil(exact) if exact > 0 else floor(exact))
    nearest = divide_rounding(numerator, denominator, Tie.HALF_UP)
    assert abs(nearest - exact) <= Fraction(1, 2)
    if abs(nearest - exact) == Fraction(1, 2):
        assert abs(nearest) > abs(exact)


@given(st.lists(st.tuples(numerators, denominators), min_size=1), st.sampled_from(list(Tie)))
def test_a_column_rounds_as_each_of_its_numbers(pairs: list[tuple[int, int]], tie: Tie) -> None:
    above, below = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))

    column = divide_rounding(above, below, tie)

    assert column.tolist() == [divide_rounding(a, b, tie) for a, b in pairs]


@given(st.decimals(-(10**6), 10**6, places=5, allow_nan=False), st.sampled_from(list(RoundingRule)))
def test_fractions_round_as_amounts_do(amount: Decimal, rule: RoundingRule) -> None:
    assert round_fraction(Fraction(amount), rule) == Fraction(round_amount(amount, rule))


def test_the_exact_rule_has_no_step() -> None:
    assert rounding_step(RoundingRule.EXACT) is None
    assert rounding_step(RoundingRule.PESO) == (Fraction(1), Tie.HALF_UP)
