"""Each promise of metering: a violation planted as owner is reported by its row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from tests.database import TestServer
from tests.factories.history import make_meter, make_volumes
from tests.factories.registry import make_account
from tests.integration.planting import (
    OwnerConnection,
    broken_rows,
    names_broken,
    past_the_triggers,
    without_constraint,
)

from caudal.domain.metering.invariants import INVARIANTS
from caudal.domain.metering.models import MeterInstallation, Reading
from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.registry.models import ServiceAccount

TABLE = "metering_meterinstallation"


@dataclass(frozen=True)
class World:
    """An account with three readings, and a neighbour with a meter."""

    account: ServiceAccount
    installation: MeterInstallation
    beside: MeterInstallation
    last: Reading


@pytest.fixture
def world(committed_database: str) -> World:
    account, neighbour = make_account(), make_account()
    installation = make_meter(
        account=account, serial="14-208831", since=date(2018, 3, 22), initial=1246
    )
    beside = make_meter(account=neighbour, serial="14-208832", since=date(2018, 3, 22))
    make_volumes(account=account, first_month=date(2026, 8, 1), volumes="21 17 12", previous=1246)
    refresh_search_texts(account_ids=[account.pk, neighbour.pk])
    last = Reading.objects.filter(account=account).latest("read_on")
    return World(account, installation, beside, last)


def test_honest_metering_breaks_nothing(world: World) -> None:
    assert names_broken(INVARIANTS) == set()


Plant = Callable[[OwnerConnection, World], object]
"""Plants, and answers the id (of reading, installation or account) that is reported."""


def two_meters_on_a_connection(owner: OwnerConnection, world: World) -> object:
    without_constraint(owner, TABLE, "installations_of_a_connection_never_overlap")
    owner.execute(
        f"UPDATE {TABLE} SET connection_id = %s WHERE id = %s",
        [world.account.connection_id, world.beside.pk],
    )
    return min(world.installation.pk, world.beside.pk)


def a_meter_in_two_places(owner: OwnerConnection, world: World) -> object:
    without_constraint(owner, TABLE, "a_meter_hangs_in_one_place")
    owner.execute(
        f"UPDATE {TABLE} SET meter_id = %s WHERE id = %s",
        [world.installation.meter_id, world.beside.pk],
    )
    return min(world.installation.pk, world.beside.pk)


def a_reading_of_the_neighbour(owner: OwnerConnection, world: World) -> object:
    owner.execute(
        "UPDATE metering_reading SET installation_id = %s WHERE id = %s",
        [world.beside.pk, world.last.pk],
    )
    return world.last.pk


def a_reading_before_its_meter(owner: OwnerConnection, world: World) -> object:
    owner.execute(
        "UPDATE metering_reading SET read_on = '2001-01-01' WHERE id = %s", [world.last.pk]
    )
    return world.last.pk


def a_reading_that_goes_back(owner: OwnerConnection, world: World) -> object:
    owner.execute("UPDATE metering_reading SET value_m3 = 3 WHERE id = %s", [world.last.pk])
    return world.last.pk


def an_opening_below_the_installation(owner: OwnerConnection, world: World) -> object:
    row = owner.execute(
        """INSERT INTO metering_reading (account_id, installation_id, read_on, value_m3, source,
                                         meter_reader, recorded_at)
           SELECT account_id, installation_id, read_on + 1, 5, 'opening', '', recorded_at
             FROM metering_reading WHERE id = %s RETURNING id""",
        [world.last.pk],
    ).fetchone()
    assert row is not None
    return row[0]


def an_account_found_by_another_name(owner: OwnerConnection, world: World) -> object:
    owner.execute(
        "UPDATE registry_serviceaccount SET search_text = 'otra persona' WHERE id = %s",
        [world.account.pk],
    )
    return world.account.pk


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("installations-never-overlap", two_meters_on_a_connection),
        ("installations-never-overlap", a_meter_in_two_places),
        ("readings-of-their-meter", a_reading_of_the_neighbour),
        ("readings-of-their-meter", a_reading_before_its_meter),
        ("readings-advance", a_reading_that_goes_back),
        ("readings-advance", an_opening_below_the_installation),
        ("accounts-are-found-by-what-they-are", an_account_found_by_another_name),
    ],
)
def test_a_planted_violation_is_told_by_its_row(
    world: World, test_server: TestServer, committed_database: str, name: str, plant: Plant
) -> None:
    with past_the_triggers(test_server, committed_database) as owner:
        expected = plant(owner, world)
    reported = [row.get("id", row.get("account_id")) for row in broken_rows(INVARIANTS, name)]
    assert expected in reported


def test_a_declared_rollover_or_an_unreviewed_reading_breaks_nothing(
    world: World, test_server: TestServer, committed_database: str
) -> None:
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute("UPDATE metering_reading SET value_m3 = 3 WHERE id = %s", [world.last.pk])
        owner.execute(
            "UPDATE metering_consumption SET is_rollover = true WHERE current_reading_id = %s",
            [world.last.pk],
        )
        assert broken_rows(INVARIANTS, "readings-advance") == []
        owner.execute(
            """UPDATE metering_consumption SET is_rollover = false, state = 'pending'
                WHERE current_reading_id = %s""",
            [world.last.pk],
        )
    assert broken_rows(INVARIANTS, "readings-advance") == []
