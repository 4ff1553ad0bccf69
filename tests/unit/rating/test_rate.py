"""One account: amounts, IVA, conditions, roundings, and refusals that name what is wrong."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.rating.documents import BLOCKS, ON, document, program

from caudal.engines.rating import (
    ParameterWithoutValueError,
    RatedLine,
    RatingError,
    compile_tariff,
    parse_tariff,
)
from caudal.engines.rating.charge import TaxRateError
from caudal.engines.rating.quotients import ZeroDivisorError


def amounts(line: RatedLine) -> tuple[str, ...]:
    return tuple(
        str(amount)
        for amount in (line.gross, line.discount, line.subsidy, line.net, line.tax, line.amount)
    )


def test_a_bill_has_a_line_per_concept_and_its_total() -> None:
    bill = program().rate({"m3": 17, "uso": "casa"})

    water, sewer = bill.lines
    assert amounts(water) == ("192.86", "0.00", "0.00", "192.86", "0.00", "192.86")
    assert amounts(sewer) == ("67.50", "0.00", "0.00", "67.50", "10.80", "78.30")
    assert (water.tax_object, water.tax_rate) == ("02", Decimal(0))
    assert (sewer.tax_object, sewer.tax_rate) == ("02", Decimal("0.16"))
    assert water.exact_gross == Decimal("192.855")
    assert bill.total == Decimal("271.16")
    assert bill.rounding == 0
    assert (bill.tariff, bill.on_date) == ("PRUEBA", ON)
    assert bill.line("drenaje") is sewer
    with pytest.raises(KeyError):
        bill.line("luz")


@pytest.mark.parametrize(
    "inputs",
    [
        {"m3": 17, "uso": "casa", "mayor": True},
        {"m3": Decimal("17.000"), "uso": "casa", "mayor": "si", "viviendas": None},
        {"m3": "17", "uso": "casa", "mayor": "sí", "viviendas": "1"},
    ],
)
def test_inputs_may_come_as_numbers_or_text_and_default_when_absent(
    inputs: dict[str, object],
) -> None:
    bill = program().rate(inputs)

    assert amounts(bill.line("agua")) == ("192.86", "96.43", "0.00", "96.43", "0.00", "96.43")
    assert bill.line("drenaje").gross == Decimal("33.75")  # 35 % of the net of the water


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"uso": "casa"}, "Falta «m3»"),
        ({"m3": 5}, "Falta «uso»"),
        ({"m3": 5, "uso": "taller"}, "«uso» es «taller»; los valores de la tarifa son: casa, tie"),
        ({"m3": 5, "uso": 4.5}, "«uso» es «4.5»; debe ser una clave de texto"),
        ({"m3": -1, "uso": "casa"}, "«m3» es -1; no puede ser menor que 0"),
        ({"m3": 5.5, "uso": "casa"}, "«m3» es «5.5»; debe ser un número exacto"),
        ({"m3": "1_7", "uso": "casa"}, "«m3» es «1_7»; debe ser un número exacto"),
        ({"m3": "1e3", "uso": "casa"}, "«m3» es «1e3»; debe ser un número exacto"),
        ({"m3": True, "uso": "casa"}, "«m3» es «True»; debe ser un número exacto"),
        ({"m3": "mucho", "uso": "casa"}, "«m3» es «mucho»; debe ser un número exacto"),
        ({"m3": Decimal("NaN"), "uso": "casa"}, "«m3» es «NaN»; debe ser un número exacto"),
        ({"m3": 10**15 + 1, "uso": "casa"}, "debe ser un número exacto"),
        ({"m3": "5.0001", "uso": "casa"}, "«m3» es 5.0001; lleva a lo más 3 decimales"),
        ({"m3": f"5.{'0' * 40}1", "uso": "casa"}, "lleva a lo más 3 decimales"),
        ({"m3": 5, "uso": "casa", "viviendas": 0}, "«viviendas» es 0; no puede ser menor que 1"),
        ({"m3": 5, "uso": "casa", "viviendas": "1.5"}, "lleva a lo más 0 decimales"),
        ({"m3": 5, "uso": "casa", "mayor": "quizá"}, "«mayor» es «quizá»; debe ser si o no"),
        ({"m3": 5, "uso": "casa", "luz": 1}, "La tarifa no pide «luz»; sus entradas son: m3, uso"),
        ({"m3": 10**13, "uso": "casa"}, "En «agua» el importe no cabe en un recibo"),
    ],
)
def test_an_account_that_cannot_be_rated_says_why(inputs: dict[str, object], says: str) -> None:
    with pytest.raises(RatingError) as refusal:
        program().rate(inputs)

    assert says in str(refusal.value)


def test_a_missing_key_is_a_refusal_that_names_it_and_never_a_zero() -> None:
    open_keys = program(BLOCKS.replace("valores: [casa, tienda]", "nombre: Uso"))

    with pytest.raises(RatingError) as refusal:
        open_keys.rate({"m3": 5, "uso": "taller"})

    assert str(refusal.value).startswith("La tabla «agua» no tiene la clave «taller»")


def test_above_the_last_published_bound_is_a_refusal_that_names_it() -> None:
    partial = program(
        """
