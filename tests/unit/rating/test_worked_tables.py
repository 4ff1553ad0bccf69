"""The tables of docs/algorithms/rating.md, so that the page cannot drift from the code."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.rating.documents import program
from tests.unit.rating.packs import pack
from tests.worked_tables import read_table

from caudal.engines.rating import compile_tariff
from caudal.engines.rating.steps import BlockStep, QuotaStep

PAGE = "rating.md"


def test_the_worked_account() -> None:
    rows = read_table(page=PAGE, heading="Worked account")
    compiled = compile_tariff(pack("san-telmo-2026"), on_date=date(2026, 10, 30))

    water = compiled.rate({"consumo": 17, "uso": "domestico_medio"}).line("agua")

    pieces = [step for step in water.steps if isinstance(step, QuotaStep | BlockStep)]
    told = [
        (
            "quota" if isinstance(piece, QuotaStep) else "block",
            str(piece.lower),
            str(piece.upper),
            "" if isinstance(piece, QuotaStep) else f"{float(piece.price):.4f}",
            f"{float(piece.amount):.4f}",
        )
        for piece in pieces
    ]
    assert told == [
        (row["step"], row["from"], row["to"], row["price"], row["amount"]) for row in rows
    ]


@pytest.mark.parametrize("row", read_table(page=PAGE, heading="Worked bills"), ids=str)
def test_the_worked_bills(row: dict[str, str]) -> None:
    compiled = compile_tariff(pack("san-telmo-2026"), on_date=date(2026, 10, 30))

    bill = compiled.rate(
        {
            "consumo": row["m³"],
            "uso": row["uso"],
            "viviendas": row["viviendas"],
            "adulto_mayor": row["mayor"],
        }
    )

    water = bill.line("agua")
    assert [
        str(amount)
        for amount in (
            water.gross,
            water.discount,
            bill.line("alcantarillado").net,
            bill.line("saneamiento").net,
            sum((line.tax for line in bill.lines), Decimal(0)),
            bill.total,
        )
    ] == [
        row[column]
        for column in ("agua", "descuento", "alcantarillado", "saneamiento", "IVA", "total")
    ]


@pytest.mark.parametrize(
    "row", read_table(page=PAGE, heading="The same volume in each mode"), ids=str
)
def test_the_same_volume_in_each_mode(row: dict[str, str]) -> None:
    body = f"""
entradas: {{m3: m3}}
tablas: {{t: {{modo: {row["modo"]}, filas: {row["filas"]}}}}}
conceptos: {{x: {{formula: t(m3), objeto_iva: "01"}}}}
"""

    assert str(program(body).rate({"m3": 12}).total) == row["importe"]
