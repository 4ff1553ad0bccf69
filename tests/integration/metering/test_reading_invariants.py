"""What readings promise, kept by every honest act and told by row when it is broken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.database import TestServer
from tests.factories.metering import (
    AT,
    given,
    make_metered,
    make_read_route,
    october,
    october_of,
    record,
)
from tests.factories.platform import make_user
from tests.integration.planting import OwnerConnection, broken_rows, past_the_triggers

from caudal.domain.billing.invariants import INVARIANTS as BILLING
from caudal.domain.billing.models import BillingRun
from caudal.domain.metering.invariants import INVARIANTS as METERING
from caudal.domain.metering.models import Consumption, Meter, MeterInstallation
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.correct_reading import correct_reading
from caudal.usecases.decide_readings import decide_readings
from caudal.usecases.undo_reading_decision import undo_reading_decision

INVARIANTS = (*METERING, *BILLING)
NAMES = (
    "readings-advance",
    "readings-of-their-meter",
    "consumption-equals-its-readings",
    "readings-of-a-period-are-one",
    "no-reading-after-its-bill",
)


@dataclass(frozen=True)
class World:
    """October of a route, read, and its run issued."""

    plain: ServiceAccount
    changed: ServiceAccount
    consumption: Consumption


@pytest.fixture
def world(committed_database: str) -> World:
    """Forward, over the end of the dial, after estimates, on a changed meter, gone back and
    estimated, corrected, corrected before, and taken back.
    """
    route = make_read_route()
    period = october(route)
    user = make_user()
    plain = make_metered(route=route, previous=517)
    rolled = make_metered(route=route, volumes="19 18 20 19 19 19", previous=99_987)
    estimated = make_metered(route=route, volumes="12 13 14 13 13e 14e", previous=527)
    changed = make_metered(route=route, volumes="19 19 19", previous=4_120)
    MeterInstallation.objects.filter(connection=changed.connection).update(
        during=DateRange(date(2018, 3, 22), date(2026, 10, 12)), final_value_m3=4_131
    )
    MeterInstallation.objects.create(
        meter=Meter.objects.create(serial="26-1"),
        connection=changed.connection,
        during=DateRange(date(2026, 10, 12), None),
        initial_value_m3=2,
    )
    back, right, before = (make_metered(route=route, previous=517) for _ in range(3))
    readings = [given(plain, 530), given(rolled, 14), given(estimated, 541), given(changed, 9)]
    readings += [given(account, 482) for account in (back, right, before)]
    record(*readings, period=period, user=user)
    for account, value, of_previous in ((right, 532, False), (before, 507, True)):
        correct_reading(
            period_id=period.pk,
            consumption_id=october_of(account).pk,
            value_m3=Decimal(value),
            of_previous=of_previous,
            reason="Mal leída",
            acting_user=user,
            at=AT + timedelta(minutes=value),
        )
    undo_reading_decision(period_id=period.pk, acting_user=user, at=AT + timedelta(hours=12))
    decide_readings(
        period_id=period.pk,
        consumption_ids=[october_of(account).pk for account in (back, before)],
        decision=Decision.ESTIMATE,
        acting_user=user,
        at=AT + timedelta(hours=13),
    )
    BillingRun.objects.create(
        code="F-2026-10",
        cycle=route.cycle,
        period=period,
        state=BillingRun.State.ISSUED,
        issue_date=date(2026, 11, 6),
        due_date=date(2026, 11, 20),
        prepared_at=AT,
        approved_at=AT,
        issued_at=AT + timedelta(days=3),
    )
    return World(plain, changed, october_of(plain))


@pytest.mark.parametrize("name", NAMES)
def test_honest_acts_break_nothing(world: World, name: str) -> None:
    assert broken_rows(INVARIANTS, name) == []


Plant = Callable[[OwnerConnection, World], object]
LATE = AT + timedelta(days=4)


def a_volume_of_nobody(owner: OwnerConnection, world: World) -> object:
    owner.execute(
        "UPDATE metering_consumption SET volume_m3 = 14 WHERE id = %s", [world.consumption.pk]
    )
    return {"id": world.consumption.pk}


def a_volume_of_two_meters_that_does_not_add_up(owner: OwnerConnection, world: World) -> object:
    key = october_of(world.changed).pk
    owner.execute("UPDATE metering_consumption SET volume_m3 = 7 WHERE id = %s", [key])
    return {"id": key}


def an_estimate_billed_again(owner: OwnerConnection, world: World) -> object:
    """September becomes an estimate that October did not take off."""
    earlier = Consumption.objects.get(account=world.plain, period__code="2026-09")
    owner.execute("UPDATE metering_consumption SET basis = 'average' WHERE id = %s", [earlier.pk])
    owner.execute(
        """UPDATE metering_consumption SET previous_reading_id =
                  (SELECT current_reading_id FROM metering_consumption c
                     JOIN registry_billingperiod p ON p.id = c.period_id
                    WHERE c.account_id = %s AND p.code = '2026-08') WHERE id = %s""",
        [world.plain.pk, world.consumption.pk],
    )
    owner.execute(
        "UPDATE metering_consumption SET volume_m3 = 26 WHERE id = %s", [world.consumption.pk]
    )
    return {"id": world.consumption.pk}


def two_readings_of_a_period(owner: OwnerConnection, world: World) -> object:
    owner.execute("DROP INDEX reading_first_once_per_period")
    _another_reading(owner, world, AT)
    return {"account_id": world.plain.pk}


def a_reading_after_the_bill(owner: OwnerConnection, world: World) -> object:
    owner.execute("DROP INDEX reading_first_once_per_period")
    return {"reading": _another_reading(owner, world, LATE)}


def a_decision_after_the_bill(owner: OwnerConnection, world: World) -> object:
    owner.execute(
        "UPDATE metering_consumption SET decided_at = %s WHERE id = %s",
        [LATE, world.consumption.pk],
    )
    return {"consumption": world.consumption.pk}


def _another_reading(owner: OwnerConnection, world: World, at: object) -> object:
    row = owner.execute(
        """INSERT INTO metering_reading (account_id, installation_id, period_id, read_on, value_m3,
                                         source, meter_reader, recorded_at)
           SELECT account_id, installation_id, period_id, read_on, value_m3, source, '', %s
             FROM metering_reading WHERE id = %s RETURNING id""",
        [at, world.consumption.current_reading_id],
    ).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("consumption-equals-its-readings", a_volume_of_nobody),
        ("consumption-equals-its-readings", a_volume_of_two_meters_that_does_not_add_up),
        ("consumption-equals-its-readings", an_estimate_billed_again),
        ("readings-of-a-period-are-one", two_readings_of_a_period),
        ("no-reading-after-its-bill", a_reading_after_the_bill),
        ("no-reading-after-its-bill", a_decision_after_the_bill),
    ],
)
def test_a_planted_violation_is_told_by_its_row(
    world: World, test_server: TestServer, committed_database: str, name: str, plant: Plant
) -> None:
    with past_the_triggers(test_server, committed_database) as owner:
        expected = plant(owner, world)
    assert isinstance(expected, dict)
    rows = broken_rows(INVARIANTS, name)
    assert any(expected.items() <= row.items() for row in rows), rows
