"""The billing periods of a cycle, as the calendar gives them."""

from dataclasses import dataclass
from datetime import date, timedelta

from caudal.kernel.periods import MONTH_NAMES, Period, month_period

#: The letter of the n-th part of a year: bimestre, trimestre, cuatrimestre, semestre.
_PART_LETTERS = {2: "B", 3: "T", 4: "C", 6: "S"}


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """A period that a cycle should have."""

    code: str
    name: str
    during: Period
    due_date: date


def periods_of_year(*, year: int, months: int, due_days: int) -> tuple[PlannedPeriod, ...]:
    """The periods of ``months`` months that fill a year; each falls due ``due_days`` after its end.

    Codes are ``2026-11`` for months, ``2026-B6`` for bimonths (T, C and S for three, four and six
    months) and ``2026`` for a whole year.
    """
    return tuple(
        _period(year=year, first_month=first, months=months, due_days=due_days)
        for first in range(1, 13, months)
    )


def _period(*, year: int, first_month: int, months: int, due_days: int) -> PlannedPeriod:
    during = month_period(year, first_month, months)
    return PlannedPeriod(
        code=_code(year, first_month, months),
        name=_name(year, first_month, months),
        during=during,
        due_date=during.end + timedelta(days=due_days),
    )


def _code(year: int, first_month: int, months: int) -> str:
    if months == 1:
        return f"{year}-{first_month:02d}"
    if months == 12:
        return str(year)
    return f"{year}-{_PART_LETTERS[months]}{(first_month - 1) // months + 1}"


def _name(year: int, first_month: int, months: int) -> str:
    first = MONTH_NAMES[first_month - 1].capitalize()
    if months == 1:
        return f"{first} {year}"
    if months == 12:
        return f"Año {year}"
    return f"{first}–{MONTH_NAMES[first_month + months - 2]} {year}"
