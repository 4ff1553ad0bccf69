"""What is divided by something that changes with the account stays exact until a rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.unit.rating.documents import formula_program, program

from caudal.engines.rating import RatingError
from caudal.engines.rating.steps import BlockStep, QuotaStep

CONDOMINIUM = """
entradas: {m3: m3, viviendas: {tipo: entero, minimo: 1}}
tablas: {agua: {modo: bloques, filas: {base: 100, filas: [[10, 0], [20, 6], [null, 9]]}}}
calculos: {por_vivienda: agua(m3 / viviendas)}
conceptos:
  agua: {nombre: Agua, formula: por_vivienda * viviendas, objeto_iva: "01"}
"""


@pytest.mark.parametrize(
    ("formula", "a", "b", "worth"),
    [
        ("a / b + a / b", 1, 3, Fraction(2, 3)),
        ("a / b * b", 1, 3, Fraction(1)),
        ("a / b - a / (b + 1)", 2, 3, Fraction(1, 6)),
        ("a / (b / a)", 2, 3, Fraction(4, 3)),
        ("1 / (2 / b)", 0, 3, Fraction(3, 2)),
        ("MAX(a / b, 0.3333)", 1, 3, Fraction(1, 3)),
        ("MIN(a / b, 0.3333)", 1, 3, Fraction("0.3333")),
        ("SI(a / b > 0.3333, 2, 1)", 1, 3, Fraction(2)),
        ("SI(a / b = a / b, 2, 1)", 1, 3, Fraction(2)),
        ("SI(b > 0, a / b, 7)", 1, 0, Fraction(7)),
        ("SI(b > 0, a / b, 7)", 1, 7, Fraction(1, 7)),
        ("ENTERO(a / b * b)", 7, 3, Fraction(7)),
        ("0 - -(a / b)", 1, 3, Fraction(1, 3)),
    ],
)
def test_nothing_is_rounded_on_the_way(formula: str, a: int, b: int, worth: Fraction) -> None:
    compiled = formula_program(formula)

    assert compiled.rate({"a": a, "b": b}).lines[0].exact_gross == worth
    assert compiled.rate_many({"a": [a], "b": [b]}).exact_gross["x"].at(0) == worth


def test_a_mean_decides_by_a_fraction_that_three_decimals_do_not_see() -> None:
    body = """
entradas: {suma: m3, meses: entero}
calculos: {promedio: "SI(meses > 0, suma / meses, 0)"}
conceptos: {drenaje: {si: promedio > 15, formula: promedio * 2, objeto_iva: "01"}}
"""
    compiled = program(body)

    for suma, meses, total in (
        ("165", 11, "0.00"),
        ("165.001", 11, "30.00"),
        ("166", 11, "30.18"),
        ("0", 0, "0.00"),
    ):
        assert str(compiled.rate({"suma": suma, "meses": meses}).total) == total


def test_the_mean_of_a_dwelling_reaches_a_block() -> None:
    compiled = program(CONDOMINIUM)

    for m3, viviendas, total in (
        ("25", 3, "300.00"),  # 8.33 each: the minimum
        ("40", 3, "360.00"),  # 13.33 each: 3 × (100 + 3.3333… × 6)
        ("100", 3, "840.00"),  # 33.33 each: 3 × (160 + 13.3333… × 9)
    ):
        bill = compiled.rate({"m3": m3, "viviendas": viviendas})
        batch = compiled.rate_many({"m3": [m3], "viviendas": [viviendas]})
        assert str(bill.total) == total
        assert batch.total.tolist() == [int(bill.total * 100)]


def test_what_a_mean_made_is_explained_with_four_decimals() -> None:
    line = program(CONDOMINIUM).rate({"m3": 40, "viviendas": 3}).lines[0]

    assert line.detail == "120 × 3"
    alone = program(CONDOMINIUM.replace("por_vivienda * viviendas", "agua(m3 / viviendas)"))
    line = alone.rate({"m3": 40, "viviendas": 3}).lines[0]
    pieces = [step for step in line.steps if isinstance(step, QuotaStep | BlockStep)]
    assert [piece.title for piece in pieces] == [
        "Los primeros 10 m³",
        "De 10 a 13.3333 m³, son 3.3333 m³",
    ]
    assert sum(piece.amount for piece in pieces) == line.exact_gross == 120


def test_a_bound_a_price_and_a_multiplier_may_be_quotients() -> None:
    body = """
