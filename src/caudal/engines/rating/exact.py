"""Exact columns: integers with one static rational unit, ``value = number × unit``.

``+ −`` bring both sides to a common unit, ``×`` multiplies units, a constant only changes the unit.
"""

from fractions import Fraction
from math import gcd

ONE = Fraction(1)


def common_unit(*units: Fraction) -> Fraction:
    """The largest unit of which all are whole multiples."""
    unit = units[0]
    for other in units[1:]:
        shared = gcd(unit.numerator * other.denominator, other.numerator * unit.denominator)
        unit = Fraction(shared, unit.denominator * other.denominator)
    return unit


def unit_of_values(values: list[Fraction]) -> Fraction:
    """The largest unit that writes all the values as integers; 1 when all are zero."""
    return common_unit(*[abs(value) for value in values if value] or [ONE])


def in_unit(value: Fraction, unit: Fraction) -> int:
    """How many units a value has; the unit comes from :func:`common_unit`, so it is whole."""
    return (value / unit).numerator
