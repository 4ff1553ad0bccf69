"""The kind and the unit of a formula before it ever runs: numbers, keys and yes/no do not mix."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from caudal.engines.rating.definition import InputKind, ScheduleTable, Table, TariffDefinition
from caudal.engines.rating.formula import (
    COMPARISONS,
    FUNCTIONS,
    Binary,
    Call,
    Name,
    Node,
    NumberLiteral,
    TextLiteral,
)
from caudal.engines.rating.graph import OWN_GROSS, Role, value_names


class Kind(StrEnum):
    """What a formula gives; the words are for messages."""

    NUMBER = "un número"
    KEY = "una clave"
    FLAG = "un sí o no"


#: Exponents of m³ and of pesos; None when it cannot be known.
Unit = tuple[int, int] | None
PURE: Unit = (0, 0)
CUBIC_METRES: Unit = (1, 0)
MONEY: Unit = (0, 1)
_UNIT_WORDS = {PURE: "un número", CUBIC_METRES: "m³", MONEY: "pesos", (-1, 1): "pesos por m³"}
_INPUT_TYPES: dict[InputKind, tuple[Kind, Unit]] = {
    InputKind.VOLUME: (Kind.NUMBER, CUBIC_METRES),
    InputKind.INTEGER: (Kind.NUMBER, PURE),
    InputKind.KEY: (Kind.KEY, None),
    InputKind.FLAG: (Kind.FLAG, None),
    InputKind.AMOUNT: (Kind.NUMBER, MONEY),
    InputKind.NUMBER: (Kind.NUMBER, None),
}


QUOTIENT_MESSAGE = (
    "se divide entre algo que cambia con la cuenta; ponga la división dentro de REDONDEAR, "
    "ENTERO o TECHO"
)


@dataclass(frozen=True, slots=True)
class Inferred:
    """What is known of a formula. A literal takes the unit of what it meets.

    A constant is the same for every account; a quotient divides by something that is not.
    """

    kind: Kind
    unit: Unit = None
    is_literal: bool = False
    is_constant: bool = False
    is_quotient: bool = False


NUMBER = Inferred(Kind.NUMBER)


def explicit_arguments(table: Table, definition: TariffDefinition) -> tuple[str, ...]:
    """The dimensions that a call must give: those that are neither inputs nor calculations."""
    given = {spec.name for spec in definition.inputs}
    given |= {calculation.name for calculation in definition.calculations}
    return tuple(name for name in table.dimensions if name not in given)


@dataclass(slots=True)
class Inference:
    """Infers the formulas of one definition; what is wrong goes to ``messages``."""

    definition: TariffDefinition
    messages: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def of(self, node: Node, *, own_gross: bool = False) -> Inferred:
        """The kind and unit of a node; ``bruto`` has a meaning where ``own_gross`` says so."""
        if isinstance(node, NumberLiteral):
            return Inferred(Kind.NUMBER, PURE, is_literal=True, is_constant=True)
        if isinstance(node, TextLiteral):
            return Inferred(Kind.KEY)
        if isinstance(node, Name):
            return self._name(node.name, own_gross=own_gross)
        if isinstance(node, Call):
            infer = self._function if node.name in FUNCTIONS else self._table
            return infer(node, own_gross=own_gross)
        if isinstance(node, Binary):
            return self._binary(node, own_gross=own_gross)
        return self._number(node.operand, "el signo −", own_gross=own_gross)

    def _say(self, message: str) -> None:
        if message not in self.messages:
            self.messages.append(message)

    def _number(self, node: Node, where: str, *, own_gross: bool) -> Inferred:
        found = self.of(node, own_gross=own_gross)
        if found.kind is not Kind.NUMBER:
            self._say(f"{where} necesita un número y recibe {found.kind}")
            return NUMBER
        return found

    def _name(self, name: str, *, own_gross: bool) -> Inferred:
        if name == OWN_GROSS and own_gross:
            return Inferred(Kind.NUMBER, MONEY)
        item = value_names(self.definition).get(name)
        if item is None:
            self._say(f"«{name}» no está definido; agréguelo o corrija el nombre")
            return NUMBER
        if item.role is Role.INPUT:
            spec = self.definition.input(name)
            return Inferred(*_INPUT_TYPES[spec.kind]) if spec else NUMBER
        if item.role is Role.CONCEPT:
            return Inferred(Kind.NUMBER, MONEY)
        if item.role is Role.CALCULATION:
            return self._calculation(name)
        return Inferred(Kind.NUMBER, is_constant=True)

    def _calculation(self, name: str) -> Inferred:
        if name in self._open:
            return NUMBER
        self._open.append(name)
        formula = next(c.formula for c in self.definition.calculations if c.name == name)
        quiet = Inference(self.definition, _open=self._open)
        found = quiet.of(formula.node)
        self._open.pop()
        return found

    def _binary(self, node: Binary, *, own_gross: bool) -> Inferred:
        if node.operator in COMPARISONS:
            return self._comparison(node, own_gross=own_gross)
        left, right = (
            self._number(side, f"«{node.operator}»", own_gross=own_gross)
            for side in (node.left, node.right)
        )
        if isinstance(node.right, NumberLiteral) and node.operator == "/" and not node.right.value:
            self._say("se divide entre cero; corrija el divisor")
        adds = node.operator in "+-"
        divides = node.operator == "/" and not right.is_constant
        return Inferred(
            Kind.NUMBER,
            self._same_unit(left, right, "sumar") if adds else _scaled(left, right, node.operator),
            is_literal=left.is_literal and right.is_literal,
            is_constant=left.is_constant and right.is_constant,
            is_quotient=left.is_quotient or right.is_quotient or divides,
        )

    def _comparison(self, node: Binary, *, own_gross: bool) -> Inferred:
        left, right = (self.of(side, own_gross=own_gross) for side in (node.left, node.right))
        if left.kind is not right.kind:
            self._say(f"no se puede comparar {left.kind} con {right.kind}")
        elif left.kind is not Kind.NUMBER and node.operator not in ("=", "<>"):
            self._say(f"{left.kind} solo se compara con = o <>")
        self._same_unit(left, right, "comparar")
        return Inferred(Kind.FLAG)

    def _same_unit(self, left: Inferred, right: Inferred, verb: str) -> Unit:
        if left.is_literal or right.is_literal:
            return right.unit if left.is_literal else left.unit
        if left.unit is None or right.unit is None:
            return None
        if left.unit != right.unit:
            words = [_UNIT_WORDS.get(unit, "otra unidad") for unit in (left.unit, right.unit)]
            self._say(f"no se puede {verb} {words[0]} con {words[1]}; revise la fórmula")
        return left.unit

    def _function(self, node: Call, *, own_gross: bool) -> Inferred:
        least, most = FUNCTIONS[node.name]
        if len(node.arguments) < least or (most is not None and len(node.arguments) > most):
            self._say(f"{node.name} lleva {least} argumentos y tiene {len(node.arguments)}")
            return Inferred(Kind.FLAG if node.name in ("Y", "O", "NO") else Kind.NUMBER)
        found = [self.of(argument, own_gross=own_gross) for argument in node.arguments]
        if node.name in ("Y", "O", "NO"):
            self._all_of(found, Kind.FLAG, node.name)
            return Inferred(Kind.FLAG)
        if node.name == "SI":
            return self._choice(found)
        self._all_of(found, Kind.NUMBER, node.name)
        if node.name in ("MIN", "MAX"):
            return self._extreme(found)
        if len(node.arguments) == 2 and not _is_small_integer(node.arguments[1]):
            self._say(f"{node.name} lleva como segundo argumento los decimales, de 0 a 6")
        return Inferred(Kind.NUMBER, found[0].unit)

    def _all_of(self, found: list[Inferred], kind: Kind, name: str) -> None:
        for wrong in (item for item in found if item.kind is not kind):
            self._say(f"{name} necesita {kind} y recibe {wrong.kind}")

    def _choice(self, found: list[Inferred]) -> Inferred:
        condition, then, other = found
        if condition.kind is not Kind.FLAG:
            self._say(f"SI necesita una condición y recibe {condition.kind}")
        if then.kind is not other.kind:
            self._say(f"SI da {then.kind} o {other.kind}; ambos deben ser lo mismo")
        return Inferred(
            then.kind,
            self._same_unit(then, other, "elegir entre"),
            is_literal=then.is_literal and other.is_literal,
            is_quotient=then.is_quotient or other.is_quotient,
        )

    def _extreme(self, found: list[Inferred]) -> Inferred:
        unit = found[0]
        for other in found[1:]:
            unit = Inferred(Kind.NUMBER, self._same_unit(unit, other, "comparar"))
        return replace(unit, is_quotient=any(item.is_quotient for item in found))

    def _table(self, node: Call, *, own_gross: bool) -> Inferred:
        table = self.definition.table(node.name)
        found = [self.of(argument, own_gross=own_gross) for argument in node.arguments]
        if table is None:
            self._say(f"la tabla «{node.name}» no existe; agréguela o corrija el nombre")
            return NUMBER
        keys = explicit_arguments(table, self.definition)
        takes_number = isinstance(table, ScheduleTable)
        if len(found) != len(keys) + takes_number:
            wanted = ", ".join([*keys, *(["cantidad"] if takes_number else [])]) or "nada"
            self._say(f"{node.name}(…) lleva {wanted}; tiene {len(found)} argumentos")
            return NUMBER
        self._all_of(found[: len(keys)], Kind.KEY, node.name)
        self._all_of(found[len(keys) :], Kind.NUMBER, node.name)
        is_amount = isinstance(table, ScheduleTable) and not table.is_range
        return Inferred(
            Kind.NUMBER,
            MONEY if is_amount else None,
            is_quotient=any(item.is_quotient for item in found),
        )


def _is_small_integer(node: Node) -> bool:
    return isinstance(node, NumberLiteral) and node.value in range(7)


def _scaled(left: Inferred, right: Inferred, operator: str) -> Unit:
    """The unit of a product or quotient; a literal may carry a unit of its own, except per peso."""
    if left.unit is None or right.unit is None:
        return None
    sign = 1 if operator == "*" else -1
    unit = (left.unit[0] + sign * right.unit[0], left.unit[1] + sign * right.unit[1])
    if left.is_literal != right.is_literal:
        return unit if unit == MONEY else None
    return unit
