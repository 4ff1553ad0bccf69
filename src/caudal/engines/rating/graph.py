"""Who uses whom in a tariff: for cycles, for the order of work and for what nobody bills."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from caudal.engines.rating.definition import PESOS, Concept, ScheduleTable, Table, TariffDefinition
from caudal.engines.rating.formula import Call, Formula, Name, walk

#: Inside a discount or a subsidy: the rounded gross of the same concept.
OWN_GROSS = "bruto"


class Role(StrEnum):
    """What a name of the tariff is; the value is its section in the document."""

    INPUT = "entradas"
    PARAMETER = "parametros"
    TABLE = "tablas"
    CALCULATION = "calculos"
    CONCEPT = "conceptos"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something named in the tariff."""

    role: Role
    name: str

    @property
    def path(self) -> str:
        """Where it is in the document."""
        return f"{self.role}.{self.name}"


Graph = dict[Item, tuple[Item, ...]]


def value_names(definition: TariffDefinition) -> dict[str, Item]:
    """Every name that a formula may use as a value."""
    roles = (
        (Role.INPUT, definition.inputs),
        (Role.PARAMETER, definition.parameters),
        (Role.CALCULATION, definition.calculations),
        (Role.CONCEPT, definition.concepts),
    )
    return {item.name: Item(role, item.name) for role, items in roles for item in items}


def concept_formulas(concept: Concept) -> Iterator[tuple[str, Formula]]:
    """The formulas of a concept with the word of their field."""
    fields = (
        ("formula", concept.formula),
        ("descuento", concept.discount),
        ("subsidio", concept.subsidy),
        ("si", concept.condition),
        ("tasa_iva", concept.tax_rate),
    )
    return ((word, formula) for word, formula in fields if formula is not None)


def table_formulas(table: Table) -> Iterator[tuple[str, Formula]]:
    """The formulas in the cells and the multiplier of a table with their path inside it."""
    if not isinstance(table, ScheduleTable):
        return
    if table.multiplier:
        yield "multiplica", table.multiplier
    for group in table.groups:
        place = f"filas.{'|'.join(group.key)}" if group.key else "filas"
        for word, cell in (("base", group.fixed), ("despues", group.after)):
            if isinstance(cell, Formula):
                yield f"{place}.{word}", cell
        for index, row in enumerate(group.rows):
            for cell in (row.upper, row.base, row.price, row.over):
                if isinstance(cell, Formula):
                    yield f"{place}[{index}]", cell


def all_formulas(definition: TariffDefinition) -> Iterator[tuple[str, Formula]]:
    """Every formula of the tariff with its path in the document."""
    for table in definition.tables:
        for place, formula in table_formulas(table):
            yield f"tablas.{table.name}.{place}", formula
    for calculation in definition.calculations:
        yield f"calculos.{calculation.name}", calculation.formula
    for concept in definition.concepts:
        for word, formula in concept_formulas(concept):
            yield f"conceptos.{concept.name}.{word}", formula


def dependencies(definition: TariffDefinition) -> Graph:
    """For each item, the items it names, in reading order; undefined names are left out."""
    names = value_names(definition)
    graph: Graph = dict.fromkeys(names.values(), ())
    for calculation in definition.calculations:
        graph[Item(Role.CALCULATION, calculation.name)] = _uses(
            [calculation.formula], definition, names
        )
    for concept in definition.concepts:
        formulas = [formula for _, formula in concept_formulas(concept)]
        graph[Item(Role.CONCEPT, concept.name)] = _uses(formulas, definition, names)
    for table in definition.tables:
        formulas = [formula for _, formula in table_formulas(table)]
        graph[Item(Role.TABLE, table.name)] = (
            *(names[name] for name in table.dimensions if name in names),
            *([names[table.unit]] if table.unit != PESOS and table.unit in names else []),
            *_uses(formulas, definition, names),
        )
    return graph


def _uses(
    formulas: list[Formula], definition: TariffDefinition, names: dict[str, Item]
) -> tuple[Item, ...]:
    found: dict[Item, None] = {}
    for formula in formulas:
        for node in walk(formula.node):
            if isinstance(node, Name) and node.name in names:
                found[names[node.name]] = None
            elif isinstance(node, Call) and definition.table(node.name):
                found[Item(Role.TABLE, node.name)] = None
    return tuple(found)


def find_cycle(graph: Graph) -> list[Item] | None:
    """Items that need each other, first and last the same; None when there are none."""
    done: set[Item] = set()
    for start in graph:
        path = _cycle_from(start, graph, done, [])
        if path:
            return path
    return None


def _cycle_from(item: Item, graph: Graph, done: set[Item], above: list[Item]) -> list[Item] | None:
    if item in above:
        return [*above[above.index(item) :], item]
    if item in done:
        return None
    for used in graph.get(item, ()):
        path = _cycle_from(used, graph, done, [*above, item])
        if path:
            return path
    done.add(item)
    return None


def reached_from_concepts(graph: Graph) -> set[Item]:
    """Everything that some concept needs, directly or not."""
    pending = [item for item in graph if item.role is Role.CONCEPT]
    reached: set[Item] = set(pending)
    while pending:
        for used in graph.get(pending.pop(), ()):
            if used not in reached:
                reached.add(used)
                pending.append(used)
    return reached


def concepts_in_order(definition: TariffDefinition) -> tuple[Concept, ...]:
    """The concepts so that each comes after those it needs; the definition has no cycle."""
    graph = dependencies(definition)
    by_name = {concept.name: concept for concept in definition.concepts}
    ordered: dict[str, Concept] = {}
    visited: set[Item] = set()

    def visit(item: Item) -> None:
        if item in visited:
            return
        visited.add(item)
        for used in graph[item]:
            visit(used)
        if item.role is Role.CONCEPT:
            ordered[item.name] = by_name[item.name]

    for name in by_name:
        visit(Item(Role.CONCEPT, name))
    return tuple(ordered.values())
