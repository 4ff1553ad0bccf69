"""From a document to a definition: exact numbers, and every problem at once with its path."""

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.rating.documents import document
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import TariffProblemsError, dump_tariff, parse_tariff
from caudal.engines.rating.definition import (
    ExampleKind,
    FieldRounding,
    InputKind,
    KeyTable,
    RowMode,
    ScheduleTable,
    ValidityCriterion,
)
from caudal.kernel.rounding import RoundingRule


def changed(path: str, value: Any) -> dict[str, Any]:
    """The base document with one value changed; None removes it."""
    result = copy.deepcopy(document())
    *parents, last = path.split("/")
    inside: Any = result
    for name in parents:
        inside = inside[name]
    if value is None:
        del inside[last]
    else:
        inside[last] = value
    return result


def problems_of(wrong: dict[str, Any]) -> list[str]:
    with pytest.raises(TariffProblemsError) as refusal:
        parse_tariff(wrong)
    return [str(problem) for problem in refusal.value.problems]


def test_a_document_becomes_a_definition_with_exact_numbers() -> None:
    definition = parse_tariff(document())

    assert definition.code == "PRUEBA"
    assert definition.validity.start == date(2026, 1, 1)
    assert definition.validity.criterion is ValidityCriterion.READING_DATE
    assert [spec.kind for spec in definition.inputs] == [
        InputKind.VOLUME,
        InputKind.KEY,
        InputKind.INTEGER,
        InputKind.FLAG,
    ]
    uma = definition.parameter("UMA")
    assert uma
    assert uma.values[1] == (date(2026, 2, 1), Decimal("117.31"))
    agua, iva = definition.tables
    assert isinstance(agua, ScheduleTable)
    assert agua.groups[0].fixed == Decimal("100.00")
    assert agua.groups[0].rows[1].price == Decimal("13.265")
    assert isinstance(iva, KeyTable)
    assert iva.rows == ((("agua", "casa"), Decimal(0)), (("*", "*"), Decimal("0.16")))


def test_python_numbers_and_dates_are_taken_exactly() -> None:
    native = changed("parametros/UMA", {date(2025, 2, 1): 113, "2026-02-01": Decimal("117.31")})

    uma = parse_tariff(native).parameter("UMA")

    assert uma
    assert uma.values == ((date(2025, 2, 1), Decimal(113)), (date(2026, 2, 1), Decimal("117.31")))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("clave", None, "clave: falta; escriba un texto"),
        ("nombre", ["x"], "nombre: escriba un texto, no una lista"),
        ("otra", "1", "otra: no se usa aquí"),
        ("vigencia/desde", None, "vigencia.desde: falta"),
        ("vigencia/desde", "1/2/2026", "vigencia.desde: «1/2/2026» no es una fecha"),
        ("vigencia/hasta", "2025-12-31", "vigencia.hasta: termina antes de empezar"),
        ("vigencia/criterio", "luna", "vigencia.criterio: «luna» no existe; escriba una de: fecha"),
        ("fuente", "DOF", "fuente: escriba una sección con claves"),
        ("completa", "quizá", "completa: «quizá» no se entiende; escriba si o no"),
        ("entradas/m3", "litros", "entradas.m3: «litros» no existe"),
        ("entradas/m3", {"tipo": "m3", "decimales": "2.5"}, "entradas.m3.decimales: escriba un"),
        ("entradas/mayor/defecto", "tal vez", "entradas.mayor.defecto: escriba si o no"),
        ("entradas/uso/defecto", "fabrica", "entradas.uso.defecto: «fabrica» no está entre los"),
        ("entradas/m3", {"tipo": "m3", "valores": ["1"]}, "entradas.m3.valores: solo una clave"),
        ("entradas/uso/valores", ["casa", "tienda", "casa"], "entradas.uso.valores: hay valores"),
        ("parametros/UMA", {}, "parametros.UMA: escriba al menos un valor"),
        ("parametros/UMA/2026-02-01", "ciento", "«ciento» no es un número exacto"),
        ("parametros/UMA/2026-02-01", 117.31, "«117.31» no es un número exacto"),
        ("parametros/UMA/2026-02-01", "NaN", "«NaN» no es un número exacto"),
        ("tablas/agua/tipo", "cubo", "tablas.agua.tipo: «cubo» no existe"),
        ("tablas/agua/modo", "libre", "tablas.agua.modo: «libre» no existe"),
        ("tablas/agua/unidad", "USD", "tablas.agua.unidad: «USD» no es MXN ni un parámetro"),
        ("tablas/agua/filas", None, "tablas.agua.filas: faltan las filas"),
        ("tablas/agua/filas", {}, "tablas.agua.filas: la tabla no tiene renglones"),
        ("tablas/agua/filas/casa/filas", [["10"]], "filas[0]: en modo bloques cada fila es [hasta"),
        ("tablas/agua/filas/casa/filas", [["10", None]], "filas[0]: falta; escriba un número"),
        ("tablas/agua/filas/casa/filas", [["10", "2 +"]], "filas[0]: Se esperaba un número"),
        ("tablas/agua/filas/casa/filas", "10", "filas.casa.filas: escriba una lista"),
        ("tablas/agua/filas/casa|x", [["1", "2"]], "la clave debe tener 1 partes: uso"),
        ("tablas/agua/redondeo", {"techo": "peso"}, "tablas.agua.redondeo.techo: no se usa aquí"),
        ("tablas/iva/por", None, "tablas.iva.por: falta; diga de qué entradas depende"),
        ("tablas/iva/valores/agua|casa", "cero", "tablas.iva.valores.agua|casa: «cero» no es"),
        ("conceptos/agua/formula", None, "conceptos.agua.formula: falta"),
        ("conceptos/agua/formula", "agua(", "conceptos.agua.formula: Se esperaba un número"),
        ("conceptos/agua/formula", 0.35, "conceptos.agua.formula: «0.35» no es una fórmula"),
        ("conceptos/agua/redondeo", "exacto", "conceptos.agua.redondeo: un concepto se cobra en"),
        ("conceptos/agua/redondeo", {"bruto": "duro"}, "conceptos.agua.redondeo.bruto: «duro»"),
        ("conceptos/agua/objeto_iva", "99", "conceptos.agua.objeto_iva: escriba la clave del SAT"),
        ("conceptos/agua/objeto_iva", "01", "conceptos.agua.tasa_iva: el objeto 01 no causa"),
        ("conceptos/agua/incluye_iva", "ja", "conceptos.agua.incluye_iva: «ja» no se entiende"),
        ("conceptos", {}, "conceptos: escriba al menos un concepto"),
        ("redondeo_total", "exacto", "redondeo_total: un recibo se cobra en centavos"),
        ("ejemplos", "x", "ejemplos: escriba una lista"),
        ("ejemplos", ["x"], "ejemplos[0]: escriba {entradas"),
        ("ejemplos", [{"tipo": "publicado"}], "ejemplos[0].total: diga qué importe se espera"),
        ("ejemplos", [{"total": "1"}], "ejemplos[0].tipo: falta"),
        (
            "ejemplos",
            [{"entradas": {"x": "1"}, "total": "1", "tipo": "publicado"}],
            "ejemplos[0].entradas.x: no es una entrada",
        ),
        (
            "ejemplos",
            [{"conceptos": {"luz": "1"}, "tipo": "publicado"}],
            "ejemplos[0].conceptos.luz: no existe",
        ),
    ],
)
def test_each_problem_is_named_with_its_path(path: str, value: Any, says: str) -> None:
    found = problems_of(changed(path, value))

    assert any(says in problem for problem in found), found


