"""What must hold of a table: keys that can come, rows for all of them, bounds that increase."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, pairwise, product
from math import prod
from typing import Final

from caudal.engines.rating.definition import (
    ANY_KEY,
    PESOS,
    AuthoredRow,
    InputKind,
    KeyTable,
    RowGroup,
    RowMode,
    ScheduleTable,
    Table,
    TariffDefinition,
)
from caudal.engines.rating.formula import Call, Name, TextLiteral, walk
from caudal.engines.rating.graph import all_formulas
from caudal.engines.rating.infer import Inference, Kind, explicit_arguments
from caudal.engines.rating.reading import Problem

_LARGEST_GRID: Final = 2_000_000
_MOST_MISSING: Final = 20
Key = tuple[str, ...]


def check_table(table: Table, definition: TariffDefinition) -> Iterator[Problem]:
    """Every reason why a table cannot be compiled."""
    path = f"tablas.{table.name}"
    if table.unit not in ("", PESOS) and not definition.parameter(table.unit):
        yield Problem(f"{path}.unidad", f"«{table.unit}» no es MXN ni un parámetro; agréguelo")
    if len(set(table.dimensions)) != len(table.dimensions):
        yield Problem(f"{path}.por", "una entrada está repetida")
    for name in table.dimensions:
        if not _can_be_key(name, definition):
            yield Problem(f"{path}.por", f"«{name}» no sirve de clave; use claves, enteros o si_no")
    rows = "valores" if isinstance(table, KeyTable) else "filas"
    yield from _check_keys(table, definition, f"{path}.{rows}")
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
    seen: set[Key] = set()
    for key in table.keys:
        if key in seen:
            yield Problem(path, f"la clave «{'|'.join(key)}» está repetida; deje una")
        seen.add(key)
    if not table.keys:
        yield Problem(path, "la tabla no tiene renglones; agregue al menos uno")
    combinations = prod(len(set(parts)) + 1 for parts in zip(*seen, strict=True))
    if combinations > _LARGEST_GRID:
        yield Problem(path, f"tiene {combinations} combinaciones; divida la tabla")
        return
    for name, parts in zip(table.dimensions, zip(*seen, strict=True), strict=False):
        listed = _listed_keys(name, definition)
        for part in sorted({*parts} - {*listed, ANY_KEY}) if listed else ():
            yield Problem(path, f"«{part}» no es un valor de {name}; corríjalo o agréguelo")
    for key in islice(_missing_keys(table, definition, seen), _MOST_MISSING):
        yield Problem(path, f"falta la clave «{'|'.join(key)}»; agréguela o ponga «*»")


def _missing_keys(table: Table, definition: TariffDefinition, seen: set[Key]) -> Iterator[Key]:
    """The combinations without a row, as far as the tariff says which can come."""
    domains = [
        _listed_keys(name, definition) or keys_in_calls(table, name, definition)
        for name in table.dimensions
    ]
    if not table.dimensions or not all(domains):
        return
    for key in islice(product(*domains), _LARGEST_GRID):
        patterns = product(*((part, ANY_KEY) for part in key))
        if not any(pattern in seen for pattern in patterns):
            yield key


def _listed_keys(name: str, definition: TariffDefinition) -> tuple[str, ...]:
    """The keys that an input can take; empty when the tariff does not list them."""
    spec = definition.input(name)
    if spec is None:
        return ()
    if spec.kind is InputKind.FLAG:
        return ("si", "no")
    return tuple(value.key for value in spec.values)


def keys_in_calls(table: Table, name: str, definition: TariffDefinition) -> tuple[str, ...]:
    """The keys written in the calls to a table, if all of them are written in quotes."""
    given = explicit_arguments(table, definition)
    if name not in given:
        return ()
    arguments = [
        node.arguments[given.index(name)]
        for _, formula in all_formulas(definition)
        for node in walk(formula.node)
        if isinstance(node, Call)
        and node.name == table.name
        and len(node.arguments) > given.index(name)
    ]
    texts = [argument.value for argument in arguments if isinstance(argument, TextLiteral)]
    return tuple(dict.fromkeys(texts)) if len(texts) == len(arguments) else ()


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
