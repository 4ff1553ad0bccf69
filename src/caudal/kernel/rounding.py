"""How an exact amount becomes a printed one.

Every concept of a tariff names one rule; nothing else in the product rounds money
(docs/decisions/0001).
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from numpy.typing import NDArray

CENTAVO = Decimal("0.01")
PESO = Decimal(1)


class RoundingRule(StrEnum):
    """The rules that laws and councils really use. Values are the words of a tariff pack."""

    CENTAVO = "centavo"
    PESO = "peso"
    PESO_UP = "peso_arriba"
    CENTAVO_HALF_EVEN = "centavo_par"
    EXACT = "exacto"


_QUANTUM_AND_TIE = {
    RoundingRule.CENTAVO: (CENTAVO, ROUND_HALF_UP),
    RoundingRule.PESO: (PESO, ROUND_HALF_UP),
    RoundingRule.PESO_UP: (PESO, ROUND_UP),
    RoundingRule.CENTAVO_HALF_EVEN: (CENTAVO, ROUND_HALF_EVEN),
}


def round_amount(amount: Decimal, rule: RoundingRule = RoundingRule.CENTAVO) -> Decimal:
    """Round an amount in pesos by a rule; ties go away from zero unless the rule says otherwise."""
    if rule is RoundingRule.EXACT:
        return amount
    quantum, tie = _QUANTUM_AND_TIE[rule]
    return amount.quantize(quantum, rounding=tie)


class Tie(StrEnum):
    """Where a quotient goes when it is not whole."""

    HALF_UP = "half_up"  # nearest; a tie goes away from zero
    HALF_EVEN = "half_even"
    UP = "up"  # away from zero
    FLOOR = "floor"
    CEILING = "ceiling"


_TIE_OF_DECIMAL = {ROUND_HALF_UP: Tie.HALF_UP, ROUND_HALF_EVEN: Tie.HALF_EVEN, ROUND_UP: Tie.UP}

#: One text for Python integers and for whole columns, so that a preview equals an issue.
Integers = TypeVar("Integers", int, "NDArray[Any]")


def rounding_step(rule: RoundingRule) -> tuple[Fraction, Tie] | None:
    """The quantum in pesos and the tie of a rule; None when it does not round."""
    if rule is RoundingRule.EXACT:
        return None
    quantum, tie = _QUANTUM_AND_TIE[rule]
    return Fraction(quantum), _TIE_OF_DECIMAL[tie]


def divide_rounding(numerator: Integers, denominator: Integers, tie: Tie) -> Integers:
    """The whole quotient of integers, exactly rounded; the denominator is positive."""
    quotient: Integers = numerator // denominator
    if tie is Tie.FLOOR:
        return quotient
    if tie is Tie.CEILING:
        quotient = -(-numerator // denominator)
    elif tie is Tie.HALF_EVEN:
        twice = 2 * (numerator - quotient * denominator)
        odd = quotient % 2 == 1
        quotient = quotient + ((twice > denominator) | ((twice == denominator) & odd))
    else:
        size, sign = abs(numerator), (numerator > 0) * 1 - (numerator < 0) * 1
        quotient = size + denominator - 1 if tie is Tie.UP else 2 * size + denominator
        quotient = sign * (quotient // (denominator if tie is Tie.UP else 2 * denominator))
    return quotient


def round_fraction(amount: Fraction, rule: RoundingRule = RoundingRule.CENTAVO) -> Fraction:
    """Round an exact amount by a rule."""
    step = rounding_step(rule)
    if step is None:
        return amount
    quantum, tie = step
    quotient = amount / quantum
    return divide_rounding(quotient.numerator, quotient.denominator, tie) * quantum
