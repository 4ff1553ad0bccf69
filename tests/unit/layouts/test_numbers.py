"""Numbers in Mexican files: which mark is which, and exactness."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.layouts.numbers import DecimalMark, mark_shown, parse_decimal, undress
from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import ErrorCode

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1234.50", POINT, "1234.50"),
        ("$1,234.50", POINT, "1234.50"),
        ("$ 1,234,567.00 MXN", POINT, "1234567.00"),
        ("1'234,567.89", POINT, "1234567.89"),
        ("1 234.5", POINT, "1234.5"),
        ("1.234,50", COMMA, "1234.50"),
        ("1.234.567,8", COMMA, "1234567.8"),
        ("1,234", POINT, "1234"),
        ("1,234", COMMA, "1.234"),
        ("1.234", POINT, "1.234"),
        ("1.234", COMMA, "1234"),
        (".5", POINT, "0.5"),
        ("5.", POINT, "5"),
        ("-12.30", POINT, "-12.30"),
        ("\N{MINUS SIGN}12.30", POINT, "-12.30"),
        ("12.30-", POINT, "-12.30"),
        ("($35.00)", POINT, "-35.00"),
        ("+7", POINT, "7"),
        ("0007", None, "7"),
        ("1234.5", None, "1234.5"),
        ("999999999999999.999", POINT, "999999999999999.999"),
    ],
)
def test_values_are_exact(text: str, mark: DecimalMark | None, value: str) -> None:
    assert parse_decimal(text, mark=mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mark", "code"),
    [
        ("1,234", None, ErrorCode.DECIMAL_MARK_AMBIGUOUS),
        ("1.234", None, ErrorCode.DECIMAL_MARK_AMBIGUOUS),
        ("12,5", POINT, ErrorCode.DECIMAL_MARK_DIFFERS),
        ("1,234.50", COMMA, ErrorCode.DECIMAL_MARK_DIFFERS),
        ("12 m3", POINT, ErrorCode.NOT_A_NUMBER),
        ("1,23,456.0", POINT, ErrorCode.NOT_A_NUMBER),
        ("12,34,567", POINT, ErrorCode.NOT_A_NUMBER),
        ("1e5", POINT, ErrorCode.NOT_A_NUMBER),
        ("--5", POINT, ErrorCode.NOT_A_NUMBER),
        ("NaN", POINT, ErrorCode.NOT_A_NUMBER),
        ("٣", POINT, ErrorCode.NOT_A_NUMBER),
        ("$", POINT, ErrorCode.NOT_A_NUMBER),
        ("1234567890123456789", POINT, ErrorCode.NOT_A_NUMBER),
    ],
)
def test_what_is_not_certain_is_refused(text: str, mark: DecimalMark | None, code: str) -> None:
    with pytest.raises(CellRefused) as refused:
        parse_decimal(text, mark=mark)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("1234", None),
        ("1,234", None),
        ("12.345", None),
        ("0.123", POINT),
        ("0,5", COMMA),
        ("1234.567", POINT),
        ("1234,567", COMMA),
        ("1,234,567", POINT),
        ("1.234.567", COMMA),
        ("1,234.5", POINT),
        ("1.234,5", COMMA),
    ],
)
def test_what_a_text_proves_about_its_mark(body: str, mark: DecimalMark | None) -> None:
    assert mark_shown(body) is mark


@given(
    value=st.decimals(min_value=-(10**12), max_value=10**12, places=3),
    mark=st.sampled_from(DecimalMark),
    grouped=st.booleans(),
)
def test_any_number_written_in_the_mark_of_its_column_comes_back(
    value: Decimal, mark: DecimalMark, *, grouped: bool
) -> None:
    text = format(value, ",.3f" if grouped else ".3f")
    if mark is COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    assert parse_decimal(text, mark=mark) == value
    assert mark_shown(undress(text)[1]) in {mark, None}
