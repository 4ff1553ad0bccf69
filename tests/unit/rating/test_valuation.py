"""Exact values of formulas over a tariff, the same on both carriers."""

from datetime import date
from fractions import Fraction

import pytest
from tests.unit.rating.packs import pack

from caudal.engines.rating import RatingError, TariffProblemsError, compile_valuation
from caudal.engines.rating.formula import parse_formula

DAY = date(2026, 10, 1)


def valued(text: str, **inputs: object) -> Fraction:
    definition = pack("san-telmo-2026")
    valuation = compile_valuation(definition, {"it": parse_formula(text)}, on_date=DAY)
    whole = {"uso": "domestico_medio", **inputs}
    alone = valuation.value(whole)["it"]
    together = valuation.value_many({name: [fact] * 3 for name, fact in whole.items()})
    assert [together.values["it"].at(row) for row in range(3)] == [alone] * 3
    return alone


def test_nothing_is_rounded() -> None:
    assert valued("agua(consumo)", consumo=17) == Fraction("214.389")


def test_a_division_by_what_changes_with_the_account() -> None:
    assert valued("agua(consumo) / consumo", consumo=17) == Fraction("214.389") / 17


def test_a_divisor_of_zero_is_refused() -> None:
    with pytest.raises(RatingError, match="divisor"):
        valued("1 / consumo", consumo=0)


@pytest.mark.parametrize(
    ("text", "told"),
    [("alcantarillado * 2", "ya está redondeado"), ("nada + 1", "«nada»"), ("uso", "un número")],
)
def test_what_cannot_be_valued(text: str, told: str) -> None:
    with pytest.raises(TariffProblemsError, match=told):
        valued(text, consumo=1)


def test_accounts_that_cannot_be_valued_are_set_aside() -> None:
    valuation = compile_valuation(
        pack("san-telmo-2026"), {"it": parse_formula("agua(consumo)")}, on_date=DAY
    )
    batch = valuation.value_many({"consumo": [17, -1], "uso": ["domestico_medio"] * 2})
    assert list(batch.errors) == [1]
    assert batch.values["it"].at(0) == Fraction("214.389")
