"""The only place below which nobody asks what time it is."""

from datetime import date, datetime

from django.utils import timezone

from caudal.kernel.periods import business_date


def now() -> datetime:
    """This instant, aware."""
    return timezone.now()


def today(zone: str) -> date:
    """The date at a branch right now."""
    return business_date(timezone.now(), zone)
