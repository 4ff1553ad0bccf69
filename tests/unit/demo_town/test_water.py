"""What dials show month after month."""

import numpy as np
import pytest
from tests.unit.demo_town.towns import town_of

from caudal.engines.demo_town.calendar import MONTHS
from caudal.engines.demo_town.layout import TownRoute
from caudal.engines.demo_town.water import NO_CHANGE, RouteWater, water_of

TOWN = town_of(3_000)
WATERS = [water_of(town=TOWN, route=route) for route in TOWN.routes]
DIAL = 10**5


def test_the_same_route_has_the_same_water_again() -> None:
    again = water_of(town=TOWN, route=TOWN.routes[0])

    assert np.array_equal(again.used_m3, WATERS[0].used_m3)
    assert np.array_equal(again.is_unread, WATERS[0].is_unread)


@pytest.mark.parametrize("month", range(MONTHS))
def test_a_dial_goes_on_by_what_was_used_past_its_end_too(month: int) -> None:
    for water in WATERS:
        kept = water.changed_at == NO_CHANGE
        before = water.dial(month - 1) if month else water.start_m3
        moved = (water.dial(month) - before) % DIAL
        assert np.array_equal(moved[kept], water.used_m3[kept, month])


def test_a_changed_meter_begins_at_zero_and_both_together_measure_the_month() -> None:
    changes = 0
    for water in WATERS:
        for row in np.flatnonzero(water.changed_at != NO_CHANGE).tolist():
            month = int(water.changed_at[row])
            removed = (water.removed_dial()[row] - water.dial(month - 1)[row]) % DIAL
            assert removed + water.dial(month)[row] == water.used_m3[row, month]
            changes += 1
    assert changes > 20


def test_there_is_all_the_dirt_of_real_readings() -> None:
    def seen(name: str) -> int:
        return sum(int(getattr(water, name).sum()) for water in WATERS)

    assert seen("is_vacant") > 20
    assert seen("is_leaking") > 100
    assert seen("is_unread") > 400
    assert seen("is_mistyped") > 80
    rolled = sum(int((water.dial(MONTHS - 1) < water.start_m3).sum()) for water in WATERS)
    assert rolled > 10


def test_nothing_has_to_be_estimated_without_a_past_nor_three_times_running() -> None:
    for water in WATERS:
        assert not water.is_unread[:, :3].any()
        three = water.is_unread[:, :-2] & water.is_unread[:, 1:-1] & water.is_unread[:, 2:]
        assert not three.any()


def test_what_was_not_read_was_not_less_than_an_average_would_say() -> None:
    """Else the next reading would seem to have gone back behind the estimate."""
    for water in WATERS:
        calm = np.where(water.is_leaking | water.is_unread, 0, water.used_m3)
        for row, month in np.argwhere(water.is_unread).tolist():
            if not is_showcase(water, row):
                assert water.used_m3[row, month] >= calm[row].max()


def is_showcase(water: RouteWater, row: int) -> bool:
    return water is WATERS[0] and TOWN.routes[0].first + row == TOWN.showcase


def test_the_showcase_used_what_is_written_of_it() -> None:
    route: TownRoute = TOWN.routes[0]
    row = TOWN.showcase - route.first
    water = WATERS[0]

    assert water.used_m3[row].tolist() == list(TOWN.plan.showcase.monthly_m3)
    assert water.dial(MONTHS - 1)[row] == 1284
    assert water.dial(MONTHS - 2)[row] == 1267
    assert np.flatnonzero(water.is_unread[row]).tolist() == [4, 5]
