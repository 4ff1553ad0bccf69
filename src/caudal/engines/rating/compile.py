"""From a checked definition to a program: parameters of the day, one unit per step."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from caudal.engines.rating.compile_tables import compile_key_table, compile_schedule
from caudal.engines.rating.definition import KeyTable, TariffDefinition
from caudal.engines.rating.exact import ONE
from caudal.engines.rating.formula import (
    COMPARISONS,
    FUNCTIONS,
    Binary,
    Call,
    Name,
    Negative,
    Node,
    NumberLiteral,
    TextLiteral,
)
from caudal.engines.rating.graph import OWN_GROSS, Role, value_names
from caudal.engines.rating.infer import Inference, Kind
from caudal.engines.rating.machine import IntTable
from caudal.engines.rating.ops import (
    AllOf,
    Choice,
    Code,
    Compared,
    Constant,
    Extreme,
    FlagKey,
    Load,
    Noted,
    NumberKey,
    Op,
    Opposite,
    Product,
    Remembered,
    Rescaled,
    Rounded,
    Sum,
    aligned,
)
from caudal.engines.rating.vocabulary import Vocabulary
from caudal.kernel.errors import Refusal
from caudal.kernel.rounding import Tie

CENTAVO = Fraction(1, 100)
_ROUNDINGS = {
    "REDONDEAR": Tie.HALF_UP,
    "REDONDEAR_PAR": Tie.HALF_EVEN,
    "ENTERO": Tie.FLOOR,
    "TECHO": Tie.CEILING,
}


class ParameterWithoutValueError(Refusal):
    """A parameter has no value yet on the day of the calculation."""


class ZeroDivisorError(Refusal):
    """A formula divides by a constant that is zero on the day of the calculation."""


@dataclass(frozen=True, slots=True)
class ParameterInForce:
    """The value of a parameter and since when it holds."""

    name: str
    value: Decimal
    since: date


def parameters_in_force(definition: TariffDefinition, on_date: date) -> dict[str, ParameterInForce]:
    """The last value of each parameter on or before a day.

    :raises ParameterWithoutValueError: if one has none yet
    """
    found = {}
    for parameter in definition.parameters:
        past = [(since, value) for since, value in parameter.values if since <= on_date]
        if not past:
            raise ParameterWithoutValueError(
                f"El parámetro {parameter.name} no tiene valor el {on_date:%d/%m/%Y}; agréguelo"
            )
        since, value = past[-1]
        found[parameter.name] = ParameterInForce(parameter.name, value, since)
    return found


@dataclass(frozen=True, slots=True)
class Quotient:
    """A step over another that is not a constant; it must be rounded before any other use."""

    step: Op
    divisor: Op | None = None


@dataclass(slots=True)
class Compiler:
    """Compiles the formulas of one definition for one day."""

    definition: TariffDefinition
    parameters: dict[str, ParameterInForce]
    vocabulary: Vocabulary
    _shared: dict[int, Op] = field(default_factory=dict)
    _keep: list[Node] = field(default_factory=list)

    def share(self, node: Node) -> Op:
        """The step of a node that several formulas hold: run once for each account."""
        if id(node) not in self._shared:
            self._keep.append(node)  # An id is only unique while its node lives.
            self._shared[id(node)] = Remembered(id(node), self.step(node))
        return self._shared[id(node)]

    def key(self, name: str) -> Op:
        """The key that an input or a calculation gives to a table."""
        node = Name(name)
        return self.as_key(self.step(node), Inference(self.definition).of(node).kind)

    def as_key(self, step: Op, kind: Kind) -> Op:
        """A step of any kind as a key."""
        if kind is Kind.FLAG:
            codes = IntTable((self.vocabulary.code("no"), self.vocabulary.code("si")))
            return FlagKey(step, codes)
        return NumberKey(step) if kind is Kind.NUMBER else step

    def per_unit(self, unit: str) -> Fraction:
        """How many pesos is one of the unit of a table."""
        found = self.parameters.get(unit)
        return Fraction(found.value) if found else ONE

    def step(self, node: Node) -> Op:
        """The step of a node that is not a quotient; the check has seen to it."""
        quotient = self.quotient(node)
        if quotient.divisor is not None:
            raise TypeError(node)
        return quotient.step

    def quotient(self, node: Node) -> Quotient:
        """The step of any node."""
        if id(node) in self._shared:
            return Quotient(self._shared[id(node)])
        if isinstance(node, Negative):
            return self._sum(Quotient(Constant(Fraction(0))), self.quotient(node.operand), -1)
        return self._binary(node) if isinstance(node, Binary) else Quotient(self._leaf(node))

    def _leaf(self, node: NumberLiteral | TextLiteral | Name | Call) -> Op:
        if isinstance(node, NumberLiteral):
            return Constant(Fraction(node.value))
        if isinstance(node, TextLiteral):
            return Code(self.vocabulary.code(node.value))
        return Noted(node, self._name(node.name) if isinstance(node, Name) else self._call(node))

    def _name(self, name: str) -> Op:
        if name == OWN_GROSS:
            return Load(name, CENTAVO)
        item = value_names(self.definition)[name]
        if item.role is Role.CONCEPT:
            return Load(name, CENTAVO)
        if item.role is Role.PARAMETER:
            return Constant(Fraction(self.parameters[name].value))
        if item.role is Role.CALCULATION:
            formula = next(c.formula for c in self.definition.calculations if c.name == name)
            return Remembered(name, self.step(formula.node))
        spec = next(spec for spec in self.definition.inputs if spec.name == name)
        return Load(name, Fraction(1, 10**spec.decimals))

    def _binary(self, node: Binary) -> Quotient:
        if node.operator in COMPARISONS:
            left, right = aligned(self.step(node.left), self.step(node.right))
            return Quotient(Noted(node, Compared(node.operator, left, right)))
        left_side, right_side = self.quotient(node.left), self.quotient(node.right)
        if node.operator in "+-":
            return self._sum(left_side, right_side, 1 if node.operator == "+" else -1)
        if node.operator == "*":
            return Quotient(
                product(left_side.step, right_side.step),
                _product_or_none(left_side.divisor, right_side.divisor),
            )
        above = left_side.step
        if right_side.divisor is not None:
            above = product(above, right_side.divisor)
        constant = constant_of(right_side.step)
        if constant == 0:
            raise ZeroDivisorError("Una fórmula divide entre un parámetro que vale cero; corríjalo")
        if constant is not None:
            return Quotient(product(above, Constant(1 / constant)), left_side.divisor)
        return Quotient(above, _product_or_none(left_side.divisor, right_side.step))

    def _sum(self, left: Quotient, right: Quotient, sign: int) -> Quotient:
        """``a/b ± c/d = (a·d ± c·b)/(b·d)``."""
        first = left.step if right.divisor is None else product(left.step, right.divisor)
        second = right.step if left.divisor is None else product(right.step, left.divisor)
        divisor = _product_or_none(left.divisor, right.divisor)
        numbers = constant_of(first), constant_of(second)
        if numbers[0] is not None and numbers[1] is not None:
            return Quotient(Constant(numbers[0] + sign * numbers[1]), divisor)
        return Quotient(Sum(first, second, sign), divisor)

    def _call(self, node: Call) -> Op:
        if node.name not in FUNCTIONS:
            return self._table(node)
        if node.name in _ROUNDINGS:
            return self._rounding(node)
        steps = tuple(self.step(argument) for argument in node.arguments)
        if node.name in ("Y", "O", "NO"):
            return _condition(node.name, steps)
        if node.name == "SI":
            then, other = aligned(*steps[1:])
            return Choice(steps[0], then, other, then.unit)
        same = aligned(*steps)
        return Extreme(same, largest=node.name == "MAX", unit=same[0].unit)

    def _rounding(self, node: Call) -> Op:
        inside = self.quotient(node.arguments[0])
        unit = ONE
        if len(node.arguments) == 2 and isinstance(node.arguments[1], NumberLiteral):
            unit = Fraction(1, 10 ** int(node.arguments[1].value))
        return Rounded(
            inside.step, inside.divisor, unit, _ROUNDINGS[node.name], node.name, node.arguments[0]
        )

    def _table(self, node: Call) -> Op:
        table = next(table for table in self.definition.tables if table.name == node.name)
        if isinstance(table, KeyTable):
            return compile_key_table(table, node, self)
        return compile_schedule(table, node, self)


def _condition(name: str, steps: tuple[Op, ...]) -> Op:
    if name == "NO":
        return Opposite(steps[0])
    if name == "Y":
        return AllOf(steps)
    return Opposite(AllOf(tuple(Opposite(step) for step in steps)))


def constant_of(step: Op) -> Fraction | None:
    """The value of a step that is a constant, seen through notes, names and changes of unit."""
    if isinstance(step, Noted | Remembered):
        return constant_of(step.step)
    if isinstance(step, Rescaled):
        inside = constant_of(step.step)
        return None if inside is None else inside * step.unit / step.step.unit
    return step.value if isinstance(step, Constant) else None


def product(left: Op, right: Op) -> Op:
    """A product; by a positive constant it costs nothing but a change of unit."""
    first, second = constant_of(left), constant_of(right)
    if first is not None and second is not None:
        return Constant(first * second)
    for value, other in ((second, left), (first, right)):
        if value is not None and value > 0:
            return Rescaled(other, other.unit * value)
    return Product(left, right)


def _product_or_none(left: Op | None, right: Op | None) -> Op | None:
    if left is None or right is None:
        return right if left is None else left
    return product(left, right)
