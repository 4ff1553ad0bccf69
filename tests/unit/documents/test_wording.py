"""How amounts, volumes and dates are written."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from caudal.adapters.documents import wording


@pytest.mark.parametrize(
    ("value", "in_tables", "in_sentences"),
    [
        ("1234.5", "1,234.50", "$1,234.50"),
        ("0", "0.00", "$0.00"),
        ("-120", "−120.00", "−$120.00"),
        ("9999999.99", "9,999,999.99", "$9,999,999.99"),
    ],
)
def test_amounts(value: str, in_tables: str, in_sentences: str) -> None:
    assert wording.amount(Decimal(value)) == in_tables
    assert wording.pesos(Decimal(value)) == in_sentences


@pytest.mark.parametrize(
    ("value", "words"),
    [("17", "17"), ("17.000", "17"), ("12.50", "12.5"), ("1284", "1,284"), ("100", "100"),
     ("1E+2", "100"), ("-3.0", "−3")],
)  # fmt: skip
def test_volumes_drop_the_zeros_that_say_nothing(value: str, words: str) -> None:
    assert wording.volume(Decimal(value)) == words


def test_dates() -> None:
    assert wording.day(date(2026, 11, 6)) == "06/11/2026"
    assert wording.day_with_weekday(date(2026, 11, 20)) == "viernes 20/11/2026"
    assert wording.day_with_weekday(date(2026, 11, 21)) == "sábado 21/11/2026"
    assert wording.minute(datetime(2026, 11, 17, 8, 2)) == "17/11/2026 08:02"  # noqa: DTZ001
