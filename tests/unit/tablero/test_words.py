"""How the dashboard writes its numbers."""

from datetime import date
from decimal import Decimal

import pytest

from caudal.interfaces.staff.tablero import words


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.00", "$0.00"),
        ("999999.99", "$999,999.99"),
        ("1000000.00", "$1.00 M"),
        ("19625000.00", "$19.63 M"),
        ("1234567890.00", "$1,234.57 M"),
        ("-2345000.00", "−$2.35 M"),
        ("-12.50", "−$12.50"),
    ],
)
def test_millions_are_rounded_and_less_is_exact(amount: str, text: str) -> None:
    assert words.pesos(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("0.846", "84.6 %"),
        ("0.84650", "84.7 %"),
        ("0", "0.0 %"),
        ("12.5", "1,250.0 %"),
    ],
)
def test_shares(value: str | None, text: str) -> None:
    assert words.share(None if value is None else Decimal(value)) == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        ("103.4", "100", "+3.4 %"),
        ("98.1", "100", "−1.9 %"),
        ("100", "100", "0.0 %"),
        ("100", "0", ""),
        ("100", "-5", ""),
    ],
)
def test_changes(now: str, before: str, text: str) -> None:
    assert words.signed(words.change(Decimal(now), Decimal(before)), "%") == text


def test_months_and_waits() -> None:
    assert words.month(date(2026, 11, 1)) == "noviembre 2026"
    assert words.short_month(date(2026, 8, 1)) == "Ago 26"
    today = date(2026, 11, 17)
    waits = [words.waited(date(2026, 11, day), today) for day in (18, 17, 16, 9)]
    assert waits == ["hoy", "hoy", "1 día", "8 días"]


def test_bars_never_divide_by_nothing() -> None:
    assert words.percent(Decimal(1), Decimal(3)) == 33.33
    assert words.percent(Decimal(0), Decimal(0)) == 0.0