entradas: {m3: m3}
tablas:
  agua: {modo: bloques, filas: {base: 99.84, filas: [[5, 0], [10, 20.22]]}}
conceptos: {agua: {formula: agua(m3), tasa_iva: 0}}
"""
    )

    assert partial.rate({"m3": 10}).total == Decimal("200.94")
    with pytest.raises(RatingError) as refusal:
        partial.rate({"m3": "10.001"})
    assert "solo publica hasta 10 y la cuenta tiene 10.001" in str(refusal.value)


def test_the_branch_that_is_not_taken_cannot_fail() -> None:
    careful = program(
        """
entradas: {m3: m3, zona: clave}
tablas: {precio: {por: [zona], unidad: MXN, valores: {a: 5}}}
conceptos: {agua: {formula: "SI(m3 > 10, precio() * 2, 1)", objeto_iva: "01"}}
"""
    )

    assert careful.rate({"m3": 10, "zona": "z"}).total == 1
    with pytest.raises(RatingError):
        careful.rate({"m3": 11, "zona": "z"})


def test_a_negative_amount_is_refused_with_the_name_of_the_concept() -> None:
    body = """
entradas: {a: importe, b: importe, c: importe}
conceptos: {x: {formula: a - 5, descuento: b - 1, subsidio: c - 1, objeto_iva: "01"}}
"""
    for inputs, what in (
        ({"a": 4, "b": 1, "c": 1}, "el importe es -1"),
        ({"a": 9, "b": 0, "c": 1}, "el descuento es -1"),
        ({"a": 9, "b": 1, "c": 0}, "el subsidio es -1"),
        ({"a": 9, "b": 4, "c": 3}, "el importe menos descuento y subsidio es -1"),
    ):
        with pytest.raises(RatingError) as refusal:
            program(body).rate(inputs)
        assert f"En «x» {what}" in str(refusal.value)


def test_a_concept_whose_condition_does_not_hold_is_a_line_of_zero() -> None:
    conditional = program(
        """
entradas: {m3: m3, con_drenaje: si_no, zona: clave}
tablas: {precio: {por: [zona], unidad: MXN, valores: {a: 5}}}
conceptos:
  drenaje: {si: con_drenaje, formula: precio() * m3, descuento: precio(), tasa_iva: 0.16}
  cuota: {formula: 10, tasa_iva: 0}
"""
    )

    bill = conditional.rate({"m3": 3, "con_drenaje": False, "zona": "sin precio"})

    assert amounts(bill.line("drenaje")) == ("0.00",) * 6
    assert bill.total == 10
    assert conditional.rate({"m3": 3, "con_drenaje": True, "zona": "a"}).total == Decimal("21.60")


@pytest.mark.parametrize(
    ("price", "discount", "expected"),
    [
        ("136.00", "0", ("117.24", "0.00", "0.00", "117.24", "18.76", "136.00")),
        ("116.00", "58.00", ("100.00", "50.00", "0.00", "50.00", "8.00", "58.00")),
        ("0.05", "0.01", ("0.04", "0.01", "0.00", "0.03", "0.01", "0.04")),
    ],
)
def test_included_iva_is_taken_out_and_the_sum_still_closes(
    price: str, discount: str, expected: tuple[str, ...]
) -> None:
    body = f"""
conceptos: {{x: {{formula: {price}, descuento: {discount}, tasa_iva: 0.16, incluye_iva: si}}}}
"""

    (line,) = program(body).rate({}).lines

    assert amounts(line) == expected
    assert line.gross - line.discount - line.subsidy == line.net


@pytest.mark.parametrize(
    ("rule", "gross"),
    [
        ("centavo", "2.35"),
        ("centavo_par", "2.34"),
        ("peso", "2.00"),
        ("peso_arriba", "3.00"),
    ],
)
def test_each_rule_rounds_the_gross(rule: str, gross: str) -> None:
    body = f"conceptos: {{x: {{formula: 2.345, redondeo: {rule}, objeto_iva: '01'}}}}"

    assert program(body).rate({}).total == Decimal(gross)


def test_each_field_rounds_by_its_own_rule() -> None:
    body = """
conceptos:
  x:
    formula: 100.40
    descuento: 10.005
    subsidio: 5.51
    redondeo: {bruto: peso, descuento: centavo_par, subsidio: peso_arriba}
    objeto_iva: "01"
