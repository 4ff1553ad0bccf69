"""The steps of a compiled formula. Each has one static unit and runs on any machine."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from caudal.engines.rating.exact import ONE, common_unit, in_unit
from caudal.engines.rating.formula import Node
from caudal.engines.rating.machine import IntTable, Machine, Quantity, RatingError, Read, V
from caudal.kernel.rounding import Tie


class DivisionByZeroError(RatingError):
    """A divisor of a formula is zero or negative for this account."""


class Op(ABC):
    """A step: ``value = run(machine) × unit``. Conditions and keys have unit 1."""

    unit: Fraction

    @abstractmethod
    def run(self, machine: Machine[V]) -> V:
        """The numbers of the step."""


@dataclass(frozen=True, slots=True)
class Constant(Op):
    """A number that is the same for every account: its sign, in a unit of its own size."""

    value: Fraction
    unit: Fraction = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", abs(self.value) or ONE)

    def run(self, machine: Machine[V]) -> V:
        """The sign of the constant."""
        return machine.constant((self.value > 0) - (self.value < 0))


@dataclass(frozen=True, slots=True)
class Code(Op):
    """A key in quotes."""

    code: int
    unit: Fraction = ONE

    def run(self, machine: Machine[V]) -> V:
        """The code of the key."""
        return machine.constant(self.code)


@dataclass(frozen=True, slots=True)
class Load(Op):
    """An input of the account, or a result that the program left under a name."""

    name: str
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """What the account or the program holds under the name."""
        return machine.load(self.name)


@dataclass(frozen=True, slots=True)
class Remembered(Op):
    """A step that several formulas share, run once where it can be."""

    key: object
    step: Op
    unit: Fraction = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", self.step.unit)

    def run(self, machine: Machine[V]) -> V:
        """What the step gave the first time."""
        return machine.remember(self.key, lambda: self.step.run(machine))


@dataclass(frozen=True, slots=True)
class Noted(Op):
    """A step, over a divisor if there is one, whose value an explanation will quote."""

    node: Node
    step: Op
    divisor: Op | None = None
    unit: Fraction = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", self.step.unit)

    def run(self, machine: Machine[V]) -> V:
        """The step, noted if the machine explains."""
        value = self.step.run(machine)
        # Run on both carriers alike, or the first refusal of an account could differ.
        below = None if self.divisor is None else self.divisor.run(machine)
        if machine.explains:
            unit = self.unit if self.divisor is None else self.unit / self.divisor.unit
            machine.note(self.node, Quantity(value, unit, below).exact(machine.read))
        return value


@dataclass(frozen=True, slots=True)
class Rescaled(Op):
    """A step times a positive constant: only the unit changes."""

    step: Op
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """The same numbers."""
        return self.step.run(machine)


@dataclass(frozen=True, slots=True)
class Sum(Op):
    """``left + sign × right``."""

    left: Op
    right: Op
    sign: int
    unit: Fraction = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", common_unit(self.left.unit, self.right.unit))

    def run(self, machine: Machine[V]) -> V:
        """Both sides in the common unit."""
        by = in_unit(self.left.unit, self.unit)
        times = self.sign * in_unit(self.right.unit, self.unit)
        return machine.combine(self.left.run(machine), by, self.right.run(machine), times)


@dataclass(frozen=True, slots=True)
class Product(Op):
    """``left × right``."""

    left: Op
    right: Op
    unit: Fraction = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", self.left.unit * self.right.unit)

    def run(self, machine: Machine[V]) -> V:
        """The product of the numbers."""
        return machine.multiply(self.left.run(machine), self.right.run(machine))


@dataclass(frozen=True, slots=True)
class InUnit(Op):
    """A step written in a smaller unit."""

    step: Op
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """More, smaller units."""
        return machine.scale(self.step.run(machine), in_unit(self.step.unit, self.unit))


@dataclass(frozen=True, slots=True)
class Rounded(Op):
    """A step, over a divisor if there is one, rounded to whole ``unit``."""

    step: Op
    divisor: Op | None
    unit: Fraction
    tie: Tie
    node: Node

    def run(self, machine: Machine[V]) -> V:
        """Whole units of the rounding."""
        number, unit = self.step.run(machine), self.step.unit
        divisor = machine.constant(1)
        if self.divisor is not None:
            divisor, unit = self.divisor.run(machine), unit / self.divisor.unit
        if machine.explains:
            machine.note(self.node, Quantity(number, unit, divisor).exact(machine.read))
        ratio = unit / self.unit
        above = machine.scale(number, ratio.numerator)
        if self.divisor is None and ratio.denominator == 1:
            return above
        return machine.divide(above, machine.scale(divisor, ratio.denominator), self.tie)


@dataclass(frozen=True, slots=True)
class Positive(Op):
    """A divisor: accounts where it is zero or less are refused."""

    step: Op
    formula: str
    unit: Fraction = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", self.step.unit)

    def run(self, machine: Machine[V]) -> V:
        """The divisor."""
        value = self.step.run(machine)
        machine.refuse(machine.less(value, machine.constant(1)), self._not_positive)
        return value

    def _not_positive(self, read: Read[V]) -> RatingError:  # noqa: ARG002 - every refusal is given the account
        return DivisionByZeroError(
            f"El divisor de «{self.formula}» es cero o negativo; revise los datos de la cuenta"
        )


@dataclass(frozen=True, slots=True)
class Compared(Op):
    """``<``, ``<=``, ``=`` … of two steps in the same unit."""

    operator: str
    left: Op
    right: Op
    unit: Fraction = ONE

    def run(self, machine: Machine[V]) -> V:
        """1 where it holds, 0 elsewhere."""
        left, right = self.left.run(machine), self.right.run(machine)
        operator = self.operator
        if operator in ("=", "<>"):
            found = machine.equal(left, right)
        elif operator in ("<", ">="):
            found = machine.less(left, right)
        else:
            found = machine.less(right, left)
        return machine.opposite(found) if operator in ("<>", ">=", "<=") else found


@dataclass(frozen=True, slots=True)
class AllOf(Op):
    """Whether every condition holds; all are evaluated."""

    conditions: tuple[Op, ...]
    unit: Fraction = ONE

    def run(self, machine: Machine[V]) -> V:
        """1 where all hold, 0 elsewhere."""
        found = self.conditions[0].run(machine)
        for condition in self.conditions[1:]:
            found = machine.both(found, condition.run(machine))
        return found


@dataclass(frozen=True, slots=True)
class Opposite(Op):
    """Whether a condition does not hold."""

    condition: Op
    unit: Fraction = ONE

    def run(self, machine: Machine[V]) -> V:
        """1 where it does not hold."""
        return machine.opposite(self.condition.run(machine))


@dataclass(frozen=True, slots=True)
class Choice(Op):
    """``SI``: the side that is not taken can neither fail nor count. Both are in one unit."""

    condition: Op
    then: Op
    other: Op
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """The side that each account takes."""
        holds = self.condition.run(machine)
        return machine.choose(
            holds, partial(self.then.run, machine), partial(self.other.run, machine)
        )


@dataclass(frozen=True, slots=True)
class Extreme(Op):
    """The smallest or the largest of steps in one unit."""

    steps: tuple[Op, ...]
    largest: bool
    unit: Fraction

    def run(self, machine: Machine[V]) -> V:
        """The smallest or the largest number."""
        found = self.steps[0].run(machine)
        for step in self.steps[1:]:
            other = step.run(machine)
            first_is_less = machine.less(found, other)
            pair = (other, found) if self.largest else (found, other)
            found = machine.pick(first_is_less, *pair)
        return found


@dataclass(frozen=True, slots=True)
class FlagKey(Op):
    """The key ``si`` or ``no`` of a condition."""

    condition: Op
    codes: IntTable
    unit: Fraction = ONE

    def run(self, machine: Machine[V]) -> V:
        """The code of si or no."""
        return machine.take(self.codes, self.condition.run(machine))


@dataclass(frozen=True, slots=True)
class NumberKey(Op):
    """The key of a whole number."""

    number: Op
    unit: Fraction = ONE

    def run(self, machine: Machine[V]) -> V:
        """The code of the number written as text."""
        return machine.encode(self.number.run(machine))


def zero(unit: Fraction) -> Op:
    """Nothing, in a unit."""
    return Rescaled(Constant(Fraction(0)), unit)


def aligned(*steps: Op) -> tuple[Op, ...]:
    """The steps in their common unit."""
    unit = common_unit(*(step.unit for step in steps))
    return tuple(step if step.unit == unit else InUnit(step, unit) for step in steps)
