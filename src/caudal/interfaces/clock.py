"""The only place below which nobody asks what time it is."""

from datetime import UTC, date, datetime

from caudal.kernel.periods import business_date


def now() -> datetime:
    """This instant, aware."""
    return datetime.now(tz=UTC)


def today(zone: str) -> date:
    """The date at a branch right now."""
    return business_date(now(), zone)
