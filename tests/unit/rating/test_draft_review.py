"""What is still wrong in a draft: said at its place, whatever somebody wrote."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.rating.documents import document
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import Level, dump_tariff, review_draft
from caudal.engines.rating.draft_tables import groups_of, key_rows

CASE = {"entradas": {"m3": "12", "uso": "casa"}, "total": "197.51", "tipo": "derivado"}


def with_case(**changes: Any) -> dict[str, Any]:
    return {**document(), "ejemplos": [{**CASE, **changes}]}


def paths(written: dict[str, Any]) -> list[str]:
    return [found.path for found in review_draft(written).errors]


def test_a_whole_tariff_with_its_cases_is_ready() -> None:
    # 100 + 2 m³ × 13.265 = 126.53, sewer 35 % with 16 %: 44.29 + 7.09.
    review = review_draft(with_case(total="177.91"))
    assert (review.errors, review.mismatches) == ((), ())
    assert review.is_ready
    assert not review_draft(document()).is_ready


def test_a_case_that_does_not_agree_stops_it() -> None:
    review = review_draft(with_case())
    assert review.is_tariff
    assert not review.is_ready
    assert "total debe ser 197.51 y da 177.91" in str(review.mismatches[0])


def test_a_case_before_its_parameters_says_so() -> None:
    written = with_case(total="177.91", fecha="2024-01-01")
    written["tablas"]["agua"]["unidad"] = "UMA"
    mismatches = review_draft(written).mismatches
    assert "no tiene valor el 01/01/2024" in str(mismatches[0])


def test_a_row_that_is_wrong_is_named_by_its_place() -> None:
    written = document()
    written["tablas"]["agua"]["filas"]["casa"]["filas"][1] = ["5", "x y"]
    assert "tablas.agua.filas.casa.filas[1]" in paths(written)
    written["tablas"]["agua"]["filas"]["casa"]["filas"][1] = ["5", "6"]
    assert "tablas.agua.filas.casa[1]" in paths(written)


def test_a_bill_can_be_tried_while_only_the_head_and_the_cases_are_wrong() -> None:
    written = document()
    del written["clave"], written["fuente"]
    written["ejemplos"] = [{"entradas": {"nada": "1"}, "total": "1", "tipo": "derivado"}]
    review = review_draft(written)
    assert review.errors
    assert review.can_rate
    written["conceptos"]["agua"]["formula"] = "agu(m3)"
    assert not review_draft(written).can_rate


@pytest.mark.parametrize("name", PACK_NAMES)
def test_the_published_tariffs_have_no_error(name: str) -> None:
    review = review_draft(dump_tariff(pack(name)))
    assert all(found.level is not Level.ERROR for found in review.findings)


def places_of(node: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document below the first one."""
    below = (
        list(node.items())
        if isinstance(node, dict)
        else list(enumerate(node))
        if isinstance(node, list)
        else []
    )
    return [
        place for key, value in below for place in [(*here, key), *places_of(value, (*here, key))]
    ]


JUNK = st.sampled_from([None, "", "x", "-1", "1e5", "agua(", "*", [], {}, ["1"], {"a": "b"}, "|"])
DOCUMENTS = [document(), dump_tariff(pack("san-telmo-2026")), dump_tariff(pack("tecate-2023"))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_nothing_that_somebody_writes_breaks_the_review(data: st.DataObject) -> None:
    written = deepcopy(data.draw(st.sampled_from(DOCUMENTS)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.sampled_from(places_of(written)))
        owner: Any = written
        for key in place[:-1]:
            owner = owner[key]
        if data.draw(st.booleans()):
            owner[place[-1]] = data.draw(JUNK)
        else:
            del owner[place[-1]]
    review_draft(written)
    tables = written.get("tablas")
    for content in tables.values() if isinstance(tables, dict) else ():
        if isinstance(content, dict):
            groups_of(content)
            key_rows(content)
