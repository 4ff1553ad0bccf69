"""The structures that exist in Mexico and elsewhere, each written as data and worked by hand."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import pytest
from tests.unit.rating.documents import program
from tests.unit.rating.packs import pack

from caudal.engines.rating import compile_tariff
from caudal.engines.rating.definition import ScheduleTable
from caudal.kernel.rounding import CENTAVO


def total(body: str, **inputs: object) -> str:
    return str(program(body).rate(inputs).total)


MONTHS = [f"real-de-minas-2026-{month:02d}" for month in range(1, 13)]


def test_twelve_monthly_versions_follow_one_another_without_a_gap() -> None:
    """Guanajuato: a base quota plus a table per m³, with twelve versions a year."""
    versions = [pack(name).validity for name in MONTHS]

    for before, after in pairwise(versions):
        assert before.last_day == after.start - timedelta(days=1)
    assert (versions[0].start, versions[-1].last_day) == (date(2026, 1, 1), date(2026, 12, 31))


def test_each_cell_of_a_month_is_the_one_before_by_the_factor_to_the_centavo() -> None:
    factor = Decimal("1.0048")
    for before, after in pairwise(MONTHS):
        old, new = pack(before).table("importe"), pack(after).table("importe")
        assert isinstance(old, ScheduleTable)
        assert isinstance(new, ScheduleTable)
        for group, risen in zip(old.groups, new.groups, strict=True):
            assert isinstance(group.after, Decimal)
            price = (group.after * factor).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            assert risen.after == price
            assert [row.base for row in risen.rows] == [
                (Decimal(str(row.base)) * factor).quantize(CENTAVO, ROUND_HALF_UP)
                for row in group.rows
            ]


def test_mixed_use_is_the_mean_of_home_and_shop() -> None:
    """Aguascalientes: (266.16 + 616.74) / 2 = 441.45."""
    body = """
entradas: {m3: m3, uso: {tipo: clave, valores: [domestico, comercial, mixto]}}
tablas:
  base: {por: [clase], unidad: MXN, valores: {domestico: 266.16, comercial: 616.74}}
conceptos:
  agua:
    formula: SI(uso = 'mixto', (base('domestico') + base('comercial')) / 2,
      SI(uso = 'domestico', base('domestico'), base('comercial')))
    tasa_iva: 0
"""

    assert total(body, m3=0, uso="mixto") == "441.45"
    assert total(body, m3=0, uso="comercial") == "616.74"


def test_a_seasonal_surcharge_falls_on_some_zones_above_a_volume() -> None:
    """Mexico City: +35 % in listed colonias, bimesters 1 to 3, over 60 m³, homes only."""
    body = """
entradas:
  m3: m3
  uso: {tipo: clave, valores: [domestico, comercial]}
  bimestre: entero
  en_lista: {tipo: si_no, defecto: no}
tablas: {precio: {modo: alcanzado, filas: [[60, 10], [null, 12]]}}
calculos: {temporada: "Y(en_lista, uso = 'domestico', bimestre <= 3, m3 > 60)"}
conceptos:
  agua: {formula: precio(m3), tasa_iva: 0}
  sobretarifa: {si: temporada, formula: agua * 0.35, tasa_iva: 0}
"""

    case = {"m3": 61, "uso": "domestico", "bimestre": 3, "en_lista": True}
    assert total(body, **case) == "988.20"
    for change in ({"m3": 60}, {"bimestre": 4}, {"en_lista": None}, {"uso": "comercial"}):
        bill = program(body).rate({**case, **change})
        assert bill.line("sobretarifa").amount == 0


def test_discharge_without_network_water_is_charged_per_m3_by_origin() -> None:
    """Aguascalientes: own well 15.13, tank truck 33.17 per m³."""
    body = """
entradas:
  m3: m3
  origen: {tipo: clave, valores: [red, pozo, pipa]}
tablas: {descarga: {por: [origen], valores: {pozo: 15.13, pipa: 33.17, red: 0}}}
conceptos: {descarga: {si: origen <> 'red', formula: descarga() * m3, tasa_iva: 0.16}}
"""

    assert total(body, m3=20, origen="pozo") == "351.02"
    assert total(body, m3=20, origen="pipa") == "769.54"
    assert total(body, m3=20, origen="red") == "0.00"


def test_a_home_pays_sewer_only_above_an_average_of_twelve_months() -> None:
    body = """
entradas: {m3: m3, promedio_12: m3}
tablas: {agua: {modo: alcanzado, filas: [[null, 10]]}}
conceptos:
  agua: {formula: agua(m3), tasa_iva: 0}
  drenaje: {si: promedio_12 > 15, formula: "MIN(agua * 0.25, 80)", tasa_iva: 0.16}
