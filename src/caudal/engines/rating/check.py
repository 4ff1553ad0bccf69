"""What must hold before a tariff can be compiled: names, kinds, units, cycles, keys and bounds."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, product

from caudal.engines.rating.definition import (
    ANY_KEY,
    PESOS,
    AuthoredRow,
    InputKind,
    InputSpec,
    KeyTable,
    RowGroup,
    RowMode,
    ScheduleTable,
    Table,
    TariffDefinition,
)
from caudal.engines.rating.formula import FUNCTIONS, Formula, Name
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
_LARGEST_GRID = 2_000_000


def check_definition(definition: TariffDefinition) -> tuple[Problem, ...]:
    """Every reason why the definition cannot be compiled, in reading order."""
    return (
        *_check_names(definition),
        *(problem for spec in definition.inputs for problem in _check_input(spec)),
        *(problem for table in definition.tables for problem in _check_table(table, definition)),
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


def _check_table(table: Table, definition: TariffDefinition) -> Iterator[Problem]:
    path = f"tablas.{table.name}"
    if table.unit not in ("", PESOS) and not definition.parameter(table.unit):
        yield Problem(f"{path}.unidad", f"«{table.unit}» no es MXN ni un parámetro; agréguelo")
    if len(set(table.dimensions)) != len(table.dimensions):
        yield Problem(f"{path}.por", "una entrada está repetida")
    for name in table.dimensions:
        if not _can_be_key(name, definition):
            yield Problem(f"{path}.por", f"«{name}» no sirve de clave; use claves, enteros o si_no")
    yield from _check_keys(table, definition, path)
    if isinstance(table, ScheduleTable):
        for group in table.groups:
            yield from _check_group(group, path)


def _can_be_key(name: str, definition: TariffDefinition) -> bool:
    """A key is an input of keys, whole numbers or yes/no, a calculation of one, or an argument."""
    spec = definition.input(name)
    if spec is not None:
        return spec.kind in (InputKind.KEY, InputKind.FLAG, InputKind.INTEGER)
    if any(calculation.name == name for calculation in definition.calculations):
        return Inference(definition).of(Name(name)).kind is not Kind.NUMBER
    return definition.parameter(name) is None and definition.concept(name) is None


def _check_keys(table: Table, definition: TariffDefinition, path: str) -> Iterator[Problem]:
    inside = "valores" if isinstance(table, KeyTable) else "filas"
    seen: set[tuple[str, ...]] = set()
    for key in table.keys:
        if key in seen:
            yield Problem(f"{path}.{inside}", f"la clave «{'|'.join(key)}» está repetida")
        seen.add(key)
    if not table.keys:
        yield Problem(f"{path}.{inside}", "la tabla no tiene renglones")
    grid = 1
    for parts in zip(*seen, strict=True):
        grid *= len(set(parts)) + 1
    if grid > _LARGEST_GRID:
        yield Problem(path, f"tiene {grid} combinaciones; divida la tabla")
        return
    domains = [dimension_domain(name, definition) for name in table.dimensions]
    for domain, name, parts in zip(
        domains, table.dimensions, zip(*seen, strict=True), strict=False
    ):
        for part in sorted({*parts} - {*domain, ANY_KEY}) if domain else ():
            yield Problem(f"{path}.{inside}", f"«{part}» no es un valor de {name}")
    missing = [key for key in product(*domains) if not covered(key, seen)] if all(domains) else []
    for key in missing[:20] if table.dimensions else []:
        yield Problem(
            f"{path}.{inside}", f"falta la clave «{'|'.join(key)}»; agréguela o ponga «*»"
        )


def dimension_domain(name: str, definition: TariffDefinition) -> tuple[str, ...]:
    """The keys that a dimension can take; empty when the tariff does not list them."""
    spec = definition.input(name)
    if spec is None:
        return ()
    if spec.kind is InputKind.FLAG:
        return ("si", "no")
    return tuple(value.key for value in spec.values)


def covered(key: tuple[str, ...], keys: set[tuple[str, ...]]) -> bool:
    """Whether a key is in the table, exactly or by a default."""
    if key in keys:
        return True
    return any(
        all(part in (ANY_KEY, wanted) for part, wanted in zip(found, key, strict=True))
        for found in keys
    )


def _check_group(group: RowGroup, path: str) -> Iterator[Problem]:
    place = f"{path}.filas.{'|'.join(group.key)}" if group.key else f"{path}.filas"
    if not group.rows:
        yield Problem(place, "no tiene filas")
    if group.after is not None and group.mode is not RowMode.TABLE:
        yield Problem(f"{place}.despues", f"solo va en modo tabla, no en {group.mode}")
    if group.after is not None and group.rows and group.rows[-1].upper is None:
        yield Problem(f"{place}.despues", "no se alcanza: la última fila no tiene tope")
    for index, row in enumerate(group.rows):
        yield from _check_row(row, f"{place}[{index}]", is_last=index == len(group.rows) - 1)
    for lower, (index, row) in _bounds(group.rows):
        if isinstance(row.upper, Decimal) and row.upper <= lower:
            message = f"el tope {row.upper} no es mayor que el anterior, {lower}"
            yield Problem(f"{place}[{index}]", message)


def _check_row(row: AuthoredRow, place: str, *, is_last: bool) -> Iterator[Problem]:
    if row.upper is None and not is_last:
        yield Problem(place, "solo la última fila puede quedar sin tope")
    for cell in (row.upper, row.base, row.price, row.over):
        if isinstance(cell, Decimal) and cell < 0:
            yield Problem(place, f"{cell} es negativo; corríjalo")


def _bounds(rows: tuple[AuthoredRow, ...]) -> Iterator[tuple[Decimal, tuple[int, AuthoredRow]]]:
    """Each row after the first with the bound before it, where both are numbers."""
    for (_, before), (index, row) in pairwise(enumerate(rows)):
        if isinstance(before.upper, Decimal):
            yield before.upper, (index, row)


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
) -> Iterator[Problem]:
    inference = Inference(definition)
    found = inference.of(formula.node, own_gross=own_gross)
    messages = list(inference.messages)
    if kind and found.kind is not kind:
        messages.append(f"debe dar {kind} y da {found.kind}")
    elif money and not _can_be_money(found):
        messages.append("debe dar pesos; multiplique por un precio o use una tabla")
    if found.is_quotient and not money:
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
