"""Account numbers with their check digit, and opaque public ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.kernel.check_digits import luhn_digit
from caudal.kernel.identifiers import (
    AccountNumber,
    AccountNumberInvalid,
    PublicIdInvalid,
    new_public_id,
    parse_public_id,
)

numbers = st.integers(min_value=1, max_value=9_999_999)


def test_the_check_digit_is_the_published_one() -> None:
    assert luhn_digit("18000359700002387") == 1  # BBVA, algorithm 00
    assert luhn_digit("7992739871") == 3  # the usual example of Luhn's


@pytest.mark.parametrize("digits", ["", "12a", "١٢", "-1", "1 2"])
def test_a_check_digit_needs_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="sólo dígitos"):
        luhn_digit(digits)


@pytest.mark.parametrize(
    ("typed"),
    ["0182937-3", "01829373", " 0182937 - 3 ", "182937", "182937-3", "0182937", "0182937–3"],
)
def test_an_account_is_read_as_people_quote_it(typed: str) -> None:
    account = AccountNumber.parse(typed)
    assert account.number == 182937
    assert str(account) == "0182937-3"


@pytest.mark.parametrize(
    "typed", ["", "-", "0182937-", "0182937-33", "123456789", "C-0182937", "01 82937-x", "١"]
)
def test_what_is_no_account_number_is_refused(typed: str) -> None:
    with pytest.raises(AccountNumberInvalid, match="no es un número de cuenta"):
        AccountNumber.parse(typed)


def test_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(AccountNumberInvalid, match="dígito verificador"):
        AccountNumber.parse("0182937-4")


@pytest.mark.parametrize("number", [0, -1, 10_000_000])
def test_numbers_outside_seven_digits_are_refused(number: int) -> None:
    with pytest.raises(AccountNumberInvalid, match="de 1 a 7 dígitos"):
        AccountNumber(number)


def test_account_zero_is_refused_as_typed() -> None:
    with pytest.raises(AccountNumberInvalid):
        AccountNumber.parse("0000000-0")


@given(numbers)
def test_every_account_is_read_back_from_print_and_scan(number: int) -> None:
    account = AccountNumber(number)
    assert AccountNumber.parse(str(account)) == account
    assert AccountNumber.parse(str(account).replace("-", "")) == account


@given(numbers, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_always_detected(number: int, position: int, shift: int) -> None:
    printed = str(AccountNumber(number)).replace("-", "")
    wrong = str((int(printed[position]) + shift) % 10)
    with pytest.raises(AccountNumberInvalid):
        AccountNumber.parse(printed[:position] + wrong + printed[position + 1 :])


@given(numbers, st.integers(0, 6))
def test_swapped_neighbours_are_detected_except_09(number: int, position: int) -> None:
    printed = str(AccountNumber(number)).replace("-", "")
    pair = printed[position : position + 2]
    swapped = printed[:position] + pair[::-1] + printed[position + 2 :]
    if pair[0] == pair[1] or set(pair) == {"0", "9"}:
        assert str(AccountNumber.parse(swapped)).replace("-", "") == swapped
    else:
        with pytest.raises(AccountNumberInvalid):
            AccountNumber.parse(swapped)


def test_accounts_sort_by_number() -> None:
    assert sorted([AccountNumber(20), AccountNumber(3)]) == [AccountNumber(3), AccountNumber(20)]


def test_public_ids_do_not_repeat_nor_count() -> None:
    ids = {new_public_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(public_id) for public_id in ids} == {24}
    assert len({public_id[0] for public_id in ids}) > 16
    assert len({public_id[-1] for public_id in ids}) > 16


def test_a_public_id_survives_being_copied_by_hand() -> None:
    public_id = "wj2q49g6vx7skr94h0rn1651"
    assert parse_public_id(public_id) == public_id
    assert parse_public_id(" WJ2Q49-G6VX7S-KR94HO-RNI65L\n") == public_id


@pytest.mark.parametrize("text", ["", "123", "u" * 24, "w" * 25, "../../etc/passwd00000000"])
def test_what_cannot_be_a_public_id_is_refused(text: str) -> None:
    with pytest.raises(PublicIdInvalid, match="vuelva a abrir la liga"):
        parse_public_id(text)
