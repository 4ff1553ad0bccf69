"""The review before signing: each finding has its level, its place and what to do."""

from typing import Any

import pytest
from tests.unit.rating.documents import document
from tests.unit.rating.packs import pack
from tests.unit.rating.test_parse import changed

from caudal.engines.rating import Finding, Level, lint
from caudal.engines.rating.parse import read_definition
from caudal.engines.rating.reading import Problems

EXAMPLE = [{"entradas": {"m3": "1", "uso": "casa"}, "total": "135", "tipo": "derivado"}]


def findings(wrong: dict[str, Any]) -> list[Finding]:
    problems = Problems()
    definition = read_definition({"ejemplos": EXAMPLE, **wrong}, problems)
    assert not problems.found
    return lint(definition)


def texts(found: list[Finding]) -> list[str]:
    return [f"{finding.level} {finding.path}: {finding.message}" for finding in found]


def blocks(*rows: list[str | None], mode: str = "bloques") -> dict[str, Any]:
    group = {"modo": mode, "filas": list(rows)}
    return changed("tablas/agua/filas/casa", group)


def test_a_sound_tariff_has_only_what_is_worth_knowing() -> None:
    wrong = document()
    del wrong["parametros"]

    assert findings(wrong) == []


@pytest.mark.parametrize("name", ["san-telmo-2025", "san-telmo-2026", "valle-bajo-2026"])
def test_the_demonstration_tariffs_are_clean(name: str) -> None:
    assert lint(pack(name)) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (changed("conceptos/agua/formula", "gua(m3)"), "error conceptos.agua.formula: la tabla «g"),
        (changed("tablas/agua/filas/tienda", None), "error tablas.agua.filas: falta la clave «tie"),
        (changed("tablas/agua/filas/ casa", "5"), "error tablas.agua.filas: la clave «casa» está"),
        (blocks(["10", "1"], ["9", "2"]), "error tablas.agua.filas.casa[1]: el tope 9 no es mayor"),
        (
            changed("parametros/UMA", {"2026-02-01": "117.31"}),
            "error parametros.UMA: no tiene valor el 01/01/2026, cuando empieza la tarifa",
        ),
        (document(), "aviso parametros.UMA: ningún concepto usa el parámetro; quítela o cóbrela"),
        (changed("calculos", {"z": "m3"}), "aviso calculos.z: ningún concepto usa el cálculo"),
        (changed("entradas/luz", "m3"), "aviso entradas.luz: ningún concepto usa la entrada"),
        (
            changed("tablas/sobra", {"modo": "fija", "filas": "5"}),
            "aviso tablas.sobra: ningún concepto usa la tabla",
        ),
        (
            changed("entradas/uso", {"tipo": "clave"}),
            "aviso entradas.uso: no lista sus valores: no se puede comprobar que la tabla agua",
        ),
        (
            changed("conceptos/drenaje", {"formula": "agua * 0.35"}),
            "aviso conceptos.drenaje.tasa_iva: no dice qué IVA lleva",
        ),
        ({**document(), "ejemplos": []}, "aviso ejemplos: no hay casos de prueba"),
        (
            blocks(["10", "5"], ["20", "4"], [None, "8"]),
            "aviso tablas.agua.filas.casa: después de 10 el precio baja de 5.0000 a 4.0000",
        ),
        (
            blocks(["10", "5"], ["20", "6"]),
            "aviso tablas.agua.filas.casa: no hay precio arriba de 20; se rechazará la cuenta",
        ),
        (
            {**blocks(["10", "5"], ["20", "6"]), "completa": "no"},
            "nota tablas.agua.filas.casa: no hay precio arriba de 20",
        ),
        (
            blocks(["10", "5"], ["20", "6"], mode="tabla"),
            "nota tablas.agua.filas.casa: no hay precio arriba de 20",
        ),
        (
            blocks(["10", "5"], ["20", "4"], [None, "9"], mode="tabla"),
            "aviso tablas.agua.filas.casa: después de 10 el importe baja 1.0000; revise la base",
        ),
        (
            blocks(["10", "70", "5"], [None, "115", "6"], mode="base_excedente"),
            "aviso tablas.agua.filas.casa: después de 10 el importe baja 5.0000; revise la base",
        ),
        (
            blocks(["10", "70", "5"], [None, "130", "6"], mode="base_excedente"),
            "nota tablas.agua.filas.casa: en 10 la base salta 10.0000 sobre el fin del rango",
        ),
        (
            blocks(["10", "70", "0", "0"], [None, "80", "6", "10"], mode="renglones"),
            "nota tablas.agua.filas.casa: en 10 la base salta 10.0000 sobre el fin del rango",
        ),
    ],
)
def test_each_finding_is_reported(wrong: dict[str, Any], says: str) -> None:
    found = texts(findings(wrong))

    assert any(text.startswith(says) for text in found), found


def test_errors_come_first() -> None:
    levels = [finding.level for finding in findings(changed("conceptos/agua/formula", "gua(m3)"))]

    assert levels[0] is Level.ERROR
    assert Level.WARNING in levels


def test_the_stored_bases_of_the_law_are_notices_and_its_falls_are_warnings() -> None:
    levels = [finding.level for finding in lint(pack("cuautitlan-izcalli-2023"))]

    assert levels.count(Level.NOTICE) == 8
    assert levels.count(Level.WARNING) == 3


def test_bases_that_chain_are_not_worth_a_word() -> None:
    wrong = blocks(["10", "70", "5"], [None, "120", "6"], mode="base_excedente")
    del wrong["parametros"]

    assert findings(wrong) == []


def test_rows_with_formulas_are_left_to_their_author() -> None:
    wrong = blocks(["viviendas * 10", "5"], [None, "4"])
    del wrong["parametros"]

    assert findings(wrong) == []
