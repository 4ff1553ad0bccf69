"""The tables of a version as a person prints them, beside those of the version before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from caudal.engines.rating import (
    InputKind,
    InputSpec,
    PrintedRow,
    PrintedTable,
    TariffDefinition,
    printed_tables,
)
from caudal.engines.rating.definition import ANY_KEY, PESOS, KeyTable
from caudal.engines.rating.steps import BlockStep, QuotaStep
from caudal.engines.rating.words import places, plain
from caudal.interfaces.staff.tarifas import words

UNKNOWN: Final = "–"
Piece = QuotaStep | BlockStep
RowKey = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table; ``is_reached`` when the calculation beside it passes there."""

    title: str
    quota: str
    price: str
    at_top: str
    change: str
    is_reached: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One schedule of the chosen use."""

    title: str
    note: str
    is_price: bool
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class ShownKeys:
    """A table of exact keys: what each costs."""

    title: str
    rows: tuple[dict[str, str], ...]


def tab_input(definition: TariffDefinition) -> InputSpec | None:
    """The input whose values are the tabs of the page: the key that most tables are looked up
    by.
    """
    counted = [
        (sum(spec.name in table.dimensions for table in definition.tables), spec)
        for spec in definition.inputs
        if spec.kind is InputKind.KEY and spec.values
    ]
    used = [(count, spec) for count, spec in counted if count]
    return max(used, key=lambda found: found[0])[1] if used else None


def shown_tables(
    definition: TariffDefinition,
    *,
    on_date: date,
    tab: str,
    before: TariffDefinition | None,
    pieces: Sequence[Piece] = (),
) -> tuple[ShownTable, ...]:
    """The schedules of a tab in pesos of a day, with their change against another version."""
    past = _rows_by_key(printed_tables(before)) if before else {}
    spec = tab_input(definition)
    return tuple(
        ShownTable(
            title=table.label if len(table.key) < 2 else f"{table.label}: {table.key_label}",
            note="" if table.is_price else words.MODES[table.mode],
            is_price=table.is_price,
            rows=tuple(
                ShownRow(
                    title=row.title,
                    quota=places(row.quota, 2) if row.quota is not None else "",
                    price=_price(row, is_price=table.is_price),
                    at_top=places(row.at_top, 2) if row.at_top is not None else UNKNOWN,
                    change=_change(row, past.get((table.table, table.key, row.title))),
                    is_reached=_is_reached(table, row, pieces),
                )
                for row in table.rows
            ),
        )
        for table in printed_tables(definition, on_date=on_date)
        if _belongs(definition, table.table, table.key, spec, tab)
    )


def shown_keys(definition: TariffDefinition, *, tab: str) -> tuple[ShownKeys, ...]:
    """The tables of amounts by key that are not schedules, for a tab."""
    spec = tab_input(definition)
    shown = (
        ShownKeys(table.label or table.name, tuple(_key_rows(definition, table, spec, tab)))
        for table in definition.tables
        if isinstance(table, KeyTable) and table.unit
    )
    return tuple(table for table in shown if table.rows)


def _key_rows(
    definition: TariffDefinition, table: KeyTable, spec: InputSpec | None, tab: str
) -> Iterator[dict[str, str]]:
    labels = _labels(definition)
    for key, value in table.rows:
        if _belongs(definition, table.name, key, spec, tab):
            parts = (labels.get(part) or part for part in key)
            unit = "" if table.unit == PESOS else f" {table.unit}"
            amount = places(value, 2) if table.unit == PESOS else places(value, 4)
            yield {"label": ", ".join(parts) or "Todos", "value": amount + unit}


def _belongs(
    definition: TariffDefinition, name: str, key: tuple[str, ...], spec: InputSpec | None, tab: str
) -> bool:
    """Whether the rows of a key are what an account of the tab is charged by."""
    table = definition.table(name)
    if table is None or spec is None or spec.name not in table.dimensions:
        return True
    place = table.dimensions.index(spec.name)
    has_own = any(other[place] == tab for other in table.keys)
    return key[place] == (tab if has_own else ANY_KEY)


def _labels(definition: TariffDefinition) -> dict[str, str]:
    known = {value.key: value.label for spec in definition.inputs for value in spec.values}
    return {**known, ANY_KEY: "los demás"}


def _rows_by_key(tables: Sequence[PrintedTable]) -> Mapping[RowKey, PrintedRow]:
    return {(table.table, table.key, row.title): row for table in tables for row in table.rows}


def _price(row: PrintedRow, *, is_price: bool) -> str:
    if is_price:
        return places(row.quota, 4) if row.quota is not None else UNKNOWN
    if row.price is not None:
        return places(row.price, 4)
    return "incluido" if row.quota is not None else UNKNOWN


def _change(row: PrintedRow, past: PrintedRow | None) -> str:
    """``+1.2 %``, of the price or, where the row has only a quota, of the quota."""
    if past is None:
        return UNKNOWN
    pair = (row.price, past.price) if row.price is not None else (row.quota, past.quota)
    now, before = pair
    if now is None or not before:
        return UNKNOWN
    change = ((now / before - 1) * 100).quantize(Decimal("0.1"))
    sign = "−" if change < 0 else "+" if change else ""
    return f"{sign}{plain(abs(change)) if not change else f'{abs(change):.1f}'} %"


def _is_reached(table: PrintedTable, row: PrintedRow, pieces: Sequence[Piece]) -> bool:
    multiplier = next((p.multiplier for p in pieces if isinstance(p, QuotaStep)), 1)
    return any(
        piece.table == table.table
        and piece.key == "|".join(table.key)
        and row.lower is not None
        and piece.lower == Fraction(row.lower) * multiplier
        for piece in pieces
    )
