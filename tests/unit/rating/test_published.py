"""The packs against the developers' collection of published tariffs: no example is forgotten."""

from decimal import Decimal

import pytest
from tests.published import CARRIED, Case, cases_of, needs_shared, utilities
from tests.unit.rating.packs import pack

from caudal.engines.rating import printed_tables
from caudal.engines.rating.definition import KeyTable, ScheduleTable

pytestmark = needs_shared


@pytest.mark.parametrize("utility", CARRIED)
def test_every_published_example_is_a_case_of_its_pack(utility: str) -> None:
    cases = cases_of(utility)

    assert len(cases) >= len(utilities()[utility]["examples"]) - 3
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
