"""Tables of a draft: whatever form the document has, the same grid, and back again."""

import pytest
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import dump_tariff, load_tariff_yaml, parse_tariff
from caudal.engines.rating.definition import RowMode
from caudal.engines.rating.draft_tables import (
    KEY_TABLE,
    GroupKeyTaken,
    GroupMissing,
    PlainGroup,
    as_mode,
    groups_of,
    key_rows,
    kind_of,
    mode_of,
    moved_group,
    with_group,
    with_groups,
    with_head,
    with_key_rows,
    without_group,
)

BLOCKS = {
    "tipo": "escalonada",
    "modo": "bloques",
    "por": ["uso"],
    "filas": {"domestico": [["10", "5"], [None, "8"]], "comercial": "136.00"},
}
HOME = PlainGroup(("domestico",), RowMode.BLOCKS, (("10", "5"), (None, "8")))


@pytest.mark.parametrize("name", PACK_NAMES)
def test_reading_the_grid_and_writing_it_back_changes_no_tariff(name: str) -> None:
    document = dump_tariff(pack(name))
    for table, content in document["tablas"].items():
        rows = kind_of(content) == KEY_TABLE
        document["tablas"][table] = (
            with_key_rows(content, key_rows(content))
            if rows
            else with_groups(content, groups_of(content))
        )
    assert parse_tariff(document) == pack(name)


def test_each_written_form_is_a_group() -> None:
    text = """
modo: tabla
por: uso
filas:
  a: [[10, 5], [null, 8]]
  b: 136.00
  c: {modo: base_excedente, base: 3, filas: [[10, 70, 0], [null, 90, 3]]}
  d: {modo: fija, importe: 12}
  e: {filas: [[10, 70]], despues: 6.67}
"""
    groups = groups_of(load_tariff_yaml(text))
    assert groups == [
        PlainGroup(("a",), RowMode.TABLE, (("10", "5"), (None, "8"))),
        PlainGroup(("b",), RowMode.FIXED, (("136.00",),)),
        PlainGroup(("c",), RowMode.BASE_AND_EXCESS, (("10", "70", "0"), (None, "90", "3")), "3"),
        PlainGroup(("d",), RowMode.FIXED, (("12",),)),
        PlainGroup(("e",), RowMode.TABLE, (("10", "70"),), after="6.67"),
    ]


def test_groups_are_added_replaced_moved_and_taken_out() -> None:
    industry = PlainGroup(("industrial",), RowMode.BLOCKS, ((None, "9"),))
    added = with_group(BLOCKS, None, industry)
    assert list(added["filas"]) == ["domestico", "comercial", "industrial"]
    assert added["filas"]["industrial"] == [[None, "9"]]
    assert list(moved_group(added, 2, -1)["filas"]) == ["domestico", "industrial", "comercial"]
    assert list(without_group(added, 0)["filas"]) == ["comercial", "industrial"]
    with pytest.raises(GroupKeyTaken, match="domestico"):
        with_group(BLOCKS, 1, HOME)
    with pytest.raises(GroupMissing):
        with_group(BLOCKS, 2, HOME)
    with pytest.raises(GroupMissing):
        without_group(BLOCKS, 2)
    with pytest.raises(GroupMissing):
        moved_group(BLOCKS, -1, 1)


def test_two_rows_of_the_same_key_are_refused() -> None:
    table = {"por": ["uso"], "valores": {"domestico": "0"}}
    assert key_rows(table) == [("domestico", "0")]
    with pytest.raises(GroupKeyTaken, match="domestico"):
        with_key_rows(table, [("domestico", "0"), ("domestico", "1")])


def test_another_way_of_writing_keeps_the_cells_that_both_have() -> None:
    moved = as_mode(HOME, RowMode.BASE_AND_EXCESS)
    assert moved.rows == (("10", None, "5"), (None, None, "8"))
    assert as_mode(moved, RowMode.BLOCKS) == HOME
    assert as_mode(HOME, RowMode.FIXED).rows == ((None,),)


def test_a_head_with_another_dimension_gives_its_keys_a_default() -> None:
    wider = with_head(BLOCKS, {"por": ["uso", "zona"]})
    assert list(wider["filas"]) == ["domestico|*", "comercial|*"]
    assert groups_of(with_head(wider, {"por": ["uso"]})) == groups_of(BLOCKS)
    with pytest.raises(GroupKeyTaken):
        with_head(BLOCKS, {"por": []})


def test_a_table_without_keys_gets_one_group() -> None:
    single = {"modo": "bloques", "filas": [["10", "5"], [None, "8"]]}
    keyed = with_head(single, {"por": ["uso"]})
    assert keyed["filas"] == {"*": [["10", "5"], [None, "8"]]}
    assert with_head(keyed, {"por": []})["filas"] == single["filas"]


def test_a_head_with_another_mode_changes_the_groups_that_followed_it() -> None:
    changed = with_head(BLOCKS, {"modo": "alcanzado"})
    assert mode_of(changed) is RowMode.REACHED
    assert [group.mode for group in groups_of(changed)] == [RowMode.REACHED, RowMode.FIXED]
    assert groups_of(changed)[0].rows == HOME.rows


def test_a_table_without_keys_is_written_as_its_only_group() -> None:
    single = {"modo": "bloques", "filas": [["10", "5"]]}
    table = PlainGroup((), RowMode.TABLE, (("10", "70"),), after="6")
    written = with_group(single, 0, table)
    assert written == {"modo": "tabla", "filas": {"filas": [["10", "70"]], "despues": "6"}}
    assert groups_of(written) == [table]
