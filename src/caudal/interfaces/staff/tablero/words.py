"""How the dashboard writes amounts, shares and months."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from caudal.interfaces.staff.counts import counted
from caudal.kernel.money import MINUS, format_mxn
from caudal.kernel.periods import MONTH_NAMES

MILLION = Decimal(1_000_000)
UNKNOWN = "–"


def pesos(amount: Decimal) -> str:
    """``$19.63 M`` from a million on; below it to the centavo."""
    if abs(amount) < MILLION:
        return format_mxn(amount)
    millions = _rounded(abs(amount) / MILLION, "0.01")
    return f"{MINUS if amount < 0 else ''}${millions:,} M"


def share(value: Decimal | None, *, digits: str = "0.1") -> str:
    """``84.6 %``."""
    return UNKNOWN if value is None else f"{_rounded(value * 100, digits):,} %"


def change(now: Decimal, before: Decimal) -> Decimal | None:
    """How much more now than before, as a share; None when there is nothing to compare with."""
    return (now - before) / before if before > 0 else None


def signed(value: Decimal | None, unit: str) -> str:
    """``+3.4 %``, ``−0.8 pts`` of a share; empty when unknown."""
    if value is None:
        return ""
    number = _rounded(value * 100, "0.1")
    sign = MINUS if number < 0 else "+" if number > 0 else ""
    return f"{sign}{abs(number):,} {unit}"


def month(day: date) -> str:
    """``noviembre 2026``."""
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def short_month(day: date) -> str:
    """``Nov 26``."""
    return f"{MONTH_NAMES[day.month - 1][:3].capitalize()} {day:%y}"


def waited(since: date, today: date) -> str:
    """``hoy``, ``1 día``, ``8 días``."""
    days = (today - since).days
    return counted(days, "día", "días") if days > 0 else "hoy"


def percent(part: Decimal, whole: Decimal) -> float:
    """Width of a bar, which is no money: percent with two decimals."""
    return float(_rounded(part * 100 / whole, "0.01")) if whole > 0 else 0.0


def _rounded(value: Decimal, digits: str) -> Decimal:
    return value.quantize(Decimal(digits), rounding=ROUND_HALF_UP)
