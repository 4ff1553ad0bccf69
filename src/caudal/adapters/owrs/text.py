"""Numbers of the format: exact decimals, never in scientific notation."""

from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

#: For the few amounts that no decimal ends, as a third of a peso.
_DIGITS: Final = 34


def decimal_text(value: Fraction) -> str:
    """The exact decimal; one that never ends, to 34 significant digits."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    # A decimal that ends has no more places than its denominator has bits.
    places = value.denominator.bit_length()
    precision = len(str(abs(value.numerator))) + places if rest == 1 else _DIGITS
    context = Context(prec=precision)
    return f"{context.divide(Decimal(value.numerator), Decimal(value.denominator)):f}"
