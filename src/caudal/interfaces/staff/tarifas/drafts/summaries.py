"""Items of a draft in one line, and the words that its formulas may use."""

from collections.abc import Mapping
from typing import Any

from caudal.engines.rating import InputKind, TariffDefinition
from caudal.engines.rating.definition import ScheduleTable, Table
from caudal.engines.rating.drafting import Section
from caudal.engines.rating.infer import explicit_arguments

_KINDS = {
    str(InputKind.VOLUME): "consumo en m³",
    str(InputKind.KEY): "clave",
    str(InputKind.INTEGER): "número entero",
    str(InputKind.FLAG): "sí o no",
    str(InputKind.AMOUNT): "importe",
    str(InputKind.NUMBER): "número",
}


def summary_of(section: Section, content: Any) -> str:
    """What an item says, as far as a line can."""
    said = content if isinstance(content, Mapping) else {}
    if section is Section.INPUTS:
        return _input(said, content)
    if section is Section.PARAMETERS:
        values = said.get("valores", said)
        dated = list(values.items()) if isinstance(values, Mapping) else []
        return ", ".join(f"{value} desde {day}" for day, value in dated[-2:])
    if section is Section.CALCULATIONS:
        return str(content or "")
    if section is Section.CONCEPTS:
        return str(said.get("formula") or "sin fórmula")
    return _example(said)


def _input(said: Mapping[str, Any], content: Any) -> str:
    kind = str(said.get("tipo") or content or "")
    values = said.get("valores") or ()
    parts = [str(said.get("nombre") or ""), _KINDS.get(kind, kind)]
    if values:
        parts.append(f"{len(values)} valores")
    return " · ".join(part for part in parts if part)


def _example(said: Mapping[str, Any]) -> str:
    inputs, amounts = said.get("entradas"), said.get("conceptos")
    given = inputs.items() if isinstance(inputs, Mapping) else ()
    parts = [", ".join(f"{name} {value}" for name, value in given)]
    if said.get("total"):
        parts.append(f"total {said['total']}")
    if isinstance(amounts, Mapping):
        parts.append(f"{len(amounts)} conceptos")
    return " → ".join(part for part in parts if part)


def formula_words(definition: TariffDefinition) -> list[dict[str, str]]:
    """What a formula of the draft may name, as it would be written."""
    groups = {
        "Entradas": [spec.name for spec in definition.inputs],
        "Tablas": [_call(definition, table) for table in definition.tables],
        "Parámetros": [each.name for each in definition.parameters],
        "Cálculos": [each.name for each in definition.calculations],
        "Conceptos": [each.name for each in definition.concepts],
    }
    return [{"label": label, "words": "  ".join(words)} for label, words in groups.items() if words]


def _call(definition: TariffDefinition, table: Table) -> str:
    """``agua(consumo)``, ``tasa_iva('concepto')``: the call of a table with what it must be
    given.
    """
    volume = next((s.name for s in definition.inputs if s.kind is InputKind.VOLUME), "cantidad")
    keys = [f"'{name}'" for name in explicit_arguments(table, definition)]
    given = [*keys, volume] if isinstance(table, ScheduleTable) else keys
    return f"{table.name}({', '.join(given)})"
