"""What the fields of a class mean, case by case of the format."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.unit.owrs.rates import class_of, file_of

from caudal.adapters.owrs import ClassTariff, OwrsRefused, read_class
from caudal.engines.rating import RatingError, dump_tariff, parse_tariff


def bill(tariff: ClassTariff, **inputs: object) -> Fraction:
    """The bill of an account, the same on both carriers."""
    asked = {tariff.inputs[name]: value for name, value in inputs.items() if name in tariff.inputs}
    alone = tariff.valuation.value(asked)["bill"]
    if asked:
        columns = {name: [value] for name, value in asked.items()}
        assert tariff.valuation.value_many(columns).values["bill"].at(0) == alone
    return alone


def test_numbers_and_a_list_of_one_are_the_same(tmp_path: Path) -> None:
    for written in ("6.40", "[6.40]", "\n  - 6.40"):
        tariff = class_of(tmp_path, f"service_charge: {written}\nbill: service_charge")
        assert bill(tariff) == Fraction("6.4")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("service_charge+commodity_charge", "16"),
        ("service_charge + 2 * commodity_charge", "26"),
        ("(service_charge+commodity_charge)*1.5", "24"),
        ("service_charge-commodity_charge/4", "3.5"),
        (".5*service_charge", "3"),
        ("-service_charge+commodity_charge*2", "14"),
    ],
)
def test_formulas(tmp_path: Path, formula: str, expected: str) -> None:
    fields = f"bill: {formula}\ncommodity_charge: 5*usage_ccf\nservice_charge: 6"
    assert bill(class_of(tmp_path, fields), usage_ccf=2) == Fraction(expected)


def test_a_key_is_the_joined_text_of_the_values(tmp_path: Path) -> None:
    fields = """
service_charge:
  depends_on: [meter_size, zone]
  values:
    1|1/2"|2: 7
    1"|2: 3
bill: service_charge"""
    tariff = class_of(tmp_path, fields)
    assert bill(tariff, meter_size='1|1/2"', zone="2") == 7
    assert bill(tariff, meter_size="1", zone='1/2"|2') == 7
    assert bill(tariff, meter_size='1"', zone=2) == 3
    with pytest.raises(RatingError, match=r'1"\|1'):
        bill(tariff, meter_size='1"', zone="1")


TIERED = """
commodity_charge: Tiered
tier_starts: {starts}
tier_prices: {prices}
bill: commodity_charge"""


@pytest.mark.parametrize(
    ("starts", "usage", "expected"),
    [
        ("[0, 15, 41]", "14", 14),
        ("[0, 15, 41]", "14.5", 14 + 1),
        ("[0, 15, 41]", "40", 14 + 26 * 2),
        ("[0, 15, 41]", "41", 14 + 26 * 2 + 3),
        ("[0, 7.5, 41]", "10", Fraction("6.5") + 7),
        ("[9, 15, 41]", "14", 14),
        ("[0, 15, 10]", "20", 14 + 6 * 3),
        ("[0, 1, 41]", "5", 10),
    ],
)
def test_a_start_is_the_first_unit_billed_at_its_price(
    tmp_path: Path, starts: str, usage: str, expected: Fraction
) -> None:
    tariff = class_of(tmp_path, TIERED.format(starts=starts, prices="[1, 2, 3]"))
    assert bill(tariff, usage_ccf=usage) == expected


def test_starts_and_prices_may_depend_on_different_things(tmp_path: Path) -> None:
    starts = "{depends_on: season, values: {summer: [0, 11], winter: [0, 6]}}"
    prices = "{depends_on: zone, values: {1: [1, 2], 2: [10, 20]}}"
    tariff = class_of(tmp_path, TIERED.format(starts=starts, prices=prices))
    assert bill(tariff, usage_ccf=12, season="summer", zone="1") == 10 + 4
    assert bill(tariff, usage_ccf=12, season="winter", zone="2") == 50 + 140


BUDGET = """
commodity_charge: Budget
gpcd: 60
landscape_factor: 0.7
indoor: hhsize*gpcd*days_in_period*(1/748)
outdoor: landscape_factor*irr_area*et_amount*0.62*(1/748)
budget: indoor+outdoor
tier_starts: [0, indoor, 101%, 126%]
tier_prices: [1, 10, 100, 1000]
bill: commodity_charge"""


def test_a_budget_allocates_as_the_worked_example_of_the_format(tmp_path: Path) -> None:
    """7.316 → 7 indoors, 3.62 → 4 outdoors; 11 together; bounds 7, 11 and 14."""
    facts = {"hhsize": 3, "days_in_period": "30.4", "irr_area": 1300, "et_amount": "4.8"}
    tariff = class_of(tmp_path, BUDGET, given=frozenset(facts))
    assert bill(tariff, usage_ccf="27.3", **facts) == 7 + 4 * 10 + 3 * 100 + Fraction("13.3") * 1000
    words = {tariff.inputs[name]: fact for name, fact in facts.items()} | {"usage_ccf": 0}
    parts = tariff.valuation.value(words)
    assert parts["budget"] == 11
    assert parts["indoor"] == Fraction("60") * 3 * Fraction("30.4") / 748


def test_each_operand_of_a_budget_is_rounded_even_a_constant(tmp_path: Path) -> None:
    fields = """
