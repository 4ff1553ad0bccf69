"""How amounts, volumes and dates are written on paper for a reader in Mexico.

Only printed documents use these words; a screen formats through its own templates.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

MINUS: Final = "−"
UNKNOWN: Final = "–"

_WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def amount(value: Decimal) -> str:
    """An amount of money inside a table: ``1,234.50`` or ``−120.00``."""
    return f"{MINUS if value < 0 else ''}{abs(value):,.2f}"


def pesos(value: Decimal) -> str:
    """An amount of money in a figure or a sentence: ``$1,234.50`` or ``−$120.00``."""
    return f"{MINUS if value < 0 else ''}${abs(value):,.2f}"


def volume(value: Decimal) -> str:
    """Cubic metres or a dial, without the zeros that say nothing: ``17``, ``1,284`` or ``12.5``."""
    text = f"{abs(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS if value < 0 else ''}{text}"


def day(value: date) -> str:
    """A date: ``20/11/2026``."""
    return value.strftime("%d/%m/%Y")


def day_with_weekday(value: date) -> str:
    """A date people must remember: ``viernes 20/11/2026``."""
    return f"{_WEEKDAYS[value.weekday()]} {day(value)}"


def minute(value: datetime) -> str:
    """A local date and time of the branch: ``17/11/2026 11:43``."""
    return value.strftime("%d/%m/%Y %H:%M")
