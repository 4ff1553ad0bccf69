"""What changes between two versions, and what a bill costs in both."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.rating.documents import ON, document
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import compile_tariff, parse_tariff
from caudal.engines.rating.compare import Change, Part, compare
from caudal.engines.rating.curve import NoVolumeAsked, totals_by_volume
from caudal.engines.rating.definition import TariffDefinition


def changed(**changes: object) -> TariffDefinition:
    return parse_tariff({**document(), **changes})


def rows(*written: list[str | None]) -> TariffDefinition:
    changes = document()
    changes["tablas"]["agua"]["filas"]["casa"]["filas"] = list(written)
    return parse_tariff(changes)


@pytest.mark.parametrize("name", PACK_NAMES)
def test_a_version_is_like_itself(name: str) -> None:
    assert compare(pack(name), pack(name)) == ()


def test_a_price_that_rises_says_its_row_and_by_how_much() -> None:
    after = rows(["10", "0"], ["20", "14.5915"], [None, "20.5"])
    assert compare(changed(), after) == (
        Change(
            Part.TABLES,
            "agua",
            "casa, hasta 20 m³",
            "precio por m³",
            Decimal("13.265"),
            Decimal("14.5915"),
        ),
    )
    assert compare(changed(), after)[0].share == Decimal("0.1000")


def test_rows_that_come_and_go() -> None:
    after = rows(["10", "0"], ["15", "13.265"], ["20", "13.265"], [None, "20.5"])
    found = {(change.place, change.before, change.after) for change in compare(changed(), after)}
    assert found == {("casa, hasta 15 m³", None, Decimal("13.265"))}
    gone = {(change.place, change.before, change.after) for change in compare(after, changed())}
    assert gone == {("casa, hasta 15 m³", Decimal("13.265"), None)}


def test_parameters_keys_and_concepts() -> None:
    written = document()
    written["parametros"]["UMA"]["2026-02-01"] = "120.00"
    written["tablas"]["iva"]["valores"]["agua|casa"] = "0.16"
    written["conceptos"]["drenaje"]["formula"] = "agua * 0.40"
    written["conceptos"]["recoleccion"] = {"formula": "agua * 0.1", "objeto_iva": "01"}
    found = compare(changed(), parse_tariff(written))
    said = {(str(c.part), c.name, c.place, c.what): (c.before, c.after) for c in found}
    uma = said["Parámetros", "UMA", "desde 01/02/2026", "valor"]
    assert uma == (Decimal("117.31"), Decimal("120.00"))
    assert said["Tablas", "iva", "agua, casa", "valor"] == (Decimal(0), Decimal("0.16"))
    assert said["Conceptos", "Drenaje", "", "fórmula"] == ("agua * 0.35", "agua * 0.40")
    assert said["Conceptos", "recoleccion", "", "fórmula"] == (None, "agua * 0.1")
    zero = next(change for change in found if change.name == "iva")
    assert zero.share is None


def test_the_curve_is_the_bill_of_each_volume() -> None:
    tariff = changed()
    given = {"uso": "casa"}
    totals = totals_by_volume(tariff, inputs=given, volumes_m3=[0, 12, 31], on_date=ON)
    program = compile_tariff(tariff, on_date=ON)
    assert totals == [program.rate({"m3": m3, **given}).total for m3 in (0, 12, 31)]
    assert totals[1] == Decimal("177.91")


def test_an_account_that_cannot_be_rated_leaves_a_gap() -> None:
    unknown = totals_by_volume(changed(), inputs={"uso": "otro"}, volumes_m3=[1], on_date=ON)
    assert unknown == [None]


def test_a_tariff_without_volume_has_no_curve() -> None:
    fixed = parse_tariff(
        {
            **{key: document()[key] for key in ("clave", "nombre", "vigencia", "fuente")},
            "conceptos": {"agua": {"formula": "100"}},
        }
    )
    with pytest.raises(NoVolumeAsked):
        totals_by_volume(fixed, inputs={}, volumes_m3=[1], on_date=date(2026, 1, 1))
