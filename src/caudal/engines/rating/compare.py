"""What changes from one version of a tariff to another, piece by piece."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from caudal.engines.rating.definition import (
    Concept,
    InputSpec,
    KeyTable,
    Parameter,
    TariffDefinition,
)
from caudal.engines.rating.formula import Formula
from caudal.engines.rating.printing import PrintedRow, PrintedTable, printed_tables

Value = Decimal | str | None
_SHARE_STEP: Final = Decimal("0.0001")


class Part(StrEnum):
    """Where in a tariff a change is; the value is its name on the screen."""

    HEAD = "Datos"
    INPUTS = "Entradas"
    PARAMETERS = "Parámetros"
    TABLES = "Tablas"
    CALCULATIONS = "Cálculos"
    CONCEPTS = "Conceptos"


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; None where it was not there. Amounts are in pesos of the first
    day of each version.
    """

    part: Part
    name: str
    place: str
    what: str
    before: Value
    after: Value

    @property
    def share(self) -> Decimal | None:
        """How much it grew, as a share of what it was; None where that says nothing."""
        if not isinstance(self.before, Decimal) or not isinstance(self.after, Decimal):
            return None
        if not self.before:
            return None
        return (self.after / self.before - 1).quantize(_SHARE_STEP)


Facts = Mapping[tuple[str, str, str], Value]
"""Values by name, place and what they are."""


def compare(before: TariffDefinition, after: TariffDefinition) -> tuple[Change, ...]:
    """Every difference, in the order of the document; empty when both charge and say the same."""
    sides = (before, after)
    labels = {**_labels(before), **_labels(after)}
    readers = {
        Part.HEAD: _head,
        Part.INPUTS: _inputs,
        Part.PARAMETERS: _parameters,
        Part.TABLES: _tables,
        Part.CALCULATIONS: _calculations,
        Part.CONCEPTS: _concepts,
    }
    return tuple(
        change
        for part, read in readers.items()
        for change in _differences(part, labels, *(dict(read(side)) for side in sides))
    )


def _labels(tariff: TariffDefinition) -> dict[tuple[Part, str], str]:
    """The name on the screen of what has one."""
    named = {
        Part.INPUTS: tariff.inputs,
        Part.TABLES: tariff.tables,
        Part.CONCEPTS: tariff.concepts,
    }
    return {
        (part, item.name): item.label
        for part, items in named.items()
        for item in items
        if item.label
    }


def _differences(
    part: Part, labels: Mapping[tuple[Part, str], str], before: Facts, after: Facts
) -> Iterator[Change]:
    for name, place, what in _in_order(before, after):
        was, is_now = (side.get((name, place, what)) for side in (before, after))
        if was != is_now:
            yield Change(part, labels.get((part, name), name), place, what, was, is_now)


def _in_order(before: Facts, after: Facts) -> Iterator[tuple[str, str, str]]:
    """The keys of both: those that went away stand where they were, beside what is left."""
    waiting = [key for key in before if key not in after]
    places = {key: index for index, key in enumerate(before)}
    for key in after:
        while waiting and key in places and places[waiting[0]] < places[key]:
            yield waiting.pop(0)
        yield key
    yield from waiting


Read = Iterable[tuple[tuple[str, str, str], Value]]


def _head(tariff: TariffDefinition) -> Read:
    validity, source = tariff.validity, tariff.source
    facts: dict[str, Value] = {
        "clave": tariff.code,
        "nombre": tariff.name,
        "periodicidad": tariff.frequency,
        "rige desde": f"{validity.start:%d/%m/%Y}",
        "rige hasta": f"{validity.last_day:%d/%m/%Y}" if validity.last_day else None,
        "criterio": str(validity.criterion),
        "norma": source.norm,
        "publicada": source.published or None,
        "aprobó": source.approved_by or None,
        "completa": "sí" if tariff.is_complete else "no",
        "redondeo del total": str(tariff.total_rounding),
    }
    return ((("", "", what), value) for what, value in facts.items())


def _inputs(tariff: TariffDefinition) -> Read:
    for spec in tariff.inputs:
        name = spec.name
        yield (name, "", "tipo"), str(spec.kind)
        yield (name, "", "si no se dice"), _said(spec)
        yield (name, "", "mínimo"), spec.minimum
        for value in spec.values:
            yield (name, value.key, "valor"), value.label or value.key


def _said(spec: InputSpec) -> Value:
    if isinstance(spec.default, bool):
        return "sí" if spec.default else "no"
    return spec.default


def _parameters(tariff: TariffDefinition) -> Read:
    for parameter in tariff.parameters:
        yield from _values(parameter)


def _values(parameter: Parameter) -> Read:
    for since, value in parameter.values:
        yield (parameter.name, f"desde {since:%d/%m/%Y}", "valor"), value


def _tables(tariff: TariffDefinition) -> Read:
    printed: dict[str, list[PrintedTable]] = {}
    for each in printed_tables(tariff):
        printed.setdefault(each.table, []).append(each)
    for table in tariff.tables:
        if isinstance(table, KeyTable):
            yield from _keys(table)
            continue
        for each in printed.get(table.name, ()):
            yield from _rows(each)


def _keys(table: KeyTable) -> Read:
    for key, value in table.rows:
        yield (table.name, ", ".join(key), "valor"), value


def _rows(table: PrintedTable) -> Read:
    what = "valor" if table.is_price else "cuota"
    yield (table.table, table.key_label, "modo"), str(table.mode)
    for row in table.rows:
        place = ", ".join(part for part in (table.key_label, _place(row)) if part)
        yield (table.table, place, what), row.quota
        yield (table.table, place, "precio por m³"), row.price


def _place(row: PrintedRow) -> str:
    """A row by where it ends, so that it is the same one when those before it change."""
    return row.title if row.upper is None else f"hasta {row.upper:f} m³"


def _calculations(tariff: TariffDefinition) -> Read:
    for item in tariff.calculations:
        yield (item.name, "", "fórmula"), item.formula.text


def _concepts(tariff: TariffDefinition) -> Read:
    for concept in tariff.concepts:
        for what, value in _concept(concept).items():
            yield (concept.name, "", what), value


def _concept(concept: Concept) -> dict[str, Value]:
    rounding = concept.rounding
    return {
        "fórmula": concept.formula.text,
        "se cobra si": _text(concept.condition),
        "descuento": _text(concept.discount),
        "subsidio": _text(concept.subsidy),
        "tasa de IVA": _text(concept.tax_rate),
        "objeto de IVA": concept.tax_object or None,
        "IVA incluido": "sí" if concept.tax_included else None,
        "redondeo": ", ".join(dict.fromkeys((rounding.gross, rounding.discount, rounding.subsidy))),
    }


def _text(formula: Formula | None) -> str | None:
    return formula.text if formula else None
