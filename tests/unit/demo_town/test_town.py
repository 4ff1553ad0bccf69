"""Who is what in a town, and how it is laid out."""

from collections import Counter

import numpy as np
import pytest
from tests.unit.demo_town.towns import CYCLES, known_routes, town_of

from caudal.adapters.packs.demo_town import read_demo_town
from caudal.engines.demo_town.chance import exact_shares
from caudal.engines.demo_town.description import PayerKind
from caudal.engines.demo_town.layout import TownSizeRefused, lay_out


def share(flags: "np.typing.NDArray[np.bool_]") -> int:
    """Per thousand, rounded."""
    return round(1000 * int(flags.sum()) / len(flags))


@pytest.mark.parametrize("connections", [300, 3_000, 20_000])
def test_the_shares_that_are_asked_of_a_demonstration_are_met(connections: int) -> None:
    town = town_of(connections)
    kinds = np.array([one.kind for one in town.plan.payers], dtype=object)[town.payer]
    is_old = kinds == PayerKind.OLD_DEBT

    assert share(is_old | (kinds == PayerKind.BEHIND)) == 350
    assert share(town.owes_since > 24) == 120
    assert share(town.owes_since > 60) == 30
    assert share(kinds == PayerKind.OVERPAYING) == 50
    assert np.all((town.owes_since > 0) == is_old)


def test_nine_of_ten_are_homes_and_few_have_no_meter() -> None:
    town = town_of(20_000)
    codes = np.array([one.code for one in town.plan.uses], dtype=object)[town.use]
    homes = np.isin(codes, ["domestico_popular", "domestico_medio", "domestico_residencial"])

    assert share(homes) == 900
    assert 50 < share(~town.is_metered) < 90


def test_shares_lose_nobody_however_few_there_are() -> None:
    for count in (1, 7, 100, 101):
        drawn = exact_shares(np.random.default_rng(1), count, [600, 50, 350])
        assert len(drawn) == count
    counts = Counter(exact_shares(np.random.default_rng(1), 100, [600, 50, 350]).tolist())
    assert counts == {0: 60, 1: 5, 2: 35}


def test_the_same_seed_and_size_give_the_same_town_and_another_seed_another() -> None:
    one, again, other = town_of(300), town_of.__wrapped__(300), town_of(300, seed=8)

    for name in ("use", "payer", "last_paid", "owes_since", "is_metered", "is_suspended"):
        assert np.array_equal(getattr(one, name), getattr(again, name)), name
    assert not np.array_equal(one.payer, other.payer)


def test_numbers_have_seven_digits_and_never_repeat() -> None:
    town = town_of(20_000)

    numbers = {town.number(place) for place in range(town.count)}

    assert len(numbers) == town.count
    assert {len(number) for number in numbers} == {7}
    assert town.number(town.showcase) == "0182937"


@pytest.mark.parametrize("connections", [100, 350, 3_000, 50_000])
def test_every_account_walks_on_one_route_and_every_cycle_has_some(connections: int) -> None:
    plan, _ = read_demo_town()
    routes = lay_out(plan=plan, known=known_routes(), connections=connections)

    walked = [place for route in routes for place in route.accounts]
    assert walked == list(range(connections))
    assert max(route.count for route in routes) <= plan.accounts_per_route
    assert {route.cycle for route in routes} == set(CYCLES)
    assert len({route.code for route in routes}) == len(routes)
    assert routes[0].code == plan.showcase.route


def test_a_large_town_opens_routes_beyond_the_known_ones_in_their_sectors() -> None:
    plan, _ = read_demo_town()
    routes = lay_out(plan=plan, known=known_routes(), connections=50_000)

    new = [route for route in routes if route.is_new]
    assert len(routes) - len(new) == len(known_routes())
    assert new[0].code == "01-001"
    assert {route.sector for route in new} == {f"{sector:02d}" for sector in range(1, 9)}


@pytest.mark.parametrize("connections", [-1, 0, 99, 1_000_001])
def test_too_small_and_too_large_a_town_is_refused_in_spanish(connections: int) -> None:
    plan, _ = read_demo_town()

    with pytest.raises(TownSizeRefused, match=r"va de 100 a 1,000,000 tomas"):
        lay_out(plan=plan, known=known_routes(), connections=connections)
