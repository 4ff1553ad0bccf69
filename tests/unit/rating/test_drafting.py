"""Writing a document item by item: order, names, and nothing lost on the way."""

import pytest
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import dump_tariff, parse_tariff, review_draft
from caudal.engines.rating.drafting import (
    Document,
    DocumentShapeRefused,
    ItemMissing,
    ItemNameMissing,
    ItemNameTaken,
    MoveItem,
    PutItem,
    RemoveItem,
    Section,
    SetHead,
    blank_document,
    checked_shape,
    edited,
    items_of,
)

CONCEPTS = Section.CONCEPTS


def document() -> Document:
    return {
        "clave": "A",
        "vigencia": {"desde": "2026-01-01"},
        "conceptos": {"agua": {"formula": "1"}, "drenaje": {"formula": "2"}},
    }


def names(written: Document, section: Section = CONCEPTS) -> list[str]:
    return [name for name, _ in items_of(written, section)]


def test_the_head_is_written_and_what_says_nothing_goes() -> None:
    written = edited(document(), SetHead({"clave": "B", "vigencia": {}, "conceptos": {}}))
    assert written == {"clave": "B", "conceptos": document()["conceptos"]}


def test_an_item_is_added_last_and_replaced_in_its_place() -> None:
    added = edited(document(), PutItem(CONCEPTS, " saneamiento ", {"formula": "3"}))
    assert names(added) == ["agua", "drenaje", "saneamiento"]
    renamed = edited(added, PutItem(CONCEPTS, "agua_potable", {"formula": "9"}, 0))
    assert items_of(renamed, CONCEPTS)[0] == ("agua_potable", {"formula": "9"})
    assert names(renamed) == ["agua_potable", "drenaje", "saneamiento"]


def test_items_move_and_go() -> None:
    assert names(edited(document(), MoveItem(CONCEPTS, 1, -1))) == ["drenaje", "agua"]
    assert names(edited(document(), MoveItem(CONCEPTS, 0, -1))) == ["agua", "drenaje"]
    assert names(edited(document(), RemoveItem(CONCEPTS, 0))) == ["drenaje"]


def test_cases_are_a_list() -> None:
    one = edited({}, PutItem(Section.EXAMPLES, "", {"total": "1"}))
    two = edited(one, PutItem(Section.EXAMPLES, "", {"total": "2"}))
    assert two["ejemplos"] == [{"total": "1"}, {"total": "2"}]
    assert edited(two, MoveItem(Section.EXAMPLES, 1, -1))["ejemplos"][0] == {"total": "2"}


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ItemNameMissing):
        edited(document(), PutItem(CONCEPTS, "  ", {}))
    with pytest.raises(ItemNameTaken, match="drenaje"):
        edited(document(), PutItem(CONCEPTS, "drenaje", {}, 0))
    for edit in (RemoveItem(CONCEPTS, 2), MoveItem(CONCEPTS, -1, 1), PutItem(CONCEPTS, "x", {}, 2)):
        with pytest.raises(ItemMissing):
            edited(document(), edit)


@pytest.mark.parametrize("section", ["conceptos", "ejemplos", "vigencia"])
def test_a_section_of_another_shape_cannot_be_edited(section: str) -> None:
    with pytest.raises(DocumentShapeRefused, match=section):
        checked_shape({section: "texto"})


@pytest.mark.parametrize("name", PACK_NAMES)
def test_a_published_tariff_written_again_item_by_item_is_the_same(name: str) -> None:
    whole = dump_tariff(pack(name))
    written: Document = {}
    written = edited(written, SetHead(whole))
    for section in Section:
        for key, content in items_of(whole, section):
            written = edited(written, PutItem(section, key, content))
    definition = parse_tariff(written)
    assert definition == pack(name)
    assert parse_tariff(dump_tariff(definition)) == definition
    assert review_draft(written).is_tariff


def test_a_blank_document_says_what_is_missing() -> None:
    review = review_draft(blank_document(name="Agua"))
    paths = {found.path for found in review.errors}
    assert {"clave", "vigencia.desde", "fuente.norma", "conceptos"} <= paths
    assert not review.is_ready
