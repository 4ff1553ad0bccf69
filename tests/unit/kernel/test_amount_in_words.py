"""Amounts in words, as on a receipt."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.kernel.amount_in_words import amount_in_words
from caudal.kernel.money import AmountNotInCentavos, AmountOutOfRange, from_centavos


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("756.78", "Setecientos cincuenta y seis pesos 78/100 M.N."),
        ("0", "Cero pesos 00/100 M.N."),
        ("0.05", "Cero pesos 05/100 M.N."),
        ("1", "Un peso 00/100 M.N."),
        ("16", "Dieciséis pesos 00/100 M.N."),
        ("21", "Veintiún pesos 00/100 M.N."),
        ("31.10", "Treinta y un pesos 10/100 M.N."),
        ("100", "Cien pesos 00/100 M.N."),
        ("101", "Ciento un pesos 00/100 M.N."),
        ("1000", "Mil pesos 00/100 M.N."),
        ("1001", "Mil un pesos 00/100 M.N."),
        ("21021", "Veintiún mil veintiún pesos 00/100 M.N."),
        ("101000", "Ciento un mil pesos 00/100 M.N."),
        ("1000000", "Un millón de pesos 00/100 M.N."),
        ("1000001", "Un millón un pesos 00/100 M.N."),
        ("2000000.50", "Dos millones de pesos 50/100 M.N."),
        ("21000000", "Veintiún millones de pesos 00/100 M.N."),
        ("1001000000", "Mil un millones de pesos 00/100 M.N."),
        ("31000531", "Treinta y un millones quinientos treinta y un pesos 00/100 M.N."),
    ],
)
def test_amounts_read_as_a_person_would_say_them(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_every_amount_has_words_without_a_loose_uno(centavos: int) -> None:
    words = amount_in_words(from_centavos(centavos))
    assert words.endswith(f" {centavos % 100:02d}/100 M.N.")
    assert words[0].isupper()
    assert "uno" not in words.casefold()
    assert "peso" in words


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=0, max_value=10**6))
def test_two_amounts_never_share_their_words(one: int, other: int) -> None:
    same = amount_in_words(from_centavos(one)) == amount_in_words(from_centavos(other))
    assert same == (one == other)


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000"])
def test_what_has_no_words_is_refused(amount: str) -> None:
    with pytest.raises(AmountOutOfRange):
        amount_in_words(Decimal(amount))


def test_fractions_of_a_centavo_are_refused() -> None:
    with pytest.raises(AmountNotInCentavos):
        amount_in_words(Decimal("1.001"))
