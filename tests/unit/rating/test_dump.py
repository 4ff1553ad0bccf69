"""What is exported: readable, without what goes without saying, and the same when it comes back."""

from typing import Any

import pytest
from tests.unit.rating.documents import document
from tests.unit.rating.packs import pack

from caudal.engines.rating import check_examples, dump_tariff, parse_tariff


def exported(body: str) -> dict[str, Any]:
    definition = parse_tariff(document(body))
    written = dump_tariff(definition)
    assert parse_tariff(written) == definition
    return written


def test_what_goes_without_saying_is_left_out() -> None:
    written = exported(
        """
entradas: {m3: m3, uso: {tipo: clave, valores: [a, b]}}
tablas: {t: {por: [uso], valores: {a: 1, "*": 2}}}
conceptos: {x: {formula: t(), tasa_iva: 0}}
"""
    )

    assert written["entradas"] == {
        "m3": {"tipo": "m3"},
        "uso": {"tipo": "clave", "valores": ["a", "b"]},
    }
    assert written["tablas"]["t"] == {
        "tipo": "claves",
        "por": ["uso"],
        "valores": {"a": "1", "*": "2"},
    }
    assert written["conceptos"]["x"] == {
        "nombre": "x",
        "formula": "t()",
        "tasa_iva": "0",
        "objeto_iva": "02",
        "redondeo": "centavo",
    }


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        (
            "{modo: bloques, filas: [[10, 1.50], [null, m3]]}",
            [["10", "1.50"], [None, "m3"]],
        ),
        (
            "{modo: bloques, filas: {base: 5, filas: [[null, 1]]}}",
            {"base": "5", "filas": [[None, "1"]]},
        ),
        ("{modo: fija, filas: 131}", {"modo": "fija", "importe": "131"}),
        (
            "{modo: tabla, filas: {filas: [[1, 2]], despues: 3}}",
            {"filas": [["1", "2"]], "despues": "3"},
        ),
        (
            "{modo: bloques, filas: {modo: alcanzado, filas: [[null, 8]]}}",
            {"modo": "alcanzado", "filas": [[None, "8"]]},
        ),
        ("{filas: [[null, 0, 6.67, 0]]}", [[None, "0", "6.67", "0"]]),
    ],
)
def test_rows_are_printed_back_in_the_mode_of_their_author(rows: str, written: Any) -> None:
    body = f"""
entradas: {{m3: m3}}
tablas: {{t: {rows}}}
conceptos: {{x: {{formula: t(m3), tasa_iva: 0}}}}
"""

    assert exported(body)["tablas"]["t"]["filas"] == written


def test_units_roundings_multipliers_and_ranges_survive() -> None:
    written = exported(
        """
entradas: {m3: m3, n: {tipo: numero, decimales: 2, minimo: 1, defecto: 1.50}}
parametros: {UMA: {valores: {2026-01-01: 117.31}, fuente: INEGI}}
tablas:
  t: {unidad: UMA, redondeo: {base: peso}, multiplica: n, modo: fija, filas: 0.5672}
  r: {tipo: rangos, mide: m², unidad: UMA, filas: [[10, 1], [null, 2]]}
  k: {por: [a], unidad: UMA, redondeo: peso, valores: {'x\\|y': 1}}
conceptos:
  x:
    si: m3 > 0
    formula: t(m3) + r(m3) * m3 + k('x|y')
    subsidio: bruto * 0.1
    redondeo: {bruto: peso, descuento: centavo, subsidio: centavo_par}
    objeto_iva: "01"
redondeo_total: peso_arriba
"""
    )

    assert written["parametros"]["UMA"]["fuente"] == "INEGI"
    assert written["tablas"]["t"]["redondeo"] == {"base": "peso"}
    assert written["tablas"]["r"]["mide"] == "m²"
    assert "mide" not in written["tablas"]["t"]
    assert written["tablas"]["k"]["valores"] == {"x\\|y": "1"}
    assert written["redondeo_total"] == "peso_arriba"
    assert written["entradas"]["n"]["defecto"] == "1.50"


def test_golden_cases_that_fail_say_what_was_expected_and_what_came() -> None:
    wrong = parse_tariff(
        document(
            """
entradas: {m3: {tipo: m3, minimo: 5}}
conceptos: {x: {formula: m3 * 2, tasa_iva: 0.16}}
ejemplos:
  - {entradas: {m3: 10}, total: 23.20, tipo: derivado}
  - {entradas: {m3: 10}, total: 23.00, conceptos: {x: {neto: 20, iva: 3}}, tipo: derivado}
  - {entradas: {m3: 4}, total: 9.28, tipo: derivado}
"""
        )
    )

    assert [str(mismatch) for mismatch in check_examples(wrong)] == [
        "ejemplos[1]: x iva debe ser 3.00 y da 3.20",
        "ejemplos[1]: total debe ser 23.00 y da 23.20",
        "ejemplos[2]: total debe ser 9.28 y da nada («m3» es 4; no puede ser menor que 5)",
    ]


def test_golden_cases_take_the_parameters_of_their_own_day() -> None:
    days = {example.on_date for example in pack("cuautitlan-izcalli-2023").examples}

    assert len(days) == 1
    assert pack("cuautitlan-izcalli-2023").validity.start not in days
