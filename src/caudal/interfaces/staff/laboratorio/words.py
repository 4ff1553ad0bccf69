"""How a trial reads: dates, shares, bands, bars."""

from decimal import Decimal
from itertools import pairwise

from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.engines.tariff_trials import BANDS_M3, CHANGE_LIMITS
from caudal.kernel.money import MINUS
from caudal.kernel.periods import MONTH_NAMES


def months(during: DateRange) -> str:
    """``octubre 2026``, ``septiembre a octubre 2026``, or the days when they are not whole
    months.
    """
    first, after = during.lower, during.upper
    if first.day != 1 or after.day != 1:
        return f"{first:%d/%m/%Y} al {after:%d/%m/%Y}"
    last_month = (after.month - 2) % 12 + 1
    last_year = after.year - (after.month == 1)
    last = f"{MONTH_NAMES[last_month - 1]} {last_year}"
    if (first.year, first.month) == (last_year, last_month):
        return last
    year = "" if first.year == last_year else f" {first.year}"
    return f"{MONTH_NAMES[first.month - 1]}{year} a {last}"


def share(today: int, then: int) -> str:
    """``+12.5 %``, ``−3.0 %``; a dash where nobody pays anything today."""
    if not today:
        return "–"
    change = (Decimal(then - today) * 100 / today).quantize(Decimal("0.1"))
    return f"{sign(change)}{abs(change)} %"


def sign(number: Decimal | int) -> str:
    """Plus, minus or nothing."""
    return "+" if number > 0 else MINUS if number < 0 else ""


def tone(today: int, then: int) -> str:
    """How much a group changes, in three steps each way, for a picture."""
    if then == today or not today:
        return "same"
    side = "up" if then > today else "down"
    change = abs(then - today) * 100
    step = 1 if change < 5 * today else 2 if change < 20 * today else 3
    return f"{side}-{step}"


def band(place: str) -> str:
    """``Sin consumo``, ``1 a 10 m³``, ``Más de 100 m³``."""
    index = int(place)
    if not index:
        return "Sin consumo"
    if index == len(BANDS_M3):
        return f"Más de {BANDS_M3[-1]} m³"
    return f"Más de {BANDS_M3[index - 1]} a {BANDS_M3[index]} m³"


def share_labels() -> list[str]:
    """The names of the bars of change, in percent, from the largest fall to the largest rise."""
    zero = CHANGE_LIMITS.index(0)
    falls = [
        f"{_signed(low)} a {_signed(high)}" for low, high in pairwise(CHANGE_LIMITS[: zero + 1])
    ]
    rises = [f"{_signed(low)} a {_signed(high)}" for low, high in pairwise(CHANGE_LIMITS[zero:])]
    ends = f"< {_signed(CHANGE_LIMITS[0])}", f"≥ {_signed(CHANGE_LIMITS[-1])}"
    return [ends[0], *falls, "igual", *rises, ends[1]]


def _signed(number: int) -> str:
    return f"{sign(number)}{abs(number)}"
