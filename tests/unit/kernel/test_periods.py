"""Dates as the utility lives them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.kernel.periods import Period, add_months, business_date, month_period

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    period = Period(date(2026, 9, 1), date(2026, 11, 1))
    assert period.days == 61
    assert period.last_day == date(2026, 10, 31)
    assert date(2026, 9, 1) in period
    assert date(2026, 10, 31) in period
    assert date(2026, 11, 1) not in period
    assert date(2026, 8, 31) not in period
    assert "2026-09-15" not in period


@pytest.mark.parametrize("end", [date(2026, 9, 1), date(2026, 8, 31)])
def test_a_period_without_days_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="termina después de empezar"):
        Period(date(2026, 9, 1), end)


def test_neighbours_do_not_overlap() -> None:
    september, october = month_period(2026, 9), month_period(2026, 10)
    both = month_period(2026, 9, 2)
    assert not september.overlaps(october)
    assert not october.overlaps(september)
    assert both.overlaps(september)
    assert october.overlaps(both)
    assert sorted([october, september]) == [september, october]


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
    ],
)
def test_months_keep_the_day_or_take_the_last_one(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


@given(days, st.integers(-600, 600))
def test_added_months_count_on_the_calendar(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(st.integers(1950, 2100), st.integers(1, 12), st.integers(1, 12))
def test_month_periods_tile_the_calendar(year: int, month: int, months: int) -> None:
    period = month_period(year, month, months)
    following = month_period(period.end.year, period.end.month)
    assert period.end == following.start
    assert period.last_day.month == (month + months - 2) % 12 + 1


def test_an_evening_in_monterrey_is_still_today() -> None:
    at = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)
    assert business_date(at, "America/Monterrey") == date(2026, 11, 17)
    assert at.astimezone(ZoneInfo("America/Monterrey")).hour == 18


def test_the_day_of_25_hours_in_tijuana_is_one_date() -> None:
    first_second = datetime(2026, 11, 1, 7, 0, tzinfo=UTC)
    hours = [first_second + timedelta(hours=hour) for hour in range(25)]
    assert {business_date(at, "America/Tijuana") for at in hours} == {date(2026, 11, 1)}
    assert business_date(hours[0] - timedelta(seconds=1), "America/Tijuana") == date(2026, 10, 31)
    assert business_date(hours[-1] + timedelta(hours=1), "America/Tijuana") == date(2026, 11, 2)


def test_one_instant_may_fall_on_two_dates() -> None:
    at = datetime(2026, 7, 1, 5, 30, tzinfo=UTC)
    assert business_date(at, "America/Cancun") == date(2026, 7, 1)
    assert business_date(at, "America/Hermosillo") == date(2026, 6, 30)


def test_an_instant_without_zone_has_no_business_date() -> None:
    naive = datetime(2026, 7, 1, 5, 30, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="sin zona horaria"):
        business_date(naive, "America/Monterrey")
