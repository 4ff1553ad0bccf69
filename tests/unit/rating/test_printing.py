"""Schedules as the tariff page prints them."""

from datetime import date
from decimal import Decimal

from tests.unit.rating.documents import document
from tests.unit.rating.packs import pack

from caudal.engines.rating import PrintedTable, parse_tariff, printed_tables
from caudal.engines.rating.definition import RowMode


def cells(table: PrintedTable) -> list[tuple[str, str, str, str]]:
    return [
        (
            row.title,
            str(row.quota or "–"),
            str(row.price or "–"),
            str(row.at_top if row.at_top is not None else "–"),
        )
        for row in table.rows
    ]


def printed(rows: str) -> PrintedTable:
    body = f"""
entradas: {{m3: m3, personas: entero}}
tablas: {{t: {rows}}}
conceptos: {{x: {{formula: t(m3), tasa_iva: 0}}}}
"""
    (table,) = printed_tables(parse_tariff(document(body)))
    return table


def test_blocks_show_quota_price_and_the_amount_at_the_top() -> None:
    first = printed_tables(pack("san-telmo-2026"))[0]

    assert (first.table, first.label, first.key_label) == (
        "agua",
        "Agua, por bloques",
        "Doméstico medio",
    )
    assert first.key == ("domestico_medio",)
    assert first.mode is RowMode.BLOCKS
    assert cells(first) == [
        ("0 a 10 m³", "118.4", "–", "118.40"),
        ("11 a 15 m³", "–", "13.265", "184.73"),
        ("16 a 20 m³", "–", "14.832", "258.89"),
        ("21 a 30 m³", "–", "18.4075", "442.96"),
        ("31 a 50 m³", "–", "24.961", "942.18"),
        ("Más de 50 m³", "–", "33.118", "–"),
    ]
    assert [(row.lower, row.upper) for row in first.rows][1] == (Decimal(10), Decimal(15))


def test_every_use_is_printed() -> None:
    labels = [table.key_label for table in printed_tables(pack("san-telmo-2026"))]

    assert labels == [
        "Doméstico medio",
        "Doméstico popular",
        "Doméstico residencial",
        "Comercial",
        "Mixto",
        "Industrial",
        "Público",
    ]


def test_amounts_in_a_unit_are_printed_in_pesos_of_a_day() -> None:
    definition = pack("cuautitlan-izcalli-2023")

    (at_start,) = printed_tables(definition)
    (later,) = printed_tables(definition, on_date=date(2023, 2, 1))

    assert cells(at_start)[0] == ("0 a 7.5 m³", "70.856408", "–", "70.86")
    assert cells(later)[1] == ("7.5 a 15 m³", "76.394136", "14.305746", "183.69")


def test_rounded_rows_give_the_published_pesos() -> None:
    zone_1 = printed_tables(pack("merida-2026"))[0]

    assert [row.quota for row in zone_1.rows] == [67, 82, 99, 107]
    assert not zone_1.is_price
    assert printed_tables(pack("merida-2026"))[5].is_price


def test_other_modes_show_what_they_charge() -> None:
    assert cells(printed("{modo: alcanzado, filas: [[10, 5], [null, 8]]}")) == [
        ("0 a 10 m³", "–", "5", "50.00"),
        ("Más de 10 m³", "–", "8", "–"),
    ]
    assert cells(printed("{modo: tabla, filas: {filas: [[1, 10], [2, 25]], despues: 6}}")) == [
        ("0 a 1 m³", "10", "–", "10.00"),
        ("2 m³", "25", "–", "25.00"),
        ("Más de 2 m³", "25", "6", "–"),
    ]
    assert cells(printed("{modo: fija, filas: 131}")) == [("Cualquier consumo", "131", "–", "–")]


def test_formulas_are_printed_as_they_are_written() -> None:
    table = printed("{modo: bloques, filas: [['personas * 2', 2], ['99', 3], [null, 5]]}")

    assert cells(table) == [
        ("Hasta personas * 2", "–", "2", "–"),
        ("Lo demás", "–", "3", "–"),
        ("Lo demás", "–", "5", "–"),
    ]


def test_a_table_says_what_it_measures() -> None:
    feasibility = next(
        table
        for table in printed_tables(pack("guanajuato-servicios-2026"))
        if table.key == ("otros",)
    )
    anything = printed("{mide: m, filas: [[null, 5, 0, 0]]}")

    assert feasibility.measure == "m²"
    assert [row.title for row in feasibility.rows] == ["0 a 200 m²", "Más de 200 m²"]
    assert [row.title for row in anything.rows] == ["Cualquier cantidad"]


def test_a_table_with_a_row_for_each_m3_names_it_once() -> None:
    first, *_ = printed_tables(pack("sierra-alta-2026"))

    titles = [row.title for row in first.rows]
    assert titles[:3] == ["0 m³", "1 m³", "2 m³"]
    assert titles[-2:] == ["30 m³", "Más de 30 m³"]