"""

    assert total(body, m3=40, promedio_12="15.0") == "400.00"
    assert total(body, m3=40, promedio_12="15.001") == "492.80"
    assert total(body, m3=10, promedio_12=16) == "129.00"


def test_a_feasibility_fee_has_a_floor_a_price_per_m2_and_a_cap() -> None:
    """Guanajuato: 337 up to 200 m², 3 per m² more, 38,906 at most."""
    body = """
entradas: {m2: numero}
conceptos: {factibilidad: {formula: "MIN(337 + MAX(m2 - 200, 0) * 3, 38906)", tasa_iva: 0}}
"""

    assert [total(body, m2=m2) for m2 in (200, 300, 50_000)] == ["337.00", "637.00", "38906.00"]


def test_a_social_discount_reaches_water_and_sewer_up_to_a_volume() -> None:
    """Mazatlán: 104.00 up to 13 m³, half of it for the elderly."""
    body = """
entradas: {m3: m3, beneficio: {tipo: clave, valores: [ninguno, adulto_mayor, pensionado]}}
tablas:
  agua: {modo: bloques, filas: {base: 104, filas: [[13, 0], [null, 9.5]]}}
  tope: {por: [beneficio], valores: {adulto_mayor: 13, pensionado: 25, ninguno: 0}}
conceptos:
  agua:
    formula: agua(m3)
    descuento: SI(beneficio = 'ninguno', 0, agua(MIN(m3, tope())) * 0.5)
    tasa_iva: 0
"""

    assert total(body, m3=13, beneficio="adulto_mayor") == "52.00"
    assert total(body, m3=25, beneficio="adulto_mayor") == "166.00"
    assert total(body, m3=25, beneficio="pensionado") == "109.00"
    assert total(body, m3=25, beneficio="ninguno") == "218.00"


BUDGET = """
entradas: {uso_ccf: m3, gpcd: numero, personas: entero, dias: numero, area: numero, et: numero}
tablas:
  consumo:
    modo: bloques
    filas:
      - [interior, 2.00]
      - ["REDONDEAR_PAR(presupuesto * 1.01, 0)", 3.00]
      - ["REDONDEAR_PAR(presupuesto * 1.26, 0)", 5.00]
      - [null, 8.00]
calculos:
  interior: REDONDEAR_PAR(gpcd * personas * dias / 748, 0)
  exterior: REDONDEAR_PAR(0.7 * area * et * 0.62 / 748, 0)
  presupuesto: interior + exterior
conceptos: {agua: {formula: consumo(uso_ccf), tasa_iva: 0}}
"""


@pytest.mark.parametrize(
    ("units", "expected"),
    [("7", "14.00"), ("11", "26.00"), ("14", "41.00"), ("27.3", "147.40")],
)
def test_a_budget_per_household_sets_the_bounds(units: str, expected: str) -> None:
    """60 gallons, 3 persons, 30.4 days: 7 + 4; at 27.3 the tiers hold 7, 4, 3 and 13.3."""
    household = {"gpcd": 60, "personas": 3, "dias": "30.4", "area": 1300, "et": "4.8"}

    assert total(BUDGET, uso_ccf=units, **household) == expected


def test_tiers_that_begin_at_a_unit_end_one_before() -> None:
    """Starts 0, 15, 41: 14 units at the first price, and half a unit more at the second."""
    body = """
entradas: {u: m3}
tablas: {t: {modo: bloques, filas: [["15 - 1", 1], ["41 - 1", 2], [null, 3]]}}
conceptos: {agua: {formula: t(u), tasa_iva: 0}}
"""

    assert [total(body, u=u) for u in ("14", "14.5", "41")] == ["14.00", "15.00", "69.00"]


def one_m3_at_a_time(table: ScheduleTable, use: str, m3: int, dwellings: int) -> Decimal:
    """What a clerk would add up with the printed tariff and a pencil."""
    group = next(group for group in table.groups if group.key == (use,))
    charge = Decimal(str(group.fixed)) * dwellings
    for unit in range(1, m3 + 1):
        row = next(
            row
            for row in group.rows
            if row.upper is None or unit <= Decimal(str(row.upper)) * dwellings
        )
        charge += Decimal(str(row.price))
    return charge


@pytest.mark.parametrize("name", ["san-telmo-2025", "san-telmo-2026"])
@pytest.mark.parametrize("dwellings", [1, 3])
def test_every_use_and_volume_agrees_with_adding_one_m3_at_a_time(
    name: str, dwellings: int
) -> None:
    definition = pack(name)
    table = definition.table("agua")
    assert isinstance(table, ScheduleTable)
    compiled = compile_tariff(definition, on_date=definition.validity.start)
    volumes = [*range(80), 150, 155]

    for (use,) in table.keys:
        batch = compiled.rate_many(
            {
                "consumo": np.array(volumes),
                "uso": [use] * len(volumes),
                "viviendas": [dwellings] * len(volumes),
            }
        )
        for row, m3 in enumerate(volumes):
            exact = batch.exact_gross["agua"].at(row)
            assert exact == one_m3_at_a_time(table, use, m3, dwellings)
