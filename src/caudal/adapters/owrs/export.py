"""A tariff of ours as a file of the format, as far as the format can say it.

The format has no rounding, conditions, discounts nor dwelling units: what cannot be said is
refused, and what is said with less precision is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from caudal.adapters.owrs.class_tariff import BILL, COMMODITY, SERVICE, USAGE
from caudal.adapters.owrs.document import OwrsRefused
from caudal.adapters.owrs.schedules import tiers_of
from caudal.adapters.owrs.text import decimal_text
from caudal.engines.rating.compile import ParameterInForce, parameters_in_force
from caudal.engines.rating.definition import (
    ANY_KEY,
    Concept,
    InputKind,
    KeyTable,
    ScheduleTable,
    Table,
    TariffDefinition,
)
from caudal.engines.rating.formula import (
    COMPARISONS,
    Binary,
    Call,
    Name,
    Negative,
    Node,
    NumberLiteral,
    TextLiteral,
)
from caudal.engines.rating.infer import explicit_arguments
from caudal.kernel.rounding import round_fraction

Key = tuple[str, ...]
_PRECEDENCE: Final = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Exported:
    """The document of a file, and what its bills will not have of ours, in words."""

    document: dict[str, Any]
    losses: tuple[str, ...]


def export_tariff(
    definition: TariffDefinition, *, on_date: date, class_input: str | None = None
) -> Exported:
    """The tariff with the parameters of a day; each key of ``class_input`` is a customer class.

    :raises OwrsRefused: if something that is billed cannot be said in the format
    :raises ParameterWithoutValueError: if a parameter has no value yet on that day
    """
    spec = definition.input(class_input) if class_input else None
    if class_input and (spec is None or not spec.values):
        raise OwrsRefused(f"«{class_input}» no es una entrada de claves con sus valores.")
    keys = [value.key for value in spec.values] if spec else [""]
    parameters = parameters_in_force(definition, on_date)
    losses: dict[str, None] = {}
    classes = {}
    for key in keys:
        fixed = {class_input: key} if class_input else {}
        writer = _ClassWriter(definition, parameters, fixed, losses)
        classes[(key or definition.code).upper()] = writer.written()
    usage = _usage_input(definition)
    spec_kind = definition.input(usage) if usage else None
    is_metric = spec_kind is not None and spec_kind.kind is InputKind.VOLUME
    metadata = {
        "effective_date": definition.validity.start.isoformat(),
        "utility_name": definition.name,
        "bill_frequency": definition.frequency,
        "bill_unit": "kilolitre" if is_metric else "ccf",
    }
    return Exported({"metadata": metadata, "rate_structure": classes}, tuple(losses))


def _usage_input(definition: TariffDefinition) -> str | None:
    """The input that is the volume of the bill."""
    volumes = [spec.name for spec in definition.inputs if spec.kind is InputKind.VOLUME]
    named = [spec.name for spec in definition.inputs if spec.name == USAGE]
    return next(iter((*named, *volumes)), None)


@dataclass(slots=True)
class _ClassWriter:
    """The fields of one class, written when a formula first needs them."""

    definition: TariffDefinition
    parameters: dict[str, ParameterInForce]
    fixed: dict[str, str]
    losses: dict[str, None]
    fields: dict[str, Any] = field(default_factory=dict)
    _tiered: dict[str, str] = field(default_factory=dict)
    _inside: str = ""

    def written(self) -> dict[str, Any]:
        terms = [term for concept in self.definition.concepts for term in self._terms(concept)]
        return {**self.fields, BILL: " + ".join(terms)}

    def _terms(self, concept: Concept) -> Iterable[str]:
        """What a concept adds to the bill: its net and its IVA."""
        if concept.condition:
            raise OwrsRefused(f"«{concept.name}» se cobra bajo una condición, que OWRS no expresa.")
        for word, given in (("descuento", concept.discount), ("subsidio", concept.subsidy)):
            if given:
                self.losses[f"el {word} de «{concept.name}» no se exporta"] = None
        term = self._named(concept.name, concept.formula.node)
        yield term
        if concept.tax_rate and not concept.tax_included:
            rate = self._formula(concept.tax_rate.node)
            if rate != "0":
                self.fields[f"{concept.name}_iva"] = f"{term} * {rate}"
                yield f"{concept.name}_iva"

    def _named(self, name: str, node: Node) -> str:
        """The field of a concept or a calculation; a concept that only names another is that
        one.
        """
        if name in self.fields:
            return name
        outside, self._inside = self._inside, name
        text = self._formula(node)
        self._inside = outside
        if text == name or (text.isidentifier() and self.definition.concept(name)):
            return text
        self.fields[name] = text
        return name

    def _formula(self, node: Node, outer: int = 0) -> str:
        node = self._taken(node)
        if isinstance(node, NumberLiteral):
            return decimal_text(Fraction(node.value))
        if isinstance(node, Name):
            return self._name(node.name)
        if isinstance(node, Negative):
            return f"-{self._formula(node.operand, 3)}"
        if isinstance(node, Binary) and node.operator not in COMPARISONS:
            here = _PRECEDENCE[node.operator]
            left = self._formula(node.left, here)
            right = self._formula(node.right, here + (node.operator in "-/"))
            text = f"{left} {node.operator} {right}"
            return f"({text})" if here < outer else text
        if isinstance(node, Call):
            return self._call(node, outer)
        raise OwrsRefused(f"«{self._inside}» compara o condiciona, y OWRS no lo expresa.")

    def _taken(self, node: Node) -> Node:
        """The side of a choice that the class decides by itself."""
        if not (isinstance(node, Call) and node.name == "SI"):
            return node
        condition, then, other = node.arguments
        if isinstance(condition, Binary) and condition.operator in ("=", "<>"):
            left, right = self._key(condition.left), self._key(condition.right)
            if left is not None and right is not None:
                holds = (left == right) == (condition.operator == "=")
                return self._taken(then if holds else other)
        raise OwrsRefused(f"«{self._inside}» usa SI con algo que la clase no decide sola.")

    def _key(self, node: Node) -> str | None:
        """A key that the class or the formula itself gives."""
        if isinstance(node, TextLiteral):
            return node.value
        return self.fixed.get(node.name) if isinstance(node, Name) else None

    def _name(self, name: str) -> str:
        if name in self.parameters:
            return decimal_text(Fraction(self.parameters[name].value))
        formulas = {one.name: one.formula for one in self.definition.calculations}
        formulas |= {one.name: one.formula for one in self.definition.concepts}
        if name in formulas:
            return self._named(name, formulas[name].node)
        return USAGE if name == _usage_input(self.definition) else name

    def _call(self, node: Call, outer: int) -> str:
        is_operand = node.name == "REDONDEAR_PAR" and "budget" in self._inside
        if is_operand and isinstance(node.arguments[0], Name | NumberLiteral):
            return self._formula(node.arguments[0], outer)
        table = self.definition.table(node.name)
        if table is None:
            raise OwrsRefused(f"«{self._inside}» usa {node.name}, que OWRS no tiene.")
        if isinstance(table, KeyTable):
            return self._keyed(table, node)
        text = self._schedule(table, node)
        return f"({text})" if outer and not text.isidentifier() else text

    def _keyed(self, table: KeyTable, node: Call) -> str:
        per_unit = self._per_unit(table.unit)
        numbers = {
            key: decimal_text(round_fraction(Fraction(value) * per_unit, table.rounding))
            for key, value in table.rows
        }
        dimensions, values = self._by_key(table, node, numbers)
        if not dimensions:
            return str(values[()])
        asked = [part.value for part in node.arguments if isinstance(part, TextLiteral)]
        name = "_".join([table.name, *asked])
        self.fields.setdefault(name, _by_key_field(dimensions, values))
        return name

    def _schedule(self, table: ScheduleTable, node: Call) -> str:
        """``service_charge + commodity_charge``: what is paid at zero, and what each unit adds."""
        if table.multiplier or table.is_range:
            raise OwrsRefused(f"La tabla «{table.name}» no se puede decir en rangos de OWRS.")
        self._check_volume(node.arguments[-1])
        per_unit = self._per_unit(table.unit)
        dimensions, groups = self._by_key(table, node, {group.key: group for group in table.groups})
        tiers = {k: tiers_of(group, table, per_unit, self.losses) for k, group in groups.items()}
        starts, prices, service, charge = self._claim(table.name)
        kinds = {one.kind for one in tiers.values()}
        if len(kinds) != 1:
            raise OwrsRefused(f"La tabla «{table.name}» mezcla rangos fijos y por presupuesto.")
        self.fields[starts] = self._lists(dimensions, {k: t.starts for k, t in tiers.items()})
        self.fields[prices] = self._lists(dimensions, {k: t.prices for k, t in tiers.items()})
        self.fields[charge] = kinds.pop()
        for name in ("indoor", "outdoor", "budget"):
            if any(name in one.names for one in tiers.values()):
                self._name(name)
        if all(one.at_zero == 0 for one in tiers.values()):
            return charge
        fixed = {key: decimal_text(one.at_zero) for key, one in tiers.items()}
        self.fields[service] = _by_key_field(dimensions, fixed) if dimensions else fixed[()]
        return f"{service} + {charge}"

    def _claim(self, table: str) -> tuple[str, str, str, str]:
        """The format sums over tiers twice in a class at most."""
        places = (
            ("tier_starts", "tier_prices", SERVICE, COMMODITY),
            ("sewer_tier_starts", "sewer_tier_prices", "sewer_service_charge", "sewer_charge"),
        )
        for place in places:
            if self._tiered.setdefault(place[3], table) == table:
                return place
        raise OwrsRefused(f"La tabla «{table}» sobra: OWRS suma por rangos dos veces a lo más.")

    def _check_volume(self, node: Node) -> None:
        usage = _usage_input(self.definition)
        if isinstance(node, Call) and node.name == "ENTERO":
            self.losses["los consumos con decimales se cobran completos"] = None
            node = node.arguments[0]
        if not (isinstance(node, Name) and node.name == usage):
            raise OwrsRefused(f"«{self._inside}» no cobra el consumo del recibo tal cual.")

    def _per_unit(self, unit: str) -> Fraction:
        found = self.parameters.get(unit)
        return Fraction(found.value) if found else Fraction(1)

    def _lists(self, dimensions: Key, values: dict[Key, tuple[str, ...]]) -> Any:
        lists = {key: list(texts) for key, texts in values.items()}
        is_same = len(set(values.values())) == 1
        return next(iter(lists.values())) if is_same else _by_key_field(dimensions, lists)

    def _by_key(self, table: Table, node: Call, rows: dict[Key, Any]) -> tuple[Key, dict[Key, Any]]:
        """The rows that a class can reach, by the dimensions that are still open."""
        explicit = explicit_arguments(table, self.definition)
        given = dict(self.fixed)
        for name, argument in zip(explicit, node.arguments, strict=False):
            if not isinstance(argument, TextLiteral):
                raise OwrsRefused(f"«{self._inside}» pide a «{table.name}» una clave que cambia.")
            given[name] = argument.value
        open_places = [i for i, name in enumerate(table.dimensions) if name not in given]
        found: dict[Key, tuple[int, Any]] = {}
        for key, value in rows.items():
            pairs = list(zip(table.dimensions, key, strict=True))
            if any(part not in (ANY_KEY, given.get(name, part)) for name, part in pairs):
                continue
            stars = sum(part == ANY_KEY for part in key)
            for own in _expanded(self.definition, [pairs[i] for i in open_places]):
                if own not in found or stars < found[own][0]:
                    found[own] = (stars, value)
        if not found:
            raise OwrsRefused(f"La tabla «{table.name}» no tiene filas para {self.fixed}.")
        dimensions = tuple(table.dimensions[i] for i in open_places)
        return dimensions, {key: value for key, (_, value) in found.items()}


def _expanded(definition: TariffDefinition, pairs: list[tuple[str, str]]) -> list[Key]:
    """A key with each default replaced by every value that the input can take."""
    keys: list[Key] = [()]
    for name, part in pairs:
        spec = definition.input(name)
        listed = [value.key for value in spec.values] if spec else []
        if part == ANY_KEY and not listed:
            raise OwrsRefused(f"«{name}» no lista sus valores, y OWRS no tiene valor por defecto.")
        keys = [(*key, one) for key in keys for one in (listed if part == ANY_KEY else [part])]
    return keys


def _by_key_field(dimensions: Key, values: dict[Key, Any]) -> dict[str, Any]:
    return {
        "depends_on": list(dimensions),
        "values": {"|".join(key): value for key, value in values.items()},
    }
