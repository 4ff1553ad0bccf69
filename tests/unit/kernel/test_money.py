"""Amounts: exact centavos, written as Mexicans read them and read as they are typed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.kernel.money import (
    LARGEST_AMOUNT,
    AmountMalformed,
    AmountMissing,
    AmountNotInCentavos,
    AmountOutOfRange,
    format_amount,
    format_mxn,
    from_centavos,
    parse_amount,
    quantize,
    to_centavos,
)

centavos = st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1)


@given(centavos)
def test_centavos_and_pesos_are_the_same_amount(number: int) -> None:
    amount = from_centavos(number)
    assert amount * 100 == number
    assert to_centavos(amount) == number


def test_quantize_writes_two_decimals_and_never_rounds() -> None:
    assert str(quantize(Decimal("1.5"))) == "1.50"
    assert str(quantize(Decimal("3.1000"))) == "3.10"
    with pytest.raises(AmountNotInCentavos, match=r"1\.005 tiene fracciones de centavo"):
        quantize(Decimal("1.005"))


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e40"])
def test_what_is_no_amount_of_money_is_refused(amount: str) -> None:
    with pytest.raises(AmountOutOfRange, match="no es una cantidad de dinero"):
        quantize(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "sentence", "cell"),
    [
        ("0", "$0.00", "0.00"),
        ("1234.5", "$1,234.50", "1,234.50"),
        ("-1234.50", "−$1,234.50", "−1,234.50"),
        ("-0.01", "−$0.01", "−0.01"),
        ("-0.00", "$0.00", "0.00"),
        ("999999999999.99", "$999,999,999,999.99", "999,999,999,999.99"),
    ],
)
def test_amounts_are_written_with_thousands_and_a_true_minus(
    amount: str, sentence: str, cell: str
) -> None:
    assert format_mxn(Decimal(amount)) == sentence
    assert format_amount(Decimal(amount)) == cell


def test_writing_refuses_to_hide_fractions() -> None:
    with pytest.raises(AmountNotInCentavos):
        format_mxn(Decimal("0.001"))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("756.78", "756.78"),
        ("1,234.5", "1234.50"),
        ("$ 1 234.50", "1234.50"),
        ("$\u00a01\u202f234.50", "1234.50"),
        ("  1234  ", "1234.00"),
        ("1234.", "1234.00"),
        (".5", "0.50"),
        ("0001", "1.00"),
        ("$500 MXN", "500.00"),
        ("MXN 500", "500.00"),
        ("20 pesos", "20.00"),
        ("20.10 M.N.", "20.10"),
        ("999,999,999,999.99", "999999999999.99"),
    ],
)
def test_amounts_are_read_as_they_are_typed(typed: str, amount: str) -> None:
    read = parse_amount(typed)
    assert str(read) == amount


@pytest.mark.parametrize("typed", ["-20", "−20", "-$20", "$-20", "$ −20.00", "- 20"])
def test_a_negative_amount_is_read_only_where_it_may_be(typed: str) -> None:
    assert parse_amount(typed, minimum=Decimal(-100)) == Decimal(-20)
    with pytest.raises(AmountOutOfRange, match=r"El importe mínimo es \$0\.01"):
        parse_amount(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "12,50",
        "1.234,50",
        "1,23,456",
        "12 34",
        "1,234 567",
        "5..",
        "--5",
        "-$-5",
        "$",
        ".",
        ",5",
        "1e5",
        "diez",
        "5 USD",
        "١٢",
        "=1+1",
        "NaN",
    ],
)
def test_what_could_mean_two_amounts_is_not_read(typed: str) -> None:
    with pytest.raises(AmountMalformed, match="escríbalo con punto decimal"):
        parse_amount(typed)


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0"])
def test_nothing_typed_is_said_so(typed: str) -> None:
    with pytest.raises(AmountMissing, match="Escriba el importe"):
        parse_amount(typed)


def test_a_third_decimal_is_refused() -> None:
    with pytest.raises(AmountNotInCentavos, match="más de dos decimales"):
        parse_amount("10.001")


def test_limits_are_inclusive_and_named() -> None:
    limits = {"minimum": Decimal(50), "maximum": Decimal(1000)}
    assert parse_amount("50", **limits) == 50
    assert parse_amount("1,000.00", **limits) == 1000
    with pytest.raises(AmountOutOfRange, match=r"mínimo es \$50\.00"):
        parse_amount("49.99", **limits)
    with pytest.raises(AmountOutOfRange, match=r"máximo es \$1,000\.00"):
        parse_amount("1,000.01", **limits)


def test_zero_needs_a_place_that_takes_it() -> None:
    assert parse_amount("0", minimum=Decimal(0)) == 0
    with pytest.raises(AmountOutOfRange):
        parse_amount("0")


def test_a_leaned_on_key_is_out_of_range_whatever_its_length() -> None:
    with pytest.raises(AmountOutOfRange, match="sobra un dígito"):
        parse_amount("9" * 5000)


@given(centavos)
def test_what_was_written_is_read_back(number: int) -> None:
    amount = from_centavos(number)
    assert parse_amount(format_mxn(amount), minimum=-LARGEST_AMOUNT) == amount
    assert parse_amount(format_amount(amount), minimum=-LARGEST_AMOUNT) == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_clear_no(typed: str) -> None:
    try:
        amount = parse_amount(typed, minimum=-LARGEST_AMOUNT)
    except (AmountMissing, AmountMalformed, AmountNotInCentavos, AmountOutOfRange):
        return
    assert amount == quantize(amount)
    assert any(character.isdigit() for character in typed)