entradas: {m3: m3, n: entero, k: entero}
tablas:
  agua: {modo: bloques, multiplica: k / 2, filas: [["10 / n", 3], [null, "7 / n"]]}
conceptos: {agua: {formula: agua(m3), objeto_iva: "01"}}
"""
    line = program(body).rate({"m3": 10, "n": 3, "k": 4}).lines[0]

    first = Fraction(10, 3) * 2
    assert line.exact_gross == first * 3 + (10 - first) * Fraction(7, 3)


def test_a_divisor_that_is_not_positive_is_refused_where_it_counts() -> None:
    guarded = formula_program("SI(b > 0, a / b, 7) + a / (b + 1)")
    for b, says in ((0, None), (-1, "El divisor de «a / (b + 1)» es cero o negativo")):
        batch = guarded.rate_many({"a": [1], "b": [b]})
        if says is None:
            assert batch.total.tolist() == [800]
            continue
        with pytest.raises(RatingError, match="cero o negativo") as refusal:
            guarded.rate({"a": 1, "b": b})
        assert says in str(refusal.value)
        assert str(batch.errors[0]) == str(refusal.value)


def test_a_volume_over_a_last_bound_is_told_as_the_mean_it_is() -> None:
    ended = program(CONDOMINIUM.replace("[null, 9]", "[30, 9]"))

    with pytest.raises(RatingError, match=r"solo publica hasta 30 y la cuenta tiene 33\.3333"):
        ended.rate({"m3": Decimal(100), "viviendas": 3})


def test_a_table_of_many_rows_and_keys_may_be_asked_for_a_mean() -> None:
    rows = ", ".join(f"[{m3}, {m3 * 2}]" for m3 in range(600))
    keys = "\n".join(f"      l{number}: [[10, {number}], [20, 900]]" for number in range(400))
    compiled = program(
        f"""
entradas: {{m3: m3, viviendas: {{tipo: entero, minimo: 1}}, localidad: clave}}
tablas:
  agua: {{modo: tabla, filas: {{filas: [{rows}], despues: 3}}}}
  cuota:
    por: [localidad]
    modo: tabla
    filas:
{keys}
conceptos:
  agua: {{formula: agua(m3 / viviendas), objeto_iva: "01"}}
  cuota: {{si: m3 < 100, formula: cuota(m3 / viviendas), objeto_iva: "01"}}
"""
    )
    asked = [
        (0, 1, "l0", 0),
        (1, 3, "l7", 2 + 7),
        (1197, 2, "l7", 1198),
        (3600, 3, "l7", 1198 + 3 * 601),
        (30, 2, "l399", 30 + 900),
        (22, 2, "l398", 22 + 900),
        (20, 2, "l398", 20 + 398),
    ]

    batch = compiled.rate_many(
        {
            "m3": [m3 for m3, *_ in asked],
            "viviendas": [one[1] for one in asked],
            "localidad": [one[2] for one in asked],
        }
    )

    assert batch.total.tolist() == [100 * total for *_, total in asked]
    for m3, viviendas, locality, total in asked:
        bill = compiled.rate({"m3": m3, "viviendas": viviendas, "localidad": locality})
        assert bill.total == total
    with pytest.raises(RatingError, match="solo publica hasta 20 para «l5» y la cuenta tiene 21"):
        compiled.rate({"m3": 42, "viviendas": 2, "localidad": "l5"})
