"""The rounding rules that councils write."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.kernel.rounding import RoundingRule, round_amount

amounts = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6
)


@pytest.mark.parametrize(
    ("rule", "amount", "rounded"),
    [
        (RoundingRule.CENTAVO, "1.005", "1.01"),
        (RoundingRule.CENTAVO, "1.0049", "1.00"),
        (RoundingRule.CENTAVO, "-1.005", "-1.01"),
        (RoundingRule.CENTAVO_HALF_EVEN, "1.005", "1.00"),
        (RoundingRule.CENTAVO_HALF_EVEN, "1.015", "1.02"),
        (RoundingRule.CENTAVO_HALF_EVEN, "1.0051", "1.01"),
        (RoundingRule.PESO, "10.49", "10"),
        (RoundingRule.PESO, "10.50", "11"),
        (RoundingRule.PESO_UP, "10.01", "11"),
        (RoundingRule.PESO_UP, "10.00", "10"),
        (RoundingRule.EXACT, "1.23456", "1.23456"),
    ],
)
def test_each_rule_rounds_as_it_is_written(rule: RoundingRule, amount: str, rounded: str) -> None:
    assert str(round_amount(Decimal(amount), rule)) == rounded


def test_the_centavo_is_the_rule_when_none_is_named() -> None:
    assert round_amount(Decimal("0.125")) == Decimal("0.13")


def test_rules_are_the_words_of_a_tariff_pack() -> None:
    assert RoundingRule("peso_arriba") is RoundingRule.PESO_UP
    with pytest.raises(ValueError, match="peso_abajo"):
        RoundingRule("peso_abajo")


@given(amounts, st.sampled_from(list(RoundingRule)))
def test_rounding_twice_changes_nothing(amount: Decimal, rule: RoundingRule) -> None:
    once = round_amount(amount, rule)
    assert round_amount(once, rule) == once


@given(amounts)
def test_no_rule_moves_an_amount_further_than_it_may(amount: Decimal) -> None:
    furthest = {
        RoundingRule.CENTAVO: Decimal("0.005"),
        RoundingRule.CENTAVO_HALF_EVEN: Decimal("0.005"),
        RoundingRule.PESO: Decimal("0.5"),
        RoundingRule.PESO_UP: Decimal("0.999999"),
        RoundingRule.EXACT: Decimal(0),
    }
    for rule, limit in furthest.items():
        assert abs(round_amount(amount, rule) - amount) <= limit
