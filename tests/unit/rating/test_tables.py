"""Schedules in every way of writing them, ranges, exact keys, defaults, dwellings, formulas."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.rating.documents import program

from caudal.engines.rating import RatingError


def charge(table: str, m3: str, *, inputs: str = "", **values: object) -> str:
    body = f"""
entradas: {{m3: m3{inputs}}}
parametros: {{UMA: {{2026-01-01: 117.31}}}}
tablas:
  t: {table}
conceptos: {{x: {{formula: t(m3), objeto_iva: "01"}}}}
"""
    return str(program(body).rate({"m3": m3, **values}).total)


@pytest.mark.parametrize(
    ("m3", "pesos"),
    [("0", "100.00"), ("10", "100.00"), ("11", "105.00"), ("20", "150.00"), ("20.5", "154.00")],
)
def test_blocks_charge_each_m3_at_the_price_of_its_block(m3: str, pesos: str) -> None:
    table = "{modo: bloques, filas: {base: 100, filas: [[10, 0], [20, 5], [null, 8]]}}"

    assert charge(table, m3) == pesos


@pytest.mark.parametrize(("m3", "pesos"), [("0", "0.00"), ("10", "50.00"), ("10.001", "80.01")])
def test_reached_charges_the_whole_volume_at_the_price_reached(m3: str, pesos: str) -> None:
    assert charge("{modo: alcanzado, filas: [[10, 5], [null, 8]]}", m3) == pesos


@pytest.mark.parametrize(
    ("m3", "pesos"), [("5", "70.00"), ("10", "70.00"), ("12", "96.00"), ("30", "400.00")]
)
def test_base_and_excess_keep_the_bases_that_were_published(m3: str, pesos: str) -> None:
    table = "{modo: base_excedente, filas: [[10, 70, 0], [20, 90, 3], [null, 300, 10]]}"

    assert charge(table, m3) == pesos


@pytest.mark.parametrize(
    ("m3", "pesos"), [("0", "10.00"), ("1", "10.00"), ("1.5", "25.00"), ("3", "31.00")]
)
def test_a_table_gives_an_amount_per_range_and_a_price_beyond_its_end(m3: str, pesos: str) -> None:
    table = "{modo: tabla, filas: {filas: [[1, 10], [2, 25]], despues: 6}}"

    assert charge(table, m3) == pesos


@pytest.mark.parametrize(("m3", "pesos"), [("0", "15.00"), ("2", "30.00"), ("3", "62.00")])
def test_a_base_is_added_to_every_row(m3: str, pesos: str) -> None:
    table = "{modo: tabla, filas: {base: 5, filas: [[1, 10], [2, 25], [null, 57]]}}"

    assert charge(table, m3) == pesos


def test_canonical_rows_are_written_as_they_are() -> None:
    table = "{filas: [[3, 67, 0, 0], [20, 107, 0, 0], [40, 0, 6.67, 0], [null, 107, 7, 20]]}"

    amounts = [charge(table, m3) for m3 in ("3", "20", "25", "41")]

    assert amounts == ["67.00", "107.00", "166.75", "254.00"]


def test_one_amount_is_a_fixed_quota() -> None:
    assert charge("{modo: fija, filas: {importe: 131}}", "500") == "131.00"
    assert charge("{modo: fija, filas: 131}", "500") == "131.00"


def test_amounts_in_uma_round_quotas_and_prices_by_their_own_rule() -> None:
    table = """{unidad: UMA, redondeo: {base: peso, precio: centavo}, modo: bloques,
      filas: {base: 0.5672, filas: [[10, 0], [null, 0.0569]]}}"""

    assert charge(table, "10") == "67.00"  # 66.538
    assert charge(table, "12") == "80.34"  # 2 × 6.67, not 2 × 6.674939


def test_amounts_in_uma_are_not_rounded_unless_the_table_says_so() -> None:
    table = "{unidad: UMA, modo: base_excedente, filas: [[7.5, 0.7364, 0], [15, 0.7364, 0.1379]]}"

    assert charge(table, "10") == "126.83"


@pytest.mark.parametrize(
    ("m3", "dwellings", "pesos"),
    [("30", 3, "300.00"), ("31", 3, "305.00"), ("61", 3, "458.00"), ("11", 1, "105.00")],
)
def test_dwellings_multiply_quotas_and_blocks_but_not_prices(
    m3: str, dwellings: int, pesos: str
) -> None:
    table = """{modo: bloques, multiplica: viviendas,
      filas: {base: 100, filas: [[10, 0], [20, 5], [null, 8]]}}"""

    assert charge(table, m3, inputs=", viviendas: entero", viviendas=dwellings) == pesos


@pytest.mark.parametrize(
    ("m3", "people", "pesos"),
    [
        ("4", 2, "8.00"),
        ("8", 2, "20.00"),
        ("10", 2, "30.00"),
        ("10", 0, "50.00"),
        ("10", 9, "20.00"),
    ],
)
def test_bounds_may_be_formulas_of_the_account(m3: str, people: int, pesos: str) -> None:
    table = """{modo: bloques, filas: [["personas * 2", 2], ["personas * 4", 3], [null, 5]]}"""

    assert charge(table, m3, inputs=", personas: entero", personas=people) == pesos


def test_a_bound_that_falls_below_the_one_before_leaves_its_block_empty() -> None:
    table = """{modo: bloques, filas: [[10, 1], ["personas * 2", 100], [null, 2]]}"""

    assert charge(table, "12", inputs=", personas: entero", personas=3) == "14.00"


def test_formulas_in_cells_take_the_unit_the_rounding_and_the_dwellings() -> None:
    table = """{unidad: UMA, redondeo: {base: peso, precio: centavo}, multiplica: viviendas,
      filas: [["topes", "topes * 0.1", 0, 0], [null, "topes * 0.1", 0.0569, "topes"]]}"""
    inputs = ", topes: numero, viviendas: entero"

    # quota: round(6 × 0.1 × 117.31) = 70 per dwelling; price 6.67
    assert charge(table, "12", inputs=inputs, topes=6, viviendas=2) == "140.00"
    assert charge(table, "13", inputs=inputs, topes=6, viviendas=2) == "146.67"


def test_a_dynamic_schedule_also_refuses_above_its_last_bound() -> None:
    table = '{modo: bloques, filas: [["personas * 2", 2]]}'

    with pytest.raises(RatingError, match=r"solo publica hasta el último tope .* tiene 9"):
        charge(table, "9", inputs=", personas: entero", personas=2)


@pytest.mark.parametrize("cell", ["5", '"personas * 5"'])
def test_a_schedule_refuses_less_than_nothing(cell: str) -> None:
    body = f"""
