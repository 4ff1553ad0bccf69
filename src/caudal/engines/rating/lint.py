"""What a reviewer should see in a tariff before it is signed, beyond what makes it wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from caudal.engines.rating.canonical import Row, canonical_rows
from caudal.engines.rating.check import check_definition
from caudal.engines.rating.check_tables import keys_in_calls
from caudal.engines.rating.definition import (
    ANY_KEY,
    Concept,
    InputKind,
    RowGroup,
    RowMode,
    ScheduleTable,
    TariffDefinition,
)
from caudal.engines.rating.exact import ONE
from caudal.engines.rating.graph import Item, Role, dependencies, reached_from_concepts
from caudal.engines.rating.lint_ends import ends_of, ends_that_refuse
from caudal.engines.rating.program import Program, compile_tariff
from caudal.engines.rating.words import places, plain
from caudal.kernel.errors import Refusal

_ROLE_WORDS = {
    Role.INPUT: "la entrada",
    Role.PARAMETER: "el parámetro",
    Role.TABLE: "la tabla",
    Role.CALCULATION: "el cálculo",
}


#: Modes that charge by volume, so that a complete tariff should have a price for any of it.
_PRICED = (RowMode.BLOCKS, RowMode.REACHED, RowMode.BASE_AND_EXCESS)


class Level(StrEnum):
    """How serious a finding is."""

    ERROR = "error"  # it cannot be used
    WARNING = "aviso"  # probably not what was meant
    NOTICE = "nota"  # right, but worth knowing


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: where it is in the document and what to do."""

    level: Level
    path: str
    message: str


def lint(definition: TariffDefinition) -> list[Finding]:
    """Everything worth a look, errors first, then in reading order."""
    problems = check_definition(definition)
    errors = [
        *(Finding(Level.ERROR, problem.path, problem.message) for problem in problems),
        *_parameters_at_start(definition),
    ]
    return [
        *errors,
        *([] if errors else _when_compiled(definition)),
        *_never_billed(definition),
        *_open_keys(definition),
        *_keys_never_asked(definition),
        *(finding for concept in definition.concepts for finding in _without_tax_rule(concept)),
        *(
            finding
            for table in definition.tables
            if isinstance(table, ScheduleTable)
            for finding in _schedule(table)
        ),
        *_without_examples(definition),
    ]


def _parameters_at_start(definition: TariffDefinition) -> Iterator[Finding]:
    start = definition.validity.start
    for parameter in definition.parameters:
        if not any(since <= start for since, _ in parameter.values):
            yield Finding(
                Level.ERROR,
                f"parametros.{parameter.name}",
                f"no tiene valor el {start:%d/%m/%Y}, cuando empieza la tarifa; agréguelo",
            )


def _never_billed(definition: TariffDefinition) -> Iterator[Finding]:
    graph = dependencies(definition)
    reached = reached_from_concepts(graph)
    unused: list[Item] = [item for item in graph if item not in reached]
    for item in unused:
        message = f"ningún concepto usa {_ROLE_WORDS[item.role]}; quítela o cóbrela"
        yield Finding(Level.WARNING, item.path, message)


def _open_keys(definition: TariffDefinition) -> Iterator[Finding]:
    """Keys that the tariff does not list: a missing row shows only when an account brings it."""
    for table in definition.tables:
        for place, name in enumerate(table.dimensions):
            spec = definition.input(name)
            is_open = spec is not None and spec.kind is InputKind.KEY and not spec.values
            if is_open and not any(key[place] == ANY_KEY for key in table.keys):
                yield Finding(
                    Level.WARNING,
                    f"entradas.{name}",
                    f"no lista sus valores: no se puede comprobar que la tabla {table.name} "
                    "los tenga todos",
                )


