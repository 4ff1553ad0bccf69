"""What must hold before a tariff can be compiled: names, kinds, units, cycles, keys and bounds."""

from collections.abc import Iterator

from caudal.engines.rating.check_tables import check_table
from caudal.engines.rating.definition import InputKind, InputSpec, TariffDefinition
from caudal.engines.rating.formula import FUNCTIONS, Formula
from caudal.engines.rating.graph import (
    OWN_GROSS,
    concept_formulas,
    dependencies,
    find_cycle,
    table_formulas,
)
from caudal.engines.rating.infer import MONEY, QUOTIENT_MESSAGE, Inference, Inferred, Kind
from caudal.engines.rating.reading import Problem

#: SAT's c_ObjetoImp; empty while the tariff does not say.
TAX_OBJECTS = ("", "01", "02", "03", "04", "05", "06", "07", "08")


def check_definition(definition: TariffDefinition) -> tuple[Problem, ...]:
    """Every reason why the definition cannot be compiled, in reading order."""
    return (
        *_check_names(definition),
        *(problem for spec in definition.inputs for problem in _check_input(spec)),
        *(problem for table in definition.tables for problem in check_table(table, definition)),
        *_check_formulas(definition),
        *_check_cycle(definition),
        *_check_examples(definition),
    )


def _check_names(definition: TariffDefinition) -> Iterator[Problem]:
    named = [
        *(("entradas", spec.name) for spec in definition.inputs),
        *(("parametros", parameter.name) for parameter in definition.parameters),
        *(("calculos", calculation.name) for calculation in definition.calculations),
        *(("conceptos", concept.name) for concept in definition.concepts),
    ]
    owner: dict[str, str] = {}
    for section, name in named:
        if name in owner:
            yield Problem(f"{section}.{name}", f"el nombre ya está en {owner[name]}; use otro")
        owner.setdefault(name, section)
    for section, name in (*named, *(("tablas", table.name) for table in definition.tables)):
        if not name.isidentifier():
            yield Problem(f"{section}.{name}", "use letras, números y _, sin empezar por número")
        if name.upper() in FUNCTIONS or name == OWN_GROSS:
            yield Problem(f"{section}.{name}", "es una palabra de las fórmulas; use otro nombre")


def _check_input(spec: InputSpec) -> Iterator[Problem]:
    keys = [value.key for value in spec.values]
    path = f"entradas.{spec.name}"
    if keys and spec.kind is not InputKind.KEY:
        yield Problem(f"{path}.valores", "solo una clave lleva valores; quítelos")
    elif keys and spec.default is not None and spec.default not in keys:
        yield Problem(f"{path}.defecto", f"«{spec.default}» no está entre los valores")
    if len(set(keys)) != len(keys):
        yield Problem(f"{path}.valores", "hay valores repetidos; deje uno de cada uno")


def _check_formulas(definition: TariffDefinition) -> Iterator[Problem]:
    for table in definition.tables:
        for place, formula in table_formulas(table):
            yield from _check_formula(formula, f"tablas.{table.name}.{place}", definition)
    for calculation in definition.calculations:
        path = f"calculos.{calculation.name}"
        yield from _check_formula(calculation.formula, path, definition, kind=None)
    for concept in definition.concepts:
        path = f"conceptos.{concept.name}"
        for word, formula in concept_formulas(concept):
            yield from _check_formula(
                formula,
                f"{path}.{word}",
                definition,
                kind=Kind.FLAG if word == "si" else Kind.NUMBER,
                money=word in ("formula", "descuento", "subsidio"),
                own_gross=word in ("descuento", "subsidio"),
                divides=word != "tasa_iva",
            )
        if concept.tax_object not in TAX_OBJECTS:
            yield Problem(f"{path}.objeto_iva", "escriba la clave del SAT, de 01 a 08")
        if concept.tax_rate is not None and concept.tax_object == "01":
            yield Problem(f"{path}.tasa_iva", "el objeto 01 no causa IVA; quite la tasa")
        if concept.tax_included and concept.tax_rate is None:
            yield Problem(f"{path}.incluye_iva", "diga con qué tasa_iva")


def _check_formula(
    formula: Formula,
    path: str,
    definition: TariffDefinition,
    *,
    kind: Kind | None = Kind.NUMBER,
    money: bool = False,
    own_gross: bool = False,
    divides: bool = True,
) -> Iterator[Problem]:
    inference = Inference(definition)
    found = inference.of(formula.node, own_gross=own_gross)
    messages = list(inference.messages)
    if kind and found.kind is not kind:
        messages.append(f"debe dar {kind} y da {found.kind}")
    elif money and not _can_be_money(found):
        messages.append("debe dar pesos; multiplique por un precio o use una tabla")
    if found.is_quotient and not divides:
        messages.append(QUOTIENT_MESSAGE)
    for message in messages:
        yield Problem(path, f"{message}. Fórmula: «{formula.text}»")


def _can_be_money(found: Inferred) -> bool:
    return found.unit in (None, MONEY) or found.is_literal


def _check_cycle(definition: TariffDefinition) -> Iterator[Problem]:
    cycle = find_cycle(dependencies(definition))
    if cycle:
        names = " → ".join(item.name for item in cycle)
        yield Problem(cycle[0].path, f"se necesita a sí mismo: {names}; rompa el círculo")


def _check_examples(definition: TariffDefinition) -> Iterator[Problem]:
    concepts = {concept.name for concept in definition.concepts}
    for index, example in enumerate(definition.examples):
        for name, _ in example.inputs:
            if definition.input(name) is None:
                yield Problem(f"ejemplos[{index}].entradas.{name}", "no es una entrada")
        for expected in example.amounts:
            if expected.concept not in concepts:
                yield Problem(f"ejemplos[{index}].conceptos.{expected.concept}", "no existe")