commodity_charge: Budget
budget: 0.3*days_in_period
tier_starts: [0, 100%]
tier_prices: [1, 2]
bill: commodity_charge"""
    assert bill(class_of(tmp_path, fields), usage_ccf=5, days_in_period="30.4") == 10


def test_a_suffixed_field_stands_for_the_plain_name_unless_it_is_given(tmp_path: Path) -> None:
    fields = "flat_rate_commodity: 3\ncommodity_charge: flat_rate*usage_ccf\nbill: commodity_charge"
    assert bill(class_of(tmp_path, fields), usage_ccf=2) == 6
    given = class_of(tmp_path, fields, given=frozenset({"flat_rate"}))
    assert bill(given, usage_ccf=2, flat_rate=5) == 10


def test_what_the_bill_does_not_reach_asks_for_nothing(tmp_path: Path) -> None:
    fields = (
        "service_charge: 6\nvariable_drought_surcharge: nowhere*usage_ccf\nbill: service_charge"
    )
    assert class_of(tmp_path, fields).inputs == {}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("bill: service_charge+", "bill"),
        ("service_charge: 3 $\nbill: service_charge", "no se entiende «$»"),
        ("service_charge: open('x')\nbill: service_charge", "falta un signo"),
        ("service_charge: usage_ccf.real\nbill: service_charge", "no se entiende"),
        ("a: b\nb: a\nbill: a", "se necesita a sí mismo"),
        ("bill: bill", "se necesita a sí mismo"),
        ("service_charge: Tiered\nbill: service_charge", "solo vale en"),
        ("commodity_charge: Tiered\nbill: commodity_charge", "falta «tier_starts»"),
        (TIERED.format(starts="[0, 5]", prices="[1]"), "un precio por cada inicio"),
        (TIERED.format(starts="[0, x]", prices="[1, 2]"), "«x» no es un número"),
        (TIERED.format(starts="[0, 5]", prices="[1, -2]"), "negativo"),
        ("service_charge: {values: {a: 1}}\nbill: service_charge", "depends_on"),
        ("service_charge: {depends_on: a, values: {b: 2*c}}\nbill: service_charge", "«b»"),
        ("service_charge: {depends_on: a, values: {'*': 2}}\nbill: service_charge", "«*»"),
        ("service_charge: [1, 2]\nbill: service_charge", "un número, una fórmula"),
        ("service_charge: 1/0\nbill: service_charge", "entre cero"),
        ("other: 1", "no tiene service_charge"),
    ],
)
def test_a_class_that_cannot_be_billed_says_why(tmp_path: Path, fields: str, told: str) -> None:
    with pytest.raises(OwrsRefused) as refused:
        class_of(tmp_path, fields)
    assert told in str(refused.value)


def test_a_class_that_is_not_there_or_is_empty(tmp_path: Path) -> None:
    file = file_of(tmp_path, "  HOME:\n    bill: 1\n  SHOP:\n")
    for name in ("SHOP", "OFFICE"):
        with pytest.raises(OwrsRefused, match=name):
            read_class(file, name)


def test_a_division_by_what_an_account_has_is_exact(tmp_path: Path) -> None:
    tariff = class_of(tmp_path, "service_charge: 1/hhsize\nbill: service_charge*hhsize")
    assert bill(tariff, usage_ccf=0, hhsize=3) == 1
    with pytest.raises(RatingError, match="cero o negativo"):
        bill(tariff, usage_ccf=0, hhsize=0)


def test_the_other_keys_of_a_class_are_billed(tmp_path: Path) -> None:
    starts = "{depends_on: size, values: {small: [0, 11], large: [0, 6, 9]}}"
    tariff = class_of(tmp_path, TIERED.format(starts=starts, prices="[1, 2]"))
    assert bill(tariff, usage_ccf=12, size="small") == 14
    with pytest.raises(RatingError, match="large"):
        bill(tariff, usage_ccf=12, size="large")


def test_an_imported_class_is_a_pack(tmp_path: Path) -> None:
    definition = class_of(
        tmp_path, "service_charge: 6\n" + BUDGET.strip() + "+service_charge"
    ).definition
    assert parse_tariff(dump_tariff(definition)) == definition
    assert [concept.name for concept in definition.concepts] == [
        "cobro_commodity_charge",
        "cobro_service_charge",
    ]
