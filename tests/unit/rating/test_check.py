"""What must hold before a tariff is compiled: names, kinds, units, circles, keys and bounds."""

from typing import Any

import pytest
from tests.unit.rating.test_parse import changed, problems_of

from caudal.engines.rating import parse_tariff

CASA = "tablas/agua/filas/casa"


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("agua(litros)", "«litros» no está definido"),
        ("luz(m3)", "la tabla «luz» no existe"),
        ("agua(m3, 2)", "agua(…) lleva cantidad; tiene 2 argumentos"),
        ("agua()", "agua(…) lleva cantidad; tiene 0 argumentos"),
        ("iva()", "iva(…) lleva concepto; tiene 0 argumentos"),
        ("iva(3)", "iva necesita una clave y recibe un número"),
        ("agua(uso)", "agua necesita un número y recibe una clave"),
        ("MIN(m3)", "MIN lleva 2 argumentos y tiene 1"),
        ("SI(mayor, 1)", "SI lleva 3 argumentos y tiene 2"),
        ("SI(m3, 1, 2)", "SI necesita una condición y recibe un número"),
        ("SI(mayor, 1, uso)", "SI da un número o una clave"),
        ("NO(m3)", "NO necesita un sí o no y recibe un número"),
        ("MAX(uso, 1)", "MAX necesita un número y recibe una clave"),
        ("REDONDEAR(m3 * 2, m3)", "REDONDEAR lleva como segundo argumento los decimales"),
        ("uso + 1", "«+» necesita un número y recibe una clave"),
        ("-uso", "el signo − necesita un número y recibe una clave"),
        ("SI(uso = 3, 1, 2)", "no se puede comparar una clave con un número"),
        ("SI(uso < 'casa', 1, 2)", "una clave solo se compara con = o <>"),
        ("agua(m3) + m3", "no se puede sumar pesos con m³"),
        ("SI(agua(m3) > m3, 1, 2)", "no se puede comparar pesos con m³"),
        ("SI(agua(m3) / viviendas > m3, 1, 2)", "no se puede comparar pesos con m³"),
        ("m3", "debe dar pesos"),
        ("viviendas", "debe dar pesos"),
        ("uso", "debe dar un número y da una clave"),
        ("agua(m3) / 0", "se divide entre cero"),
        ("bruto * 2", "«bruto» no está definido"),
        ("agua * 2", "se necesita a sí mismo: agua → agua"),
        ("drenaje * 2", "se necesita a sí mismo: agua → drenaje → agua"),
    ],
)
def test_a_wrong_formula_is_named_with_its_reason(formula: str, says: str) -> None:
    found = problems_of(changed("conceptos/agua/formula", formula))

    assert any(says in problem and "conceptos.agua" in problem for problem in found), found


@pytest.mark.parametrize(
    "formula",
    [
        "agua(m3) / viviendas",
        "agua(m3 / viviendas) * viviendas",
        "MIN(agua(m3) / viviendas, 5)",
        "SI(m3 / viviendas > 5, 1, 2)",
        "SI(mayor, agua(m3) / viviendas, 2)",
        "agua(m3) * 2 / (viviendas + 1)",
        "agua(REDONDEAR(m3 / viviendas, 0)) * viviendas",
        "SI(m3 > 60 * viviendas, agua(m3) * 1.35, agua(m3))",
        "m3 * 13.2650",
        "UMA * 3 + agua(m3)",
        "agua(m3) / 1.16 / UMA * UMA",
        "SI(NO(mayor), 50, 25)",
    ],
)
def test_formulas_that_make_sense_are_accepted(formula: str) -> None:
    definition = parse_tariff(changed("conceptos/agua/formula", formula))

    assert definition.concepts[0].formula.text == formula


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("entradas/agua", "m3", "conceptos.agua: el nombre ya está en entradas; use otro"),
        ("entradas/2m", "m3", "entradas.2m: use letras, números y _"),
        ("entradas/min", "m3", "entradas.min: es una palabra de las fórmulas"),
        ("calculos", {"bruto": "1"}, "calculos.bruto: es una palabra de las fórmulas"),
        ("calculos", {"x": "y", "y": "x"}, "se necesita a sí mismo: x → y → x"),
        ("tablas/agua/por", ["uso", "uso"], "tablas.agua.por: una entrada está repetida"),
        ("tablas/agua/por", ["m3"], "tablas.agua.por: «m3» no sirve de clave"),
        ("tablas/agua/por", ["UMA"], "tablas.agua.por: «UMA» no sirve de clave"),
        ("tablas/agua/filas/tienda", None, "tablas.agua.filas: falta la clave «tienda»"),
        ("tablas/agua/filas/taller", [["1", "2"]], "tablas.agua.filas: «taller» no es un valor de"),
        ("tablas/agua/filas/ casa", [["1", "2"]], "tablas.agua.filas: la clave «casa» está rep"),
        ("tablas/iva/valores/*|*", None, "tablas.iva.valores: falta la clave «"),
        ("tablas/agua/multiplica", "uso", "tablas.agua.multiplica: debe dar un número"),
        (f"{CASA}/filas", [], "tablas.agua.filas.casa: no tiene filas"),
        (f"{CASA}/filas", [["10", "0"], ["10", "5"]], "casa[1]: el tope 10 no es mayor que el"),
        (f"{CASA}/filas", [[None, "0"], ["10", "5"]], "casa[0]: solo la última fila puede"),
        (f"{CASA}/filas", [["-1", "0"]], "casa[0]: -1 es negativo"),
        (f"{CASA}/filas", [["10", "-2"]], "casa[0]: -2 es negativo"),
        (f"{CASA}/filas", [["litros", "2"]], "casa[0]: «litros» no está definido"),
        (f"{CASA}/despues", "5", "casa.despues: solo va en modo tabla"),
        (
            "tablas/agua/filas/tienda",
            {"modo": "tabla", "filas": [[None, "5"]], "despues": "2"},
            "tienda.despues: no se alcanza",
        ),
        ("conceptos/agua/tasa_iva", "'casa'", "conceptos.agua.tasa_iva: debe dar un número"),
        ("conceptos/agua/si", "m3", "conceptos.agua.si: debe dar un sí o no"),
        ("conceptos/agua/tasa_iva", "0.16 / viviendas", "conceptos.agua.tasa_iva: se divide entre"),
        ("conceptos/agua/tasa_iva", "iva('agua') * SI(mayor, 1, 1 / viviendas)", "se divide entre"),
        ("conceptos/agua/descuento", "mayor", "conceptos.agua.descuento: debe dar un número"),
        (
            "conceptos/drenaje",
            {"formula": "5", "incluye_iva": "si"},
            "conceptos.drenaje.incluye_iva: diga con qué tasa_iva",
        ),
    ],
)
def test_a_wrong_tariff_is_named_with_its_reason(path: str, value: Any, says: str) -> None:
    found = problems_of(changed(path, value))

    assert any(says in problem for problem in found), found


def test_a_table_with_too_many_combinations_is_refused() -> None:
    wrong = changed("entradas/uso", {"tipo": "clave"})
    wrong["tablas"]["iva"] = {
        "por": ["a", "b", "c"],
        "valores": {f"{i}|{i}|{i}": "1" for i in range(130)},
    }

    assert any(
        "tablas.iva.valores: tiene 2248091 combinaciones" in found for found in problems_of(wrong)
    )
