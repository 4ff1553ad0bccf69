"""Dates as the utility lives them: half-open periods and the business date of a branch."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

#: January first; a month's name is ``MONTH_NAMES[month - 1]``.
MONTH_NAMES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            message = f"Un periodo termina después de empezar: {self.start} – {self.end}"
            raise ValueError(message)

    @property
    def last_day(self) -> date:
        """The last day inside the period, as people write it."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def overlaps(self, other: "Period") -> bool:
        """Whether both share at least one day."""
        return self.start < other.end and other.start < self.end


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


def month_period(year: int, month: int, months: int = 1) -> Period:
    """The period of ``months`` calendar months that begins on the first of the given one."""
    start = date(year, month, 1)
    return Period(start, add_months(start, months))


def business_date(at: datetime, zone: str) -> date:
    """The local date of an instant at a branch. Never derive a date from UTC: at 18:30 in Monterrey
    the UTC date is already tomorrow.

    :raises ValueError: if ``at`` carries no time zone
    """
    if at.tzinfo is None:
        message = "Un instante sin zona horaria no tiene fecha de negocio"
        raise ValueError(message)
    return at.astimezone(ZoneInfo(zone)).date()
