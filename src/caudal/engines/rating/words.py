"""Numbers as they are read: exact, with grouped thousands, never in scientific notation."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction


def exact_decimal(value: Fraction, *, most_places: int = 12) -> Decimal:
    """The decimal of a fraction: exact when it ends within the places, else to the nearest."""
    digits = len(str(abs(value.numerator) // value.denominator))
    with localcontext(prec=digits + most_places + 2):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        rounded = quotient.quantize(Decimal(1).scaleb(-most_places), rounding=ROUND_HALF_UP)
        return trimmed(rounded)


def trimmed(value: Decimal) -> Decimal:
    """The same number without zeros at the end, and without an exponent."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


def readable(value: Fraction) -> Decimal:
    """Exact when the number ends; four decimals of one that does not, as 33.3333."""
    number = exact_decimal(value)
    return number if Fraction(number) == value else exact_decimal(value, most_places=4)


def plain(value: Fraction | Decimal) -> str:
    """17, 7.5 or 1,284: without zeros at the end."""
    return f"{readable(Fraction(value)):,f}"


def places(value: Fraction | Decimal, least: int) -> str:
    """At least so many decimals, more if the number has them: 118.40, 13.2650."""
    number = readable(Fraction(value))
    exponent = number.as_tuple().exponent
    decimals = max(least, -exponent if isinstance(exponent, int) else 0)
    return f"{number:,.{decimals}f}"


def money(value: Fraction | Decimal) -> str:
    """Two decimals when the amount is of whole centavos, at least four when it is not yet."""
    return places(value, 2 if Fraction(value) * 100 == int(value * 100) else 4)


def as_written(value: Fraction | Decimal) -> str:
    """A number of a formula with the decimals that its author gave it, two at least if any."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    decimals = -exponent if isinstance(exponent, int) else 0
    return places(value, max(2, decimals)) if value != int(value) else plain(value)
