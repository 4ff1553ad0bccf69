"""A whole run: the same amounts, bad accounts set aside, columns in any exact form, no wrapping."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from tests.unit.rating.documents import BLOCKS, formula_program, program

from caudal.engines.rating import RatedBatch, RatingError, ScaledIntegers
from caudal.engines.rating.inputs import InputColumnError


def run(m3: Any, uso: Sequence[Any], **columns: Any) -> RatedBatch:
    return program().rate_many({"m3": m3, "uso": uso, **columns})


def test_a_run_gives_a_column_of_centavos_per_field() -> None:
    batch = run(np.array([17, 5, 11]), ["casa", "casa", "tienda"], mayor=[True, False, None])

    water, sewer = batch.concepts["agua"], batch.concepts["drenaje"]
    assert batch.count == 3
    assert water.gross.tolist() == [19286, 10000, 28113]
    assert water.discount.tolist() == [9643, 0, 0]
    assert water.subsidy.tolist() == [0, 0, 0]
    assert water.net.tolist() == [9643, 10000, 28113]
    assert water.rate_millionths.tolist() == [0, 0, 160_000]
    assert water.tax.tolist() == [0, 0, 4498]
    assert water.amount.tolist() == [9643, 10000, 32611]
    assert sewer.net.tolist() == [3375, 3500, 9840]
    assert (sewer.label, sewer.tax_object) == ("Drenaje", "02")
    assert batch.total.tolist() == [13558, 14060, 44025]
    assert batch.rounding.tolist() == [0, 0, 0]
    assert batch.total.dtype == np.int64
    assert not batch.errors


def test_one_bad_account_is_set_aside_and_the_rest_go_on() -> None:
    batch = run(
        [17, -1, None, "mucho", Decimal("5.0001"), 5, 17, 10**13],
        ["casa", "casa", "casa", "casa", "casa", "taller", 4.5, "casa"],
    )

    assert batch.total.tolist() == [27116, 0, 0, 0, 0, 0, 0, 0]
    assert batch.concepts["agua"].gross.tolist() == [19286, 0, 0, 0, 0, 0, 0, 0]
    said = {row: str(error) for row, error in batch.errors.items()}
    assert sorted(said) == [1, 2, 3, 4, 5, 6, 7]
    assert "«m3» es -1" in said[1]
    assert "Falta «m3»" in said[2]
    assert "«m3» es «mucho»" in said[3]
    assert "lleva a lo más 3 decimales" in said[4]
    assert "«uso» es «taller»" in said[5]
    assert "«uso» es «4.5»" in said[6]
    assert "no cabe en un recibo" in said[7]


def test_the_refusal_of_a_run_is_the_refusal_of_the_account_alone() -> None:
    open_keys = program(BLOCKS.replace("valores: [casa, tienda]", "nombre: Uso"))
    usos = ["casa", "taller", "taller", "tienda", "obra"]

    batch = open_keys.rate_many({"m3": [5] * 5, "uso": usos})

    assert sorted(batch.errors) == [1, 2, 4]
    for row, error in batch.errors.items():
        with pytest.raises(RatingError) as alone:
            open_keys.rate({"m3": 5, "uso": usos[row]})
        assert (type(error), str(error)) == (type(alone.value), str(alone.value))


@pytest.mark.parametrize(
    "m3",
    [
        np.array([17, 5], dtype=np.int32),
        np.array([17, 5], dtype=np.uint16),
        np.array([17, 5], dtype=object),
        ScaledIntegers(np.array([17_000, 5_000]), 3),
        ScaledIntegers(np.array([170_000, 50_000]), 4),
        ScaledIntegers(np.array([17, 5]), 0),
        [17, Decimal("5.000")],
        ("17", "5.0"),
    ],
)
def test_volumes_may_come_in_any_exact_form(m3: Any) -> None:
    assert run(m3, ["casa", "casa"]).total.tolist() == [27116, 14060]


@pytest.mark.parametrize("uso", [["casa", "tienda"], np.array(["casa", "tienda"])])
@pytest.mark.parametrize("mayor", [[True, False], np.array([True, False]), ["si", "no"]])
def test_keys_and_flags_may_be_lists_or_arrays(uso: Any, mayor: Any) -> None:
    assert run([17, 5], uso, mayor=mayor).total.tolist() == [13558, 39150]


def test_scaled_integers_are_checked_like_any_other_number() -> None:
    thousandths = ScaledIntegers(np.array([-1, 10**18 + 1, 10**18, 17_000]), 3)
    too_fine = ScaledIntegers(np.array([170_001]), 4)

    batch = run(thousandths, ["casa"] * 4)

    assert "«m3» es -0.001; no puede ser menor que 0" in str(batch.errors[0])
    assert "debe ser un número exacto" in str(batch.errors[1])
    assert "no cabe en un recibo" in str(batch.errors[2])
    for row, m3 in ((0, "-0.001"), (1, Decimal(10**18 + 1).scaleb(-3)), (2, 10**15)):
        with pytest.raises(RatingError) as alone:
            program().rate({"m3": m3, "uso": "casa"})
        assert str(alone.value) == str(batch.errors[row])
    assert batch.total[3] == 27116
    assert "lleva a lo más 3 decimales" in str(run(too_fine, ["casa"]).errors[0])


@pytest.mark.parametrize("number", [np.int64(-(2**63)), np.uint64(2**63), np.uint64(2**64 - 1)])
def test_the_ends_of_64_bits_are_refused_and_not_wrapped(number: np.integer[Any]) -> None:
    batch = formula_program("a + b").rate_many({"a": np.array([number]), "b": [1]})

    assert "debe ser un número exacto de hasta 15 cifras" in str(batch.errors[0])


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"m3": np.array([1.5]), "uso": ["casa"]}, "trae flotantes"),
        ({"m3": [1]}, "Falta la columna «uso»"),
        ({"m3": [1, 2], "uso": ["casa"]}, "mismo largo"),
        ({"m3": [1], "uso": ["casa"], "luz": [1]}, "no pide «luz»"),
    ],
)
def test_a_column_that_cannot_be_used_stops_the_run(columns: dict[str, Any], says: str) -> None:
    with pytest.raises(InputColumnError) as refusal:
        program().rate_many(columns)

    assert says in str(refusal.value)


def test_a_run_of_nobody_is_empty() -> None:
    batch = run(np.array([], dtype=np.int64), [])

    assert (batch.count, batch.total.size, len(batch.errors)) == (0, 0, 0)


def test_a_run_of_one_is_the_bill_of_one() -> None:
    assert run([17], ["casa"]).total.tolist() == [27116]


def test_numbers_that_leave_64_bits_go_on_exactly_and_come_back() -> None:
    product = formula_program(f"ENTERO(a * b * a / {10**31}) * pesos")
    a = [10**14, 3, 123456789012345]
    b = [10**13, 5, 987654321]

    batch = product.rate_many({"a": a, "b": b})

    expected = [x * y * x // 10**31 for x, y in zip(a, b, strict=True)]
    assert batch.total.tolist() == [100 * pesos for pesos in expected]
    assert not batch.errors


@pytest.mark.parametrize("largest", [2**62, 2**63 - 1, 2**63, 10**30])
def test_sums_and_products_near_the_edge_of_64_bits_do_not_wrap(largest: int) -> None:
    edge = formula_program(f"SI(a * {largest} + b > {largest}, 1, 2)")

    batch = edge.rate_many({"a": [1, 1, 0], "b": [1, 0, 1]})

    assert batch.total.tolist() == [100, 200, 200]


def test_the_exact_gross_is_kept_before_rounding() -> None:
    batch = run([17, 5], ["casa", "tienda"])
    shared = formula_program("a / b").rate_many({"a": [1, 2], "b": [3, 7]})

    assert batch.exact_gross["agua"].at(0) == Fraction("192.855")
    assert [shared.exact_gross["x"].at(row) for row in (0, 1)] == [Fraction(1, 3), Fraction(2, 7)]
    assert shared.total.tolist() == [33, 29]


def test_the_same_for_every_account_is_one_column() -> None:
    fixed = program("entradas: {m3: m3}\nconceptos: {x: {formula: 131.50, objeto_iva: '01'}}")

    batch = fixed.rate_many({"m3": [1, 2, -3]})

    assert batch.total.tolist() == [13150, 13150, 0]
    assert batch.exact_gross["x"].at(1) == Fraction("131.5")
