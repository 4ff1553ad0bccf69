"""How an amount was made: the calculator of the tariff page and the lines of the bill."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.rating.documents import formula_program, program
from tests.unit.rating.packs import pack

from caudal.engines.rating import RatedBill, compile_tariff
from caudal.engines.rating.steps import (
    BlockStep,
    FormulaStep,
    ParameterStep,
    QuotaStep,
    RoundingStep,
    SourceStep,
    Step,
    TaxStep,
    TotalStep,
)


def bill_of(name: str, *, on_date: date | None = None, **inputs: Any) -> RatedBill:
    definition = pack(name)
    day = on_date or definition.validity.start
    return compile_tariff(definition, on_date=day).rate(inputs)


def said(steps: tuple[Step, ...]) -> list[tuple[str, str, str]]:
    return [(step.title, step.note, step.arithmetic) for step in steps]


def test_the_calculator_of_the_tariff_page_can_be_drawn() -> None:
    bill = bill_of("san-telmo-2026", consumo=17, uso="domestico_medio")

    water, sewer, sanitation = bill.lines
    assert said(water.steps) == [
        ("Los primeros 10 m³", "Cuota mínima, se cobra completa", "118.40"),
        ("Del 11 al 15, son 5 m³", "", "5 × 13.2650"),
        ("16 y 17, son 2 m³", "", "2 × 14.8320"),
        ("Agua potable", "214.3890, al centavo más cercano", "214.39"),
    ]
    assert [type(step) for step in water.steps] == [QuotaStep, BlockStep, BlockStep, RoundingStep]
    quota, first, second, rounding = water.steps
    assert isinstance(quota, QuotaStep)
    assert isinstance(first, BlockStep)
    assert isinstance(second, BlockStep)
    assert isinstance(rounding, RoundingStep)
    assert (quota.amount, first.amount, second.amount) == (
        Fraction("118.4"),
        Fraction("66.325"),
        Fraction("29.664"),
    )
    assert (first.lower, first.upper, first.units) == (Fraction(10), Fraction(15), Fraction(5))
    assert first.price == Fraction("13.265")
    assert rounding.exact == water.exact_gross == Fraction("214.389")
    assert said(sewer.steps) == [
        ("Alcantarillado", "35 % de agua potable", "0.35 × 214.39"),
        ("Alcantarillado", "75.0365, al centavo más cercano", "75.04"),
        ("IVA", "", "0.16 × 75.04"),
    ]
    assert [type(step) for step in sewer.steps] == [FormulaStep, RoundingStep, TaxStep]
    assert sewer.tax + sanitation.tax == Decimal("15.44")
    assert said(bill.steps)[0] == ("Total del recibo", "", "326.31")
    assert bill.total == Decimal("326.31")


def test_the_lines_of_the_bill_say_their_calculation() -> None:
    bill = bill_of("san-telmo-2026", consumo=17, uso="domestico_medio")

    assert [line.detail for line in bill.lines] == [
        "118.40 + 5 × 13.2650 + 2 × 14.8320",
        "35 % de agua potable",
        "10 % de agua potable",
    ]


def test_the_version_and_its_legal_source_close_the_explanation() -> None:
    (*_, uma, source) = bill_of("merida-2026", consumo=4, clase="domestica_zona_1").steps

    assert isinstance(uma, ParameterStep)
    assert said((uma,)) == [("UMA", "vigente desde 01/02/2026, INEGI", "117.31")]
    assert isinstance(source, SourceStep)
    assert source.title == "Tarifa JAPAY-2026, vigente desde 01/02/2026"
    assert source.note.startswith("Tarifas de la Junta de Agua Potable y Alcantarillado")
    assert source.url.startswith("https://japay")
    assert source.arithmetic == ""


@pytest.mark.parametrize(
    ("m3", "detail"),
    [
        (0, "118.40"),
        (10, "118.40"),
        (11, "118.40 + 1 × 13.2650"),
        (Decimal("12.5"), "118.40 + 2.5 × 13.2650"),
        (1022, "118.40 + 5 × 13.2650 + 5 × 14.8320 + 10 × 18.4075 + 20 × 24.9610 + 972 × 33.1180"),
    ],
)
def test_the_sum_of_blocks_follows_the_volume(m3: object, detail: str) -> None:
    bill = bill_of("san-telmo-2026", consumo=m3, uso="domestico_medio")

    assert bill.line("agua").detail == detail


def test_blocks_name_the_m3_they_charge() -> None:
    steps = [
        BlockStep("agua", "agua", "", Fraction(lower), Fraction(upper), Fraction(5))
        for lower, upper in ((10, 11), (10, 12), (10, 13), ("7.5", 15), (999, 2000))
    ]

    assert [step.title for step in steps] == [
        "El 11, es 1 m³",
        "11 y 12, son 2 m³",
        "Del 11 al 13, son 3 m³",
        "De 7.5 a 15 m³, son 7.5 m³",
        "Del 1,000 al 2,000, son 1,001 m³",
    ]


@pytest.mark.parametrize(("m3", "title"), [(0, "0 m³"), (1, "1 m³"), ("17.9", "17 m³")])
def test_a_row_for_each_m3_is_named_by_it(m3: object, title: str) -> None:
    bill = bill_of("sierra-alta-2026", consumo=m3, uso="domestico", consumo_12=0, meses_12=12)

    quota, *_ = [step for step in bill.line("agua").steps if isinstance(step, QuotaStep)]
    assert quota.title == title


def test_pieces_say_what_their_table_measures() -> None:
    steps = bill_of("guanajuato-servicios-2026", m2="201.5").line("factibilidad").steps

    assert [step.title for step in steps if isinstance(step, QuotaStep | BlockStep)] == [
        "Los primeros 200 m²",
        "De 200 a 201.5 m², son 1.5 m²",
    ]


def test_the_amounts_of_the_pieces_add_up_to_the_exact_gross() -> None:
    for uso in ("domestico_medio", "industrial"):
        for m3 in (0, 9, 10, 11, 33, 77):
            line = bill_of("san-telmo-2026", consumo=m3, uso=uso, viviendas=2).line("agua")
            pieces = [s.amount for s in line.steps if isinstance(s, QuotaStep | BlockStep)]
            assert sum(pieces) == line.exact_gross


def test_dwellings_show_in_the_quota_and_in_the_blocks() -> None:
    line = bill_of("san-telmo-2026", consumo=65, uso="domestico_medio", viviendas=4).line("agua")

    assert said(line.steps)[:2] == [
        ("Los primeros 40 m³", "4 viviendas × 118.40", "473.60"),
        ("Del 41 al 60, son 20 m³", "", "20 × 13.2650"),
    ]


def test_a_discount_is_explained_after_the_gross() -> None:
    line = bill_of("san-telmo-2026", consumo=17, uso="domestico_medio", adulto_mayor=True).line(
        "agua"
    )

    assert said(line.steps)[4:] == [
        ("Agua potable", "", "0.50 × 158.1950"),
        ("Descuento de agua potable", "79.0975, al centavo más cercano", "79.10"),
    ]


def test_a_subsidy_is_explained_beside_the_full_quota() -> None:
    (line,) = bill_of("cdmx-sin-medidor-2022", manzana="alta").lines

    assert line.detail == "3,870.43"
    assert said(line.steps)[-2:] == [
        ("Suministro de agua, cuota fija", "", "3,072.75"),
        (
            "Subsidio de suministro de agua, cuota fija",
            "3,072.7500, al centavo más cercano",
            "3,072.75",
        ),
    ]


def test_a_concept_that_is_not_charged_says_so() -> None:
    line = bill_of("san-telmo-2026", consumo=17, uso="comercial", con_drenaje="no").line(
        "saneamiento"
    )

    assert (line.detail, line.steps) == ("no se cobra", ())


def test_iva_inside_the_price_shows_how_it_was_taken_out() -> None:
    line = bill_of("merida-2026", consumo=20, clase="comercial_caucel").line("agua_comercial")

    assert said(line.steps)[-1] == ("IVA", "ya incluido en el precio", "136.00 × 0.16 ÷ 1.16")


@pytest.mark.parametrize(
    ("inputs", "detail"),
    [
        ({"consumo": 12, "clase": "domestica_zona_2"}, "102.00"),
        ({"consumo": 25, "clase": "domestica_zona_1"}, "6.67 × 25"),
        (
            {"consumo": 25, "clase": "domestica_zona_1", "sobre_20": "excedente"},
            "107.00 + 6.67 × (25 − 20)",
        ),
    ],
)
def test_only_the_branch_that_was_taken_is_told(inputs: dict[str, Any], detail: str) -> None:
    line = bill_of("merida-2026", **inputs).line("agua")

    assert line.detail == detail
    assert not any(step.title == "Los primeros 40 m³" for step in line.steps)


def test_stored_bases_say_the_range_and_the_excess() -> None:
    day = date(2023, 3, 1)

    line = bill_of("cuautitlan-izcalli-2023", on_date=day, consumo=20).line("agua")

    assert line.detail == "196.473186 + 5 × 14.513226"
    assert said(line.steps)[:2] == [
        ("De 15 a 22.5 m³", "Cuota del rango", "196.473186"),
        ("Del 16 al 20, son 5 m³", "", "5 × 14.513226"),
    ]


def test_the_rounding_of_the_total_is_told() -> None:
    bill = bill_of("valle-bajo-2026", uso="publica", con_drenaje="si")

    (total, _) = bill.steps
    assert isinstance(total, TotalStep)
    assert (total.note, total.arithmetic) == ("redondeo -0.10, al peso más cercano", "432.00")


@pytest.mark.parametrize(
    ("formula", "detail"),
    [
        ("(a + b) * 3", "3 × (5 + 7)"),
        ("a - (b - 3)", "5 − (7 − 3)"),
        ("100 / a / 2", "100 ÷ 5 ÷ 2"),
        ("100 / (a * 2)", "100 ÷ (2 × 5)"),
        ("b - -a", "7 − −5"),
        ("MAX(a, b) * 0.5", "0.50 × 7"),
        ("SI(a < b, SI(a = 5, a, b), 0)", "5"),
        ("a * 13.2650", "13.2650 × 5"),
    ],
)
def test_a_formula_is_told_with_numbers_in_the_place_of_names(formula: str, detail: str) -> None:
    assert formula_program(formula).rate({"a": 5, "b": 7}).lines[0].detail == detail


def test_constants_that_left_no_note_are_told_too() -> None:
    body = """