def test_all_the_problems_are_reported_at_once() -> None:
    wrong = changed("clave", None)
    wrong["vigencia"]["desde"] = "ayer"
    wrong["tablas"]["agua"]["filas"]["casa"]["filas"][1][0] = "9"
    wrong["conceptos"]["drenaje"]["formula"] = "gua * 0.35"

    found = problems_of(wrong)

    assert [problem.split(":")[0] for problem in found] == [
        "clave",
        "vigencia.desde",
        "vigencia.desde",
        "tablas.agua.filas.casa[1]",
        "conceptos.drenaje.formula",
    ]


def test_a_concept_may_round_each_field_by_its_own_rule() -> None:
    definition = parse_tariff(changed("conceptos/agua/redondeo", {"bruto": "peso"}))

    assert definition.concepts[0].rounding == FieldRounding(gross=RoundingRule.PESO)


def test_examples_keep_what_is_expected_of_each_field() -> None:
    example = {
        "entradas": {"m3": "17", "uso": "casa"},
        "conceptos": {"agua": {"bruto": "192.86", "iva": "0"}, "drenaje": "67.50"},
        "tipo": "derivado",
        "fecha": "2026-03-01",
    }

    (found,) = parse_tariff(changed("ejemplos", [example])).examples

    assert found.kind is ExampleKind.DERIVED
    assert found.on_date == date(2026, 3, 1)
    assert [(item.concept, item.field, item.amount) for item in found.amounts] == [
        ("agua", "gross", Decimal("192.86")),
        ("agua", "tax", Decimal(0)),
        ("drenaje", "net", Decimal("67.50")),
    ]


def test_a_group_may_have_a_mode_of_its_own() -> None:
    wrong = changed("tablas/agua/filas/tienda", {"modo": "fija", "importe": "500"})

    table = parse_tariff(wrong).table("agua")

    assert isinstance(table, ScheduleTable)
    assert [group.mode for group in table.groups] == [RowMode.BLOCKS, RowMode.FIXED]


@pytest.mark.parametrize("name", PACK_NAMES)
def test_export_equals_import(name: str) -> None:
    assert parse_tariff(dump_tariff(pack(name))) == pack(name)
