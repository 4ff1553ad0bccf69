"""The bar code of the bill: layout, what it detects, refusals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.worked_tables import read_table

from caudal.engines.references import (
    BAR_CODE_LENGTH,
    BarCode,
    BarCodeCheckFailed,
    BarCodeFieldOutOfRange,
    BarCodeMalformed,
    BarCodeVersionUnknown,
    parse_bar_code,
    write_bar_code,
)
from caudal.kernel.identifiers import AccountNumber
from caudal.kernel.money import AmountNotInCentavos, from_centavos

BILL = BarCode(
    account=AccountNumber(182937),
    document_number=1184302,
    amount=Decimal("326.31"),
    due_date=date(2026, 11, 20),
)
bar_codes = st.builds(
    BarCode,
    account=st.integers(1, 9_999_999).map(AccountNumber),
    document_number=st.integers(0, 10**10 - 1),
    amount=st.integers(0, 10**10 - 1).map(from_centavos),
    due_date=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
positions = st.integers(0, BAR_CODE_LENGTH - 1)


def with_check(body: str) -> str:
    return f"{body}{98 - int(body + '00') % 97:02d}"


@pytest.mark.parametrize("row", read_table(page="references.md", heading="The bar code"), ids=str)
def test_the_worked_bar_codes(row: dict[str, str]) -> None:
    bar_code = BarCode(
        account=AccountNumber.parse(row["account"]),
        document_number=int(row["document"]),
        amount=Decimal(row["amount"]),
        due_date=date.fromisoformat(row["due"]),
    )
    assert write_bar_code(bar_code=bar_code) == row["bar code"]
    assert parse_bar_code(text=row["bar code"]) == bar_code


def test_each_field_has_its_place() -> None:
    digits = write_bar_code(bar_code=BILL)
    assert digits == with_check("1" + "0182937" + "0001184302" + "0000032631" + "261120")
    assert len(digits) == BAR_CODE_LENGTH


@given(bar_codes)
def test_what_was_printed_is_read_back(bar_code: BarCode) -> None:
    digits = write_bar_code(bar_code=bar_code)
    assert parse_bar_code(text=digits) == bar_code
    assert parse_bar_code(text=f" {digits[:18]} {digits[18:]}\r\n") == bar_code


@given(bar_codes, positions, st.integers(1, 9))
def test_one_wrong_digit_is_always_detected(bar_code: BarCode, position: int, shift: int) -> None:
    digits = write_bar_code(bar_code=bar_code)
    wrong = str((int(digits[position]) + shift) % 10)
    with pytest.raises(BarCodeCheckFailed, match="escanéelo de nuevo"):
        parse_bar_code(text=digits[:position] + wrong + digits[position + 1 :])


@given(bar_codes, positions)
def test_swapped_neighbours_are_always_detected(bar_code: BarCode, position: int) -> None:
    digits = write_bar_code(bar_code=bar_code)
    pair = digits[position : position + 2]
    assume(pair != pair[::-1])
    with pytest.raises(BarCodeCheckFailed):
        parse_bar_code(text=digits[:position] + pair[::-1] + digits[position + 2 :])


@pytest.mark.parametrize("text", ["", "0182937-3", "1" * 35, "1" * 37, "x" * 36, "١" * 36])
def test_what_is_no_bar_code_of_a_bill_is_refused(text: str) -> None:
    with pytest.raises(BarCodeMalformed, match="No es el código de barras de un recibo"):
        parse_bar_code(text=text)


def test_a_layout_of_the_future_is_named_as_such() -> None:
    with pytest.raises(BarCodeVersionUnknown):
        parse_bar_code(text=with_check("2" + "0182937" + "0001184302" + "0000032631" + "261120"))


@pytest.mark.parametrize("account_and_date", [("0000000", "261120"), ("0182937", "261131")])
def test_an_impossible_account_or_date_is_refused(account_and_date: tuple[str, str]) -> None:
    account, day = account_and_date
    with pytest.raises(BarCodeMalformed, match="una cuenta o una fecha válidas"):
        parse_bar_code(text=with_check(f"1{account}00011843020000032631{day}"))


@pytest.mark.parametrize(
    "changes",
    [
        {"document_number": 10**10},
        {"document_number": -1},
        {"amount": Decimal("100000000.00")},
        {"amount": Decimal("-0.01")},
        {"due_date": date(2100, 1, 1)},
        {"due_date": date(1999, 12, 31)},
    ],
)
def test_what_does_not_fit_is_not_printed(changes: dict[str, object]) -> None:
    with pytest.raises(BarCodeFieldOutOfRange, match="no cabe en el código de barras"):
        write_bar_code(bar_code=replace(BILL, **changes))  # type: ignore[arg-type]


def test_fractions_of_a_centavo_are_not_printed() -> None:
    with pytest.raises(AmountNotInCentavos):
        write_bar_code(bar_code=replace(BILL, amount=Decimal("0.001")))
