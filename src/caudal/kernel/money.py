"""Amounts in pesos: exact centavos, how people read them and how they type them.

Nothing here rounds. What has more than two decimals is rounded where its concept says so
(``caudal.kernel.rounding``); here it is refused.
"""

import re
from decimal import Decimal

from caudal.kernel.errors import Refusal
from caudal.kernel.rounding import CENTAVO

MINUS = "−"
#: What a column ``numeric(14,2)`` holds.
LARGEST_AMOUNT = Decimal("999999999999.99")

_MOST_DIGITS = 20
_TYPED = re.compile(
    r"""(?P<sign>[-−]\s?(?:\$|MXN)? | (?:\$|MXN)?\s?[-−]?)\s?
        (?P<whole>[0-9]{1,3}(?:,[0-9]{3})+ | [0-9]{1,3}(?:\s[0-9]{3})+ | [0-9]*)
        (?:\.(?P<decimals>[0-9]*))?
        \s?(?:MXN|M\.?N\.?|pesos?)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


class AmountRefused(Refusal):
    """An amount that cannot be taken as money."""


class AmountNotInCentavos(AmountRefused):
    """It carries fractions of a centavo."""


class AmountMissing(AmountRefused):
    """Nothing was typed."""


class AmountMalformed(AmountRefused):
    """What was typed is not an amount in the Mexican way of writing."""


class AmountOutOfRange(AmountRefused):
    """It is below or above what the place where it was typed accepts."""


def quantize(amount: Decimal) -> Decimal:
    """Write an amount with exactly two decimals. It never rounds.

    :raises AmountNotInCentavos: if a fraction of a centavo would be lost
    :raises AmountOutOfRange: if it is not a number or no treasury could hold it
    """
    if not amount.is_finite() or amount.adjusted() > _MOST_DIGITS:
        message = f"El importe {amount} no es una cantidad de dinero"
        raise AmountOutOfRange(message)
    written = amount.quantize(CENTAVO)
    if written != amount:
        message = f"El importe {amount} tiene fracciones de centavo; redondéelo por su concepto"
        raise AmountNotInCentavos(message)
    return written


def to_centavos(amount: Decimal) -> int:
    """The amount as a whole number of centavos.

    :raises AmountNotInCentavos: if it carries fractions of a centavo
    """
    return int(quantize(amount).scaleb(2))


def from_centavos(centavos: int) -> Decimal:
    """The amount in pesos, with two decimals, of a whole number of centavos."""
    return Decimal(centavos).scaleb(-2)


def format_amount(amount: Decimal) -> str:
    """Write it as in a table: ``1,234.50``, with the minus before: ``−1,234.50``.

    :raises AmountNotInCentavos: if it carries fractions of a centavo
    """
    return _signed(amount, symbol="")


def format_mxn(amount: Decimal) -> str:
    """Write it as in a sentence or a figure: ``$1,234.50``, ``−$1,234.50``.

    :raises AmountNotInCentavos: if it carries fractions of a centavo
    """
    return _signed(amount, symbol="$")


def parse_amount(
    text: str, *, minimum: Decimal = CENTAVO, maximum: Decimal = LARGEST_AMOUNT
) -> Decimal:
    """Read what a person typed: ``1,234.5``, ``$ 1 234.50``, ``1234``, ``.50``, ``−20``.

    Commas and spaces only group thousands: ``12,50`` is refused rather than read as 1250 or as
    12.50. A negative amount is accepted only where ``minimum`` is negative.

    :raises AmountMissing: if nothing was typed
    :raises AmountMalformed: if it is not an amount
    :raises AmountNotInCentavos: if it has more than two decimals
    :raises AmountOutOfRange: if it is outside ``minimum`` to ``maximum``
    """
    typed = " ".join(text.split())
    if not typed:
        raise AmountMissing("Escriba el importe, por ejemplo 1,234.50")
    match = _TYPED.fullmatch(typed)
    if match is None or not (match["whole"] or match["decimals"]):
        message = f"«{typed}» no es un importe; escríbalo con punto decimal: 1,234.50"
        raise AmountMalformed(message)
    whole = re.sub("[^0-9]", "", match["whole"]).lstrip("0")
    decimals = match["decimals"] or ""
    if len(decimals) > 2:
        message = f"«{typed}» tiene más de dos decimales; el importe va en centavos"
        raise AmountNotInCentavos(message)
    if len(whole) > 12:
        raise AmountOutOfRange(_largest(maximum))
    amount = Decimal(f"{whole or '0'}.{decimals:0<2}")
    is_negative = match["sign"].strip("$MXNmxn ") != ""
    return _within(-amount if is_negative else amount, minimum=minimum, maximum=maximum)


def _within(amount: Decimal, *, minimum: Decimal, maximum: Decimal) -> Decimal:
    if amount < minimum:
        message = f"El importe mínimo es {format_mxn(minimum)}"
        raise AmountOutOfRange(message)
    if amount > maximum:
        raise AmountOutOfRange(_largest(maximum))
    return amount


def _largest(maximum: Decimal) -> str:
    return f"El importe máximo es {format_mxn(maximum)}; revise si sobra un dígito"


def _signed(amount: Decimal, *, symbol: str) -> str:
    sign = MINUS if amount < 0 else ""
    return f"{sign}{symbol}{abs(quantize(amount)):,.2f}"
