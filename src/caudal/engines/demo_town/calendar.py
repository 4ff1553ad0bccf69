"""The days of the demonstration, all counted back from one: today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caudal.kernel.periods import Period, add_months, month_period

MONTHS = 12
_SETTLED_BY_DAY = 10
_FIRST_ISSUE_DAY, _LAST_ISSUE_DAY = 3, 6
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class TownCalendar:
    """Twelve months of work; the last one is the newest whose bills have been out for some days."""

    today: date

    @property
    def newest(self) -> date:
        """The first day of the newest month."""
        back = -1 if self.today.day >= _SETTLED_BY_DAY else -2
        return add_months(self.today.replace(day=1), back)

    def month(self, index: int) -> Period:
        """A month by its index: 0 is the first one billed, 11 the newest; −1 came before."""
        first = add_months(self.newest, index - MONTHS + 1)
        return month_period(first.year, first.month)

    def reading_date(self, index: int, place_in_cycle: int) -> date:
        """When a route is read in a month: its last days, and never on a Sunday."""
        last = self.month(index).last_day
        day = last.replace(day=min(last.day, 30 - place_in_cycle % 5))
        return day - timedelta(days=1) if day.weekday() == _SUNDAY else day

    def issue_date(self, index: int, cycle_place: int) -> date:
        """When the bills of a month are issued in a cycle."""
        day = min(_FIRST_ISSUE_DAY + cycle_place, _LAST_ISSUE_DAY)
        return self.month(index).end.replace(day=day)

    def paying_days(self, index: int, *, at_most: int = 31) -> Sequence[date]:
        """The days on which people pay after the bills of a month, until the next ones come."""
        first = self.month(index).end.replace(day=_LAST_ISSUE_DAY + 1)
        until = self.month(index + 1).end.replace(day=_FIRST_ISSUE_DAY)
        until = min(until, self.today)
        days = (until - first).days
        step = -(-days // at_most)
        return [first + timedelta(days=day) for day in range(0, days, step)]


def open_day(days: Sequence[date], day: int) -> int:
    """The same day, or the nearest one on which desks are open."""
    if days[day].weekday() != _SUNDAY:
        return day
    return day + 1 if day + 1 < len(days) else day - 1
