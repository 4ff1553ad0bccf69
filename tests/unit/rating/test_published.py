"""The packs against the developers' collection of published tariffs: no example is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.rating.packs import pack

from caudal.engines.rating import printed_tables
from caudal.engines.rating.definition import ExampleKind, KeyTable, ScheduleTable

SHARED = Path(__file__).parents[4] / "shared"
PUBLISHED = SHARED / "data" / "tariffs_mx.yaml"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here"),
]

Example = dict[str, str]
_KINDS = {
    "published": ExampleKind.PUBLISHED,
    "derived": ExampleKind.DERIVED,
    "ambiguous": ExampleKind.AMBIGUOUS,
}


@dataclass(frozen=True, slots=True)
class Case:
    """An example of the collection as a case of a pack."""

    pack: str
    inputs: Example
    total: Decimal
    kind: ExampleKind


def utilities() -> dict[str, Any]:
    text = PUBLISHED.read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it only makes texts
    return {utility["id"]: utility for utility in loaded["utilities"]}


def merida(example: Example) -> Iterator[tuple[str, Example, str]]:
    clase = example["category"].replace("domestica_todas_over_20", "domestica_zona_1")
    inputs = {"consumo": example["m3"], "clase": clase}
    if "expected" in example:
        yield "merida-2026", inputs, example["expected"]
        return
    yield "merida-2026", {**inputs, "sobre_20": "total"}, example["expected_whole"]
    yield "merida-2026", {**inputs, "sobre_20": "excedente"}, example["expected_excess_over_20"]


def cuautitlan(example: Example) -> Iterator[tuple[str, Example, str]]:
    yield "cuautitlan-izcalli-2023", {"consumo": example["m3"]}, example["expected"]


def tijuana(example: Example) -> Iterator[tuple[str, Example, str]]:
    yield "tijuana-2025", {"consumo": example["m3"]}, example["expected"]


def tecate(example: Example) -> Iterator[tuple[str, Example, str]]:
    yield f"tecate-{example['version'][:4]}", {"consumo": example["m3"]}, example["expected"]


def hermosillo(example: Example) -> Iterator[tuple[str, Example, str]]:
    """The three rises of 15 % are the first m³ at each price of 2011."""
    first = {
        "round(38.23*1.15)": ("10", "43.96"),
        "round(3.22*1.15)": ("11", "47.66"),
        "round(4.49*1.15)": ("16", "67.62"),
    }
    if "m3" in example:
        yield f"hermosillo-{example['year']}", {"consumo": example["m3"]}, example["expected"]
    else:
        m3, total = first[example["rule"]]
        yield "hermosillo-2011", {"consumo": m3}, total


def la_piedad(example: Example) -> Iterator[tuple[str, Example, str]]:
    if "contract" in example:
        inputs = {"contrato": example["contract"]}
        yield "la-piedad-contratos-2016", inputs, example["expected"]
        return
    inputs = {"categoria": example["category"]}
    inputs |= {"consumo": example["m3"]} if "m3" in example else {"medido": "no"}
    yield "la-piedad-2016", inputs, example["expected"]


def cdmx(example: Example) -> Iterator[tuple[str, Example, str]]:
    """Its three metered amounts come from the press without the rest of their table."""
    if "metered_m3" not in example:
        yield "cdmx-sin-medidor-2022", {"manzana": example["zone"]}, example["expected"]


CARRIED = {
    "japay_merida_2026": merida,
    "cuautitlan_izcalli_2023": cuautitlan,
    "cespt_tijuana_2025": tijuana,
    "cespte_tecate_2021_2023": tecate,
    "agua_de_hermosillo_2011": hermosillo,
    "sapas_la_piedad_2016": la_piedad,
    "cdmx_unmetered_2022_2023": cdmx,
}


@pytest.mark.parametrize("utility", CARRIED)
def test_every_published_example_is_a_case_of_its_pack(utility: str) -> None:
    examples = utilities()[utility]["examples"]
    cases = [
        Case(name, inputs, Decimal(total), _KINDS[example["kind"]])
        for example in examples
        for name, inputs, total in CARRIED[utility](example)
    ]

    assert len(cases) >= len(examples) - 3
    for case in cases:
        carried = [
            Case(case.pack, dict(found.inputs), found.total or Decimal(0), found.kind)
            for found in pack(case.pack).examples
        ]
        assert case in carried


@pytest.mark.parametrize("zone", [1, 2, 3])
def test_merida_prints_the_pesos_of_its_page(zone: int) -> None:
    categories = utilities()["japay_merida_2026"]["categories"]
    rows = categories[f"domestica_zona_{zone}"]["rows"]

    quotas, *_ = [t for t in printed_tables(pack("merida-2026")) if str(zone) in t.key_label]

    assert [(row.upper, row.quota) for row in quotas.rows] == [
        (Decimal(row["to"]), Decimal(row["base"])) for row in rows
    ]


def test_merida_prints_the_prices_of_its_page() -> None:
    categories = utilities()["japay_merida_2026"]["categories"]

    prices = {t.key[0]: t for t in printed_tables(pack("merida-2026")) if t.is_price}

    for key, category, first in (
        ("*", "domestica_todas_over_20", 0),
        ("domestica_caucel", "domestica_caucel", 1),
        ("comercial_caucel", "comercial_caucel_iva_incluido", 1),
    ):
        published = [Decimal(row["per_m3"]) for row in categories[category]["rows"][first:]]
        assert [row.quota for row in prices[key].rows] == published


def test_cuautitlan_carries_every_published_row() -> None:
    published = utilities()["cuautitlan_izcalli_2023"]["popular_monthly"]
    table = pack("cuautitlan-izcalli-2023").table("agua")

    assert isinstance(table, ScheduleTable)
    (group,) = table.groups
    assert [(row.upper, row.base, row.price) for row in group.rows] == [
        (None if to == "null" else Decimal(to), Decimal(base), Decimal(price))
        for _, to, base, price in published
    ]


def test_mexico_city_shows_full_quota_and_subsidy() -> None:
    published = utilities()["cdmx_unmetered_2022_2023"]
    table = pack("cdmx-sin-medidor-2022").table("subsidio")

    assert isinstance(table, KeyTable)
    subsidies = {key[0]: amount for key, amount in table.rows}
    assert subsidies == {
        key: Decimal(amount) for key, amount in published["subsidy_by_block_type"].items()
    }
    for key, net in published["net_by_block_type"].items():
        assert Decimal(published["full_fixed_quota"]) - subsidies[key] == Decimal(net)