"""

    (line,) = program(body).rate({}).lines

    assert amounts(line) == ("100.00", "10.00", "6.00", "84.00", "0.00", "84.00")


@pytest.mark.parametrize(
    ("rule", "total", "rounding"),
    [
        ("centavo", "100.50", "0.00"),
        ("peso", "101.00", "0.50"),
        ("peso_arriba", "101.00", "0.50"),
    ],
)
def test_the_total_may_be_rounded_to_the_peso_as_a_signed_column(
    rule: str, total: str, rounding: str
) -> None:
    body = f"redondeo_total: {rule}\nconceptos: {{x: {{formula: 100.50, objeto_iva: '01'}}}}"

    bill = program(body).rate({})

    assert (bill.total, bill.rounding) == (Decimal(total), Decimal(rounding))


def test_rounding_down_to_the_peso_is_negative() -> None:
    body = "redondeo_total: peso\nconceptos: {x: {formula: 100.49, objeto_iva: '01'}}"

    assert program(body).rate({}).rounding == Decimal("-0.49")


def test_tax_is_rounded_half_up_on_the_rounded_net() -> None:
    body = "conceptos: {x: {formula: 0.344, tasa_iva: 0.50}, z: {formula: 0.35, tasa_iva: 0.50}}"

    first, second = program(body).rate({}).lines

    assert amounts(first)[3:] == ("0.34", "0.17", "0.51")
    assert amounts(second)[3:] == ("0.35", "0.18", "0.53")  # 0.175 goes up


def test_a_formula_uses_the_rounded_net_of_a_concept_written_after_it() -> None:
    body = """
conceptos:
  drenaje: {formula: agua * 10, objeto_iva: "01"}
  agua: {formula: 1.005, descuento: 0.50, objeto_iva: "01"}
"""

    bill = program(body).rate({})

    assert [line.concept for line in bill.lines] == ["drenaje", "agua"]
    assert bill.line("drenaje").gross == Decimal("5.10")


def test_the_parameter_in_force_on_the_day_is_used() -> None:
    body = """
parametros: {UMA: {2025-02-01: 113.14, 2026-02-01: 117.31}}
conceptos: {x: {formula: UMA * 2, objeto_iva: "01"}}
"""

    assert program(body, on_date=date(2026, 1, 31)).rate({}).total == Decimal("226.28")
    assert program(body, on_date=date(2026, 2, 1)).rate({}).total == Decimal("234.62")
    with pytest.raises(ParameterWithoutValueError, match="UMA no tiene valor el 31/01/2025"):
        program(body, on_date=date(2025, 1, 31))


def test_a_parameter_of_zero_cannot_divide() -> None:
    body = "parametros: {K: {2026-01-01: 0}}\nconceptos: {x: {formula: 5 / K, objeto_iva: '01'}}"

    with pytest.raises(ZeroDivisorError, match="parámetro que vale cero"):
        program(body)


def test_a_divisor_that_is_zero_for_an_account_is_refused() -> None:
    body = """
entradas: {personas: entero}
conceptos: {x: {formula: 100 / personas, objeto_iva: "01"}}
"""

    assert program(body).rate({"personas": 3}).total == Decimal("33.33")
    with pytest.raises(RatingError, match="El divisor de «100 / personas» es cero"):
        program(body).rate({"personas": 0})


def test_a_rate_of_iva_has_at_most_six_decimals() -> None:
    body = "conceptos: {x: {formula: 1, tasa_iva: 0.1234567}}"

    with pytest.raises(TaxRateError, match="La tasa de IVA de «x» lleva a lo más 6 decimales"):
        compile_tariff(parse_tariff(document(body)), on_date=ON)


def test_a_refusal_can_name_a_number_of_any_size() -> None:
    body = "entradas: {a: numero}\nconceptos: {x: {formula: 0 - a * a * a * a * a}}"

    with pytest.raises(RatingError, match=r"el importe es -1,000,.*; revise la fórmula"):
        program(body).rate({"a": 10**15})


def test_lines_may_grow_up_to_what_a_bill_holds() -> None:
    body = "entradas: {a: importe}\nconceptos: {x: {formula: a, tasa_iva: 0.16}}"
    largest = Decimal("862068965517.23")

    assert program(body).rate({"a": largest}).total == Decimal("999999999999.99")
    with pytest.raises(RatingError, match="no cabe en un recibo"):
        program(body).rate({"a": largest + Decimal("0.01")})


def test_the_sum_of_lines_must_fit_too() -> None:
    body = """
entradas: {a: importe}
conceptos: {x: {formula: a, objeto_iva: "01"}, z: {formula: a, objeto_iva: "01"}}
"""

    with pytest.raises(RatingError, match="El total no cabe en un recibo"):
        program(body).rate({"a": Decimal("600000000000.00")})
