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
    written,
)
from caudal.engines.rating.graph import OWN_GROSS, Role, value_names
from caudal.engines.rating.infer import Inference, Kind
from caudal.engines.rating.machine import IntTable
from caudal.engines.rating.ops import (
    AllOf,
    Code,
    Constant,
    FlagKey,
    Load,
    Noted,
    NumberKey,
    Op,
    Opposite,
    Rounded,
)
from caudal.engines.rating.quotients import (
    Quotient,
    added,
    chosen,
    compared,
    divided,
    extreme,
    multiplied,
    remembered,
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


@dataclass(slots=True)
class Compiler:
    """Compiles the formulas of one definition for one day."""

    definition: TariffDefinition
    parameters: dict[str, ParameterInForce]
    vocabulary: Vocabulary
    _shared: dict[int, Quotient] = field(default_factory=dict)
    _calculated: dict[str, Quotient] = field(default_factory=dict)
    _keep: list[Node] = field(default_factory=list)

    def share(self, node: Node) -> Quotient:
        """The step of a node that several formulas hold: run once for each account."""
        if id(node) not in self._shared:
            self._keep.append(node)  # An id is only unique while its node lives.
            self._shared[id(node)] = remembered(id(node), self.quotient(node))
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
        """The step of a node that divides by nothing that changes: a key, a condition, a rate."""
        quotient = self.quotient(node)
        if quotient.divisor is not None:
            raise TypeError(node)
        return quotient.step

    def quotient(self, node: Node) -> Quotient:
        """The step of any node, over a divisor where it divides by something that changes."""
        if id(node) in self._shared:
            return self._shared[id(node)]
        if isinstance(node, NumberLiteral):
            return Quotient(Constant(Fraction(node.value)))
        if isinstance(node, TextLiteral):
            return Quotient(Code(self.vocabulary.code(node.value)))
        if isinstance(node, Negative):
            operand = self.quotient(node.operand)
            return added(Quotient(Constant(Fraction(0)), operand.divisor), operand, -1)
        if isinstance(node, Binary):
            return self._binary(node)
        found = self._name(node.name) if isinstance(node, Name) else self._call(node)
        return Quotient(Noted(node, found.step, found.divisor), found.divisor)

    def _name(self, name: str) -> Quotient:
        if name == OWN_GROSS:
            return Quotient(Load(name, CENTAVO))
        item = value_names(self.definition)[name]
        if item.role is Role.CALCULATION:
            return self._calculation(name)
        if item.role is Role.CONCEPT:
            return Quotient(Load(name, CENTAVO))
        if item.role is Role.PARAMETER:
            return Quotient(Constant(Fraction(self.parameters[name].value)))
        spec = next(spec for spec in self.definition.inputs if spec.name == name)
        return Quotient(Load(name, Fraction(1, 10**spec.decimals)))

    def _calculation(self, name: str) -> Quotient:
        if name not in self._calculated:
            formula = next(c.formula for c in self.definition.calculations if c.name == name)
            self._calculated[name] = remembered(name, self.quotient(formula.node))
        return self._calculated[name]

    def _binary(self, node: Binary) -> Quotient:
        left, right = self.quotient(node.left), self.quotient(node.right)
        if node.operator in COMPARISONS:
            return Quotient(Noted(node, compared(node.operator, left, right)))
        if node.operator in "+-":
            return added(left, right, 1 if node.operator == "+" else -1)
        return (
            multiplied(left, right) if node.operator == "*" else divided(left, right, written(node))
        )

    def _call(self, node: Call) -> Quotient:
        if node.name not in FUNCTIONS:
            return self._table(node)
        if node.name in _ROUNDINGS:
            return Quotient(self._rounding(node))
        if node.name in ("Y", "O", "NO"):
            steps = tuple(self.step(argument) for argument in node.arguments)
            return Quotient(_condition(node.name, steps))
        if node.name == "SI":
            condition, then, other = node.arguments
            return chosen(self.step(condition), self.quotient(then), self.quotient(other))
        sides = tuple(self.quotient(argument) for argument in node.arguments)
        return extreme(sides, largest=node.name == "MAX")

    def _rounding(self, node: Call) -> Op:
        inside = self.quotient(node.arguments[0])
        unit = ONE
        if len(node.arguments) == 2 and isinstance(node.arguments[1], NumberLiteral):
            unit = Fraction(1, 10 ** int(node.arguments[1].value))
        return Rounded(inside.step, inside.divisor, unit, _ROUNDINGS[node.name], node.arguments[0])

    def _table(self, node: Call) -> Quotient:
        table = next(table for table in self.definition.tables if table.name == node.name)
        if isinstance(table, KeyTable):
            return Quotient(compile_key_table(table, node, self))
        return compile_schedule(table, node, self)


def _condition(name: str, steps: tuple[Op, ...]) -> Op:
    if name == "NO":
        return Opposite(steps[0])
    if name == "Y":
        return AllOf(steps)
    return Opposite(AllOf(tuple(Opposite(step) for step in steps)))
