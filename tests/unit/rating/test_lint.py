"""The review before signing: each finding has its level, its place and what to do."""

from typing import Any

import pytest
from tests.unit.rating.documents import document
from tests.unit.rating.packs import PACK_NAMES, PACKS, pack
from tests.unit.rating.test_parse import changed

from caudal.engines.rating import Finding, Level, lint, load_tariff_yaml
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


CLEAN = [
    name
    for name in PACK_NAMES
    if name.startswith(("san-telmo", "valle-bajo", "sierra-alta", "real-de-minas", "altavista"))
]


@pytest.mark.parametrize("name", CLEAN)
def test_the_demonstration_tariffs_are_clean(name: str) -> None:
    assert lint(pack(name)) == []


def test_a_table_from_which_another_takes_over_does_not_end() -> None:
    """Mérida's quotas stop at 20 m³, where the price per m³ begins."""
    assert lint(pack("merida-2026")) == []


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("la-piedad-2016", 8),
        ("tijuana-2025", 1),
        ("hermosillo-2011", 1),
        ("cajeme", 2),
        ("mazatlan-2014", 1),
        ("navolato-contratos", 1),
        ("aguascalientes-2026-01", 7),
    ],
)
def test_what_was_not_published_is_told_once_for_each_key(name: str, ends: int) -> None:
    told = [f for f in lint(pack(name)) if "se rechazará la cuenta" in f.message]

    assert len(told) == ends
    assert {finding.level for finding in told} == {Level.NOTICE}


#: In a clean pack: what is written, what is planted in its place, and what must be said.
PLANTED = [
    ("san-telmo-2026", "agua(consumo), cuota", "agua(consumos), cuota", "error «consumos» no está"),
    (
        "san-telmo-2026",
        "agua|domestico_medio: 0",
        "aguas|domestico_medio: 0",
        "aviso ninguna fórmu",
    ),
    (
        "san-telmo-2026",
        '"*|*": 0.16',
        '"saneamiento|*": 0.16',
        "error falta la clave «agua|comercial»",
    ),
    ("san-telmo-2026", "      comercial: 598.00\n", "", "error falta la clave «comercial»"),
    (
        "san-telmo-2026",
        "      comercial: 598.00\n",
        "      comecial: 598.00\n",
        "error «comecial» no es",
    ),
    ("san-telmo-2026", "[20, 14.8320]", "[15, 14.8320]", "error el tope 15 no es mayor"),
    ("san-telmo-2026", "[20, 14.8320]", "[20, 1.48320]", "aviso después de 15 el precio baja"),
    ("san-telmo-2026", "[null, 33.1180]", "[60, 33.1180]", "aviso no hay precio arriba de 60"),
    ("san-telmo-2026", "formula: agua * 0.35", "formula: agua * agua", "error debe dar pesos"),
    (
        "san-telmo-2026",
        "formula: agua * 0.35",
        "formula: consumo + agua",
        "error no se puede sumar m³",
    ),
    (
        "san-telmo-2026",
        "calculos:\n",
        "calculos:\n  sobra: consumo * 2\n",
        "aviso ningún concepto usa el",
    ),
    (
        "san-telmo-2026",
        '"*|*": 0.16',
        '"*|*": 0.1600001',
        "error La tasa de IVA de «agua» lleva a lo",
    ),
    ("real-de-minas-2026-05", "despues:", "final:", "error no se usa aquí"),
    ("sierra-alta-2026", "[null, 2.95]", "[60, 2.95]", "nota no hay precio arriba de 60"),
    ("sierra-alta-2026", "[5, 101.66]", "[5, 11.66]", "aviso después de 4 el importe baja 83.6700"),
    ("sierra-alta-2026", "        despues: 18.2640\n", "", "nota no hay precio arriba de 30"),
    (
        "merida-2026",
        "SI(consumo <= 20, cuota",
        "SI(consumo <= 30, cuota",
        "nota no hay precio arriba de",
    ),
    (
        "altavista-2026",
        "[90, 27.1625], [null, 36.5040]",
        "[90, 27.1625]",
        "aviso no hay precio arriba",
    ),
    ("altavista-2026", "    tasa_iva: tasa_iva()\n", "", "aviso no dice qué IVA lleva"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), PLANTED)
def test_a_defect_planted_in_a_clean_pack_is_found(
    name: str, old: str, new: str, says: str
) -> None:
    text = (PACKS / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    problems = Problems()
    definition = read_definition(load_tariff_yaml(text.replace(old, new, 1)), problems)

    found = [
        *(f"error {problem.message}" for problem in problems.found),
        *(f"{finding.level} {finding.message}" for finding in lint(definition)),
    ]

    assert any(text.startswith(says) for text in found), found


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
