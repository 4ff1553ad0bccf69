"""Numbers as they are read, and the units in which they are carried."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.rating.exact import common_unit, in_unit, unit_of_values
from caudal.engines.rating.words import as_written, exact_decimal, money, places, plain

positive = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("17", "17"),
        ("7.50", "7.5"),
        ("1284", "1,284"),
        ("100", "100"),
        ("-0.5", "-0.5"),
        ("0", "0"),
    ],
)
def test_plain_numbers_have_no_zeros_at_the_end(number: str, text: str) -> None:
    assert plain(Decimal(number)) == plain(Fraction(number)) == text


@pytest.mark.parametrize(
    ("number", "least", "text"),
    [
        ("118.4", 2, "118.40"),
        ("13.265", 4, "13.2650"),
        ("13.26501", 4, "13.26501"),
        ("1500", 2, "1,500.00"),
        ("0", 4, "0.0000"),
    ],
)
def test_prices_have_at_least_so_many_places(number: str, least: int, text: str) -> None:
    assert places(Fraction(number), least) == text


@pytest.mark.parametrize(
    ("number", "text"), [("214.39", "214.39"), ("214.389", "214.3890"), ("5", "5.00")]
)
def test_money_shows_four_places_until_it_is_rounded(number: str, text: str) -> None:
    assert money(Fraction(number)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [("0.35", "0.35"), ("0.5", "0.50"), ("13.2650", "13.2650"), ("13", "13"), ("13.00", "13")],
)
def test_literals_keep_the_places_of_their_author(number: str, text: str) -> None:
    assert as_written(Decimal(number)) == text


def test_a_fraction_that_does_not_end_is_given_to_the_nearest() -> None:
    assert exact_decimal(Fraction(2, 3)) == Decimal("0.666666666667")
    assert exact_decimal(Fraction(10**50 + 1)) == Decimal(10**50 + 1)
    assert str(exact_decimal(Fraction(1000))) == "1000"


def test_a_fraction_that_does_not_end_is_read_with_four_places() -> None:
    assert plain(Fraction(100, 3)) == "33.3333"
    assert places(Fraction(2, 3), 2) == "0.6667"
    assert plain(Fraction(1, 2**12)) == "0.000244140625"


@given(st.lists(positive, min_size=1, max_size=5))
def test_the_common_unit_divides_all_and_no_larger_one_does(units: list[Fraction]) -> None:
    unit = common_unit(*units)

    counts = [in_unit(value, unit) for value in units]
    assert [count * unit for count in counts] == units
    assert Fraction(*[0, 1]) < unit <= min(units)
    for factor in (2, 3, 5, 7):
        assert any(count % factor for count in counts)


def test_the_unit_of_nothing_is_one() -> None:
    assert unit_of_values([Fraction(0), Fraction(0)]) == 1
    assert unit_of_values([]) == 1
    assert unit_of_values([Fraction("13.265"), Fraction(0), Fraction(-2)]) == Fraction(1, 200)
