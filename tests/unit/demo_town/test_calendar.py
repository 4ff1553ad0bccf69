"""The days of the demonstration, counted back from today."""

from datetime import date

import pytest

from caudal.engines.demo_town.calendar import MONTHS, TownCalendar, open_day
from caudal.kernel.periods import Period

CALENDAR = TownCalendar(date(2026, 11, 17))


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 11, 17), date(2026, 10, 1)),
        (date(2026, 11, 10), date(2026, 10, 1)),
        (date(2026, 11, 9), date(2026, 9, 1)),
        (date(2027, 1, 31), date(2026, 12, 1)),
        (date(2027, 1, 5), date(2026, 11, 1)),
    ],
)
def test_the_newest_month_is_the_last_whose_bills_are_out_for_days(
    today: date, newest: date
) -> None:
    assert TownCalendar(today).newest == newest


def test_twelve_months_end_with_the_newest() -> None:
    assert CALENDAR.month(MONTHS - 1) == Period(date(2026, 10, 1), date(2026, 11, 1))
    assert CALENDAR.month(0) == Period(date(2025, 11, 1), date(2025, 12, 1))
    assert CALENDAR.month(-1) == Period(date(2025, 10, 1), date(2025, 11, 1))


def test_bills_come_in_the_first_days_of_the_next_month_cycle_by_cycle() -> None:
    days = [CALENDAR.issue_date(MONTHS - 1, place) for place in range(6)]

    assert days == [date(2026, 11, day) for day in (3, 4, 5, 6, 6, 6)]


@pytest.mark.parametrize("month", range(-MONTHS, MONTHS))
def test_meters_are_read_inside_their_month_and_never_on_a_sunday(month: int) -> None:
    for place in range(7):
        day = CALENDAR.reading_date(month, place)
        assert day in CALENDAR.month(month)
        assert day.weekday() != 6


def test_the_showcase_is_read_on_the_thirtieth() -> None:
    assert CALENDAR.reading_date(MONTHS - 1, 0) == date(2026, 10, 30)


def test_people_pay_between_two_issues_and_before_today() -> None:
    for month in range(MONTHS):
        days = CALENDAR.paying_days(month)
        assert days[0] > CALENDAR.issue_date(month, 3)
        assert days[-1] < min(CALENDAR.issue_date(month + 1, 0), CALENDAR.today)
    assert CALENDAR.paying_days(MONTHS - 1)[-1] == date(2026, 11, 16)


@pytest.mark.parametrize("at_most", [1, 6, 10, 31])
def test_a_small_town_pays_on_few_days(at_most: int) -> None:
    days = CALENDAR.paying_days(3, at_most=at_most)

    assert 0 < len(days) <= at_most
    assert set(days) <= set(CALENDAR.paying_days(3))


def test_desks_open_on_the_day_beside_a_sunday() -> None:
    days = [date(2026, 11, 14), date(2026, 11, 15), date(2026, 11, 16)]

    assert [open_day(days, day) for day in range(3)] == [0, 2, 2]
    assert open_day(days[:2], 1) == 0