entradas: {m3: m3}
parametros: {UMA: {2026-01-01: 100}}
calculos: {veces: 2 + 0.5 * -1, doble: UMA * veces, mitad: doble / 4}
conceptos: {x: {formula: "m3 * mitad + doble / veces - -UMA", objeto_iva: "01"}}
"""

    (line,) = program(body).rate({"m3": 3}).lines

    assert line.detail == "3 × 37.5 + 150 ÷ 1.5 − −100"
    assert line.exact_gross == Fraction("312.5")


@pytest.mark.parametrize(
    ("rows", "m3", "titles"),
    [
        ("{modo: fija, filas: 131}", 9, ["Cuota fija"]),
        ("{modo: alcanzado, filas: [[10, 5], [null, 8]]}", 12, ["Del 1 al 12, son 12 m³"]),
        ("{modo: tabla, filas: [[1, 10], [null, 25]]}", 2, ["Más de 1 m³"]),
        ("{modo: bloques, filas: [[1, 10], [null, 25]]}", 0, []),
        ("{modo: bloques, filas: [['personas * 2', 2], [null, 5]]}", 9,
         ["Del 1 al 4, son 4 m³", "Del 5 al 9, son 5 m³"]),
    ],
)  # fmt: skip
def test_every_kind_of_row_has_its_words(rows: str, m3: int, titles: list[str]) -> None:
    body = f"""
entradas: {{m3: m3, personas: {{tipo: entero, defecto: 2}}}}
tablas: {{t: {rows}}}
conceptos: {{x: {{nombre: Agua, formula: t(m3), objeto_iva: "01"}}}}
"""

    (line,) = program(body).rate({"m3": m3}).lines

    pieces = [step for step in line.steps if isinstance(step, QuotaStep | BlockStep)]
    assert [piece.title for piece in pieces] == titles
    assert sum(piece.amount for piece in pieces) == line.exact_gross