def _without_tax_rule(concept: Concept) -> Iterator[Finding]:
    if concept.tax_rate is None and concept.tax_object != "01":
        yield Finding(
            Level.WARNING,
            f"conceptos.{concept.name}.tasa_iva",
            "no dice qué IVA lleva; escriba la tasa, o objeto_iva 01 si no causa",
        )


def _without_examples(definition: TariffDefinition) -> Iterator[Finding]:
    if not definition.examples:
        yield Finding(
            Level.WARNING, "ejemplos", "no hay casos de prueba; agregue importes conocidos"
        )


def _keys_never_asked(definition: TariffDefinition) -> Iterator[Finding]:
    """Keys that calls write in quotes, and no call writes: a word misspelt on one side."""
    for table in definition.tables:
        for place, name in enumerate(table.dimensions):
            asked = keys_in_calls(table, name, definition)
            parts = dict.fromkeys(key[place] for key in table.keys)
            for part in parts if asked else ():
                if part not in (*asked, ANY_KEY):
                    yield Finding(
                        Level.WARNING,
                        f"tablas.{table.name}",
                        f"ninguna fórmula pide «{part}»; corrija la clave o quítela",
                    )


def _when_compiled(definition: TariffDefinition) -> Iterator[Finding]:
    """Why a sound tariff cannot be compiled on its first day; else the ends of its tables."""
    try:
        program = compile_tariff(definition, on_date=definition.validity.start)
    except Refusal as refusal:
        yield Finding(Level.ERROR, "conceptos", str(refusal))
        return
    yield from _ends(program)


def _ends(program: Program) -> Iterator[Finding]:
    """Where an account is refused because a table ends."""
    definition, refusing = program.definition, ends_that_refuse(program)
    for end in ends_of(definition):
        if end.key in refusing:
            is_priced = definition.is_complete and end.group.mode in _PRICED
            bound = "el último" if end.bound is None else plain(end.bound)
            yield Finding(
                Level.WARNING if is_priced else Level.NOTICE,
                _path(end.table, end.group),
                f"no hay precio arriba de {bound}; se rechazará la cuenta",
            )


def _path(table: ScheduleTable, group: RowGroup) -> str:
    return f"tablas.{table.name}.filas" + (f".{'|'.join(group.key)}" if group.key else "")


def _schedule(table: ScheduleTable) -> Iterator[Finding]:
    for group in [] if table.is_range else table.groups:
        for before, after in pairwise(canonical_rows(group, table, ONE) if group.rows else ()):
            if before.is_static and after.is_static:
                yield from _between(before, after, _path(table, group), group.mode)


def _between(before: Row, after: Row, path: str, mode: RowMode) -> Iterator[Finding]:
    """What happens to the charge when the volume passes from a row to the next."""
    bound, *_ = _numbers(before)
    prices = _numbers(before)[2], _numbers(after)[2]
    if 0 < prices[1] < prices[0]:
        texts = [places(price, 4) for price in prices]
        yield Finding(
            Level.WARNING,
            path,
            f"después de {plain(bound)} el precio baja de {texts[0]} a {texts[1]}",
        )
    jump = _charge(after, bound) - _charge(before, bound)
    if jump < 0:
        yield Finding(
            Level.WARNING,
            path,
            f"después de {plain(bound)} el importe baja {places(-jump, 4)}; revise la base",
        )
    elif jump and mode in (RowMode.BASE_AND_EXCESS, RowMode.ROWS):
        yield Finding(
            Level.NOTICE,
            path,
            f"en {plain(bound)} la base salta {places(jump, 4)} sobre el fin del rango anterior",
        )


def _numbers(row: Row) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """The cells of a static row; its bound is 0 when it has no end."""
    cells = (row.upper, row.base, row.price, row.over)
    upper, base, price, over = (
        cell if isinstance(cell, Fraction) else Fraction(0) for cell in cells
    )
    return upper, base, price, over


def _charge(row: Row, volume: Fraction) -> Fraction:
    _, base, price, over = _numbers(row)
    return base + price * (volume - over)
