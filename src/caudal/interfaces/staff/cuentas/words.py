"""Small words of the account screens: volumes, counts, days."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse

UNKNOWN = "–"


def volume(value: Decimal | None) -> str:
    """Cubic metres or a reading without idle decimals: ``17``, ``1,284``, ``8.5``."""
    if value is None:
        return UNKNOWN
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: date | None) -> str:
    """``17/11/2026``."""
    return f"{value:%d/%m/%Y}" if value else UNKNOWN


def short_day(value: date, *, today: date) -> str:
    """``17/11`` within the last twelve months, with the year before that."""
    return f"{value:%d/%m}" if (today - value).days < 365 else f"{value:%d/%m/%Y}"


def moment(value: datetime, *, zone: str) -> str:
    """``17/11/2026 11:43`` at a branch."""
    return f"{value.astimezone(ZoneInfo(zone)):%d/%m/%Y %H:%M}"


def link_if_any(name: str, *args: object) -> str:
    """The address of a page that another desk may have; empty without it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