entradas: {{n: numero, personas: {{tipo: entero, defecto: 1}}}}
tablas: {{t: {{modo: alcanzado, filas: [[null, {cell}]]}}}}
conceptos: {{x: {{formula: t(n), objeto_iva: "01"}}}}
"""

    with pytest.raises(RatingError, match=r"La tabla «t» recibió -0\.5"):
        program(body).rate({"n": "-0.5"})


def test_a_range_gives_a_number_for_a_formula() -> None:
    body = """
entradas: {m3: m3}
tablas: {precio: {tipo: rangos, filas: [[20, 5], [null, 6.67]]}}
conceptos: {x: {formula: precio(m3) * m3, objeto_iva: "01"}}
"""

    assert program(body).rate({"m3": 20}).total == 100
    assert program(body).rate({"m3": 25}).total == Decimal("166.75")


KEYS = """
entradas: {uso: clave, zona: entero, medido: si_no}
tablas:
  t:
    por: [uso, zona, medido]
    unidad: MXN
    valores:
      casa|1|si: 1
      casa|1|*: 2
      casa|*|si: 3
      "*|1|si": 4
      casa|*|*: 5
      "*|*|no": 6
conceptos: {x: {formula: t(), objeto_iva: "01"}}
"""


@pytest.mark.parametrize(
    ("uso", "zona", "medido", "pesos"),
    [
        ("casa", 1, "si", 1),
        ("casa", 1, "no", 2),
        ("casa", 2, "si", 3),
        ("tienda", 1, "si", 4),
        ("casa", 2, "no", 5),
        ("tienda", 7, "no", 6),
    ],
)
def test_the_row_with_the_fewest_defaults_wins_then_the_exact_one_to_the_left(
    uso: str, zona: int, medido: str, pesos: int
) -> None:
    inputs = {"uso": uso, "zona": zona, "medido": medido}

    assert program(KEYS).rate(inputs).total == pesos


def test_a_combination_without_row_names_every_key() -> None:
    with pytest.raises(RatingError, match=r"no tiene la clave «tienda\|7\|si»"):
        program(KEYS).rate({"uso": "tienda", "zona": 7, "medido": True})


def test_a_bar_inside_a_key_is_written_with_a_backslash() -> None:
    body = r"""
entradas: {diametro: clave}
tablas: {t: {por: [diametro], unidad: MXN, valores: {'1\|1/2"': 119.91, '2"': 190.43}}}
conceptos: {x: {formula: t(), objeto_iva: "01"}}
"""

    assert program(body).rate({"diametro": '1|1/2"'}).total == Decimal("119.91")


def test_a_dimension_that_is_no_input_is_given_in_the_call() -> None:
    mixed = """
entradas: {m3: m3}
tablas:
  agua: {por: [clase], modo: alcanzado, filas: {casa: [[null, 10]], tienda: [[null, 25]]}}
conceptos: {x: {formula: "(agua('casa', m3) + agua('tienda', m3)) / 2", objeto_iva: "01"}}
"""

    assert program(mixed).rate({"m3": 3}).total == Decimal("52.50")


def test_a_key_may_be_calculated() -> None:
    body = """
entradas: {m3: m3, uso: clave}
tablas:
  t: {por: [clase], unidad: MXN, valores: {grande: 9, chica: 4}}
  u: {por: [alto], unidad: MXN, valores: {si: 100, no: 200}}
calculos:
  clase: SI(m3 > 10, 'grande', SI(uso = 'casa', 'chica', uso))
  alto: m3 > 10
conceptos: {x: {formula: t() + u(), objeto_iva: "01"}}
"""

    assert program(body).rate({"m3": 11, "uso": "x"}).total == 109
    assert program(body).rate({"m3": 10, "uso": "casa"}).total == 204
    with pytest.raises(RatingError, match="no tiene la clave «x»"):
        program(body).rate({"m3": 10, "uso": "x"})


def test_key_tables_in_a_unit_may_round() -> None:
    body = """
entradas: {clase: clave}
parametros: {UMA: {2026-01-01: 117.31}}
tablas: {t: {por: [clase], unidad: UMA, redondeo: peso, valores: {a: 0.5672}}}
conceptos: {x: {formula: t() * 2, objeto_iva: "01"}}
"""

    assert program(body, on_date=date(2026, 1, 1)).rate({"clase": "a"}).total == 134
