"""A wrong tariff must not pass its golden cases: each deliberate mistake is caught by one."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import TariffDefinition, check_examples
from caudal.engines.rating.definition import (
    ANY_KEY,
    AuthoredRow,
    Cell,
    FieldRounding,
    RowGroup,
    RowMode,
    ScheduleTable,
)
from caudal.kernel.rounding import RoundingRule

#: Packs whose cases stand on both sides of every bound that is not the last.
BOUNDED = (
    "altavista-2026",
    "cuautitlan-izcalli-2023",
    "hermosillo-2011",
    "merida-2026",
    "san-telmo-2025",
    "san-telmo-2026",
    "tecate-2022",
)


def with_group(
    definition: TariffDefinition, table: ScheduleTable, index: int, group: RowGroup
) -> TariffDefinition:
    """A mutant, with only the golden cases of the group, so that many of them run in no time."""
    groups = (*table.groups[:index], group, *table.groups[index + 1 :])
    changed = replace(table, groups=groups)
    tables = tuple(changed if item is table else item for item in definition.tables)
    keys = set(group.key) - {ANY_KEY}
    concerned = [case for case in definition.examples if keys <= {key for _, key in case.inputs}]
    return replace(definition, tables=tables, examples=tuple(concerned))


def every_group(
    definition: TariffDefinition,
) -> Iterator[tuple[ScheduleTable, int, RowGroup]]:
    for table in definition.tables:
        if isinstance(table, ScheduleTable):
            for index, group in enumerate(table.groups):
                yield table, index, group


def with_row(group: RowGroup, index: int, row: AuthoredRow) -> RowGroup:
    return replace(group, rows=(*group.rows[:index], row, *group.rows[index + 1 :]))


def moved_bounds(definition: TariffDefinition, by: Decimal) -> Iterator[TariffDefinition]:
    for table, place, group in every_group(definition):
        for index, row in enumerate(group.rows[:-1]):
            if isinstance(row.upper, Decimal):
                changed = with_row(group, index, replace(row, upper=row.upper + by))
                yield with_group(definition, table, place, changed)


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.parametrize("by", [Decimal(1), Decimal(-1)])
def test_a_bound_off_by_one_is_caught(name: str, by: Decimal) -> None:
    mutants = list(moved_bounds(pack(name), by))

    assert mutants
    assert all(check_examples(mutant) for mutant in mutants)


@pytest.mark.parametrize("name", BOUNDED)
def test_a_price_or_a_base_a_little_off_is_caught(name: str) -> None:
    definition = pack(name)
    mutants = []
    for table, place, group in every_group(definition):
        off = Decimal("0.01") if table.unit == "MXN" else Decimal("0.02")
        for index, row in enumerate(group.rows):
            for field in ("base", "price"):
                cell: Cell = getattr(row, field)
                if isinstance(cell, Decimal) and cell:
                    changed = with_row(group, index, replace(row, **{field: cell + off}))
                    mutants.append(with_group(definition, table, place, changed))

    assert mutants
    assert all(check_examples(mutant) for mutant in mutants)


@pytest.mark.parametrize(
    "name",
    [n for n in PACK_NAMES if n.startswith(("san-telmo-202", "tecate-2022", "tij", "hermosillo"))],
)
def test_the_whole_volume_at_the_last_price_is_caught(name: str) -> None:
    definition = pack(name)
    for table, place, group in every_group(definition):
        mutant = with_group(definition, table, place, replace(group, mode=RowMode.REACHED))
        assert check_examples(mutant)


def test_truncated_thresholds_are_caught() -> None:
    definition = pack("cuautitlan-izcalli-2023")
    ((table, place, group),) = every_group(definition)
    for index, row in enumerate(group.rows):
        if isinstance(row.upper, Decimal) and row.upper != int(row.upper):
            changed = with_row(group, index, replace(row, upper=Decimal(int(row.upper))))
            assert check_examples(with_group(definition, table, place, changed))


def test_bases_derived_instead_of_stored_are_caught() -> None:
    definition = pack("cuautitlan-izcalli-2023")
    ((table, place, group),) = every_group(definition)
    fixed = group.rows[0].base

    mutant = with_group(definition, table, place, replace(group, mode=RowMode.BLOCKS, fixed=fixed))

    assert check_examples(mutant)


@pytest.mark.parametrize("name", ["san-telmo-2025", "san-telmo-2026"])
@pytest.mark.parametrize(
    "rule", [RoundingRule.CENTAVO_HALF_EVEN, RoundingRule.PESO, RoundingRule.PESO_UP]
)
def test_another_rounding_is_caught(name: str, rule: RoundingRule) -> None:
    definition = pack(name)
    water, *others = definition.concepts
    changed = replace(water, rounding=replace(FieldRounding(), gross=rule))

    assert check_examples(replace(definition, concepts=(changed, *others)))


def test_the_peso_rounding_of_uma_rows_is_caught_when_it_is_left_out() -> None:
    definition = pack("merida-2026")
    for table in definition.tables:
        assert isinstance(table, ScheduleTable)
        exact = replace(table, base_rounding=RoundingRule.EXACT)
        tables = tuple(exact if item is table else item for item in definition.tables)
        assert check_examples(replace(definition, tables=tables))


def test_a_discount_iva_or_condition_left_out_is_caught() -> None:
    definition = pack("san-telmo-2026")
    for index, concept in enumerate(definition.concepts):
        for change in (
            {"discount": None},
            {"condition": None},
            {"tax_rate": None},
            {"tax_included": True},
        ):
            if concept == replace(concept, **change):
                continue
            concepts = list(definition.concepts)
            concepts[index] = replace(concept, **change)
            assert check_examples(replace(definition, concepts=tuple(concepts))), change


def test_dwellings_left_out_are_caught() -> None:
    definition = pack("san-telmo-2026")
    tables = tuple(
        replace(table, multiplier=None) if isinstance(table, ScheduleTable) else table
        for table in definition.tables
    )

    assert check_examples(replace(definition, tables=tables))
