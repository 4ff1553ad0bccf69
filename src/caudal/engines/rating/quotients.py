"""Arithmetic of steps, where a division by something that changes with the account stays exact.

A quotient is two steps: what is divided and the divisor. Sums and comparisons bring both sides over
one divisor, so that nothing is rounded until the tariff says so.
"""

from dataclasses import dataclass
from fractions import Fraction

from caudal.engines.rating.exact import ONE
from caudal.engines.rating.machine import Machine, Quantity, V
from caudal.engines.rating.ops import (
    Choice,
    Compared,
    Constant,
    Extreme,
    Noted,
    Op,
    Positive,
    Product,
    Remembered,
    Rescaled,
    Sum,
    aligned,
)
from caudal.kernel.errors import Refusal


class ZeroDivisorError(Refusal):
    """A formula divides by a constant that is zero on the day of the calculation."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A step, over another where it was divided by something that changes with the account."""

    step: Op
    divisor: Op | None = None

    def run(self, machine: Machine[V]) -> Quantity[V]:
        """What the steps give, with the unit of the whole."""
        number = self.step.run(machine)
        if self.divisor is None:
            return Quantity(number, self.step.unit)
        return Quantity(number, self.step.unit / self.divisor.unit, self.divisor.run(machine))


def remembered(key: object, value: Quotient) -> Quotient:
    """A quotient that several formulas share, run once where it can be."""
    if value.divisor is None:
        return Quotient(Remembered(key, value.step))
    return Quotient(Remembered(key, value.step), Remembered(("divisor", key), value.divisor))


def constant_of(step: Op) -> Fraction | None:
    """The value of a step that is a constant, seen through notes, names and changes of unit."""
    if isinstance(step, Noted | Remembered):
        return constant_of(step.step)
    if isinstance(step, Rescaled):
        inside = constant_of(step.step)
        return None if inside is None else inside * step.unit / step.step.unit
    return step.value if isinstance(step, Constant) else None


def added(left: Quotient, right: Quotient, sign: int) -> Quotient:
    """``a/b ± c/d = (a·d ± c·b)/(b·d)``."""
    (first, second), divisor = _over_one_divisor(left, right)
    numbers = constant_of(first), constant_of(second)
    if numbers[0] is not None and numbers[1] is not None:
        return Quotient(Constant(numbers[0] + sign * numbers[1]), divisor)
    return Quotient(Sum(first, second, sign), divisor)


def multiplied(left: Quotient, right: Quotient) -> Quotient:
    """``a/b × c/d = (a·c)/(b·d)``."""
    return Quotient(_product(left.step, right.step), _both(left.divisor, right.divisor))


def divided(left: Quotient, right: Quotient, formula: str) -> Quotient:
    """``a/b ÷ c/d = (a·d)/(b·c)``; accounts where c is not positive are refused.

    :raises ZeroDivisorError: if c is a constant and is zero
    """
    above = left.step if right.divisor is None else _product(left.step, right.divisor)
    constant = constant_of(right.step)
    if constant == 0:
        raise ZeroDivisorError("Una fórmula divide entre un parámetro que vale cero; corríjalo")
    if constant is not None:
        return Quotient(_product(above, Constant(1 / constant)), left.divisor)
    below = Remembered(object(), Positive(right.step, formula))
    return Quotient(above, _both(left.divisor, below))


def compared(operator: str, left: Quotient, right: Quotient) -> Op:
    """Divisors are positive, so that what is over the same one compares as it stands."""
    sides, _ = _over_one_divisor(left, right)
    first, second = aligned(*sides)
    return Compared(operator, first, second)


def extreme(sides: tuple[Quotient, ...], *, largest: bool) -> Quotient:
    """The smallest or the largest; all are evaluated."""
    steps, divisor = _over_one_divisor(*sides)
    same = aligned(*steps)
    return Quotient(Extreme(same, largest=largest, unit=same[0].unit), divisor)


def chosen(condition: Op, then: Quotient, other: Quotient) -> Quotient:
    """One of two, each with its own divisor: the side that is not taken can neither fail nor
    count.
    """
    first, second = aligned(then.step, other.step)
    if then.divisor is None and other.divisor is None:
        return Quotient(Choice(condition, first, second, first.unit))
    condition = Remembered(object(), condition)
    above, below = aligned(*(side.divisor or Constant(ONE) for side in (then, other)))
    return Quotient(
        Choice(condition, first, second, first.unit),
        Remembered(object(), Choice(condition, above, below, above.unit)),
    )


def _over_one_divisor(*sides: Quotient) -> tuple[tuple[Op, ...], Op | None]:
    """What is left above when all sides stand over the product of their different divisors."""
    divisors: list[Op] = []
    for side in sides:
        if side.divisor is not None and not any(side.divisor is one for one in divisors):
            divisors.append(side.divisor)
    steps, whole = [], None
    for side in sides:
        step = side.step
        for divisor in divisors:
            if divisor is not side.divisor:
                step = _product(step, divisor)
        steps.append(step)
    for divisor in divisors:
        whole = _both(whole, divisor)
    return tuple(steps), whole


def _product(left: Op, right: Op) -> Op:
    """A product; by a positive constant it costs nothing but a change of unit."""
    first, second = constant_of(left), constant_of(right)
    if first is not None and second is not None:
        return Constant(first * second)
    for value, other in ((second, left), (first, right)):
        if value is not None and value > 0:
            return Rescaled(other, other.unit * value)
    return Product(left, right)


def _both(left: Op | None, right: Op | None) -> Op | None:
    if left is None or right is None:
        return right if left is None else left
    return _product(left, right)
