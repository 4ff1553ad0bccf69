"""Each promise of billing: a violation planted as owner is reported by its row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from tests.database import TestServer
from tests.factories.history import noon
from tests.factories.platform import make_user
from tests.factories.runs import make_town
from tests.integration.planting import (
    OwnerConnection,
    broken_rows,
    names_broken,
    past_the_triggers,
)

from caudal.domain.billing.invariants import INVARIANTS
from caudal.domain.billing.models import Bill, BillingRun
from caudal.usecases.cancel_bill import cancel_bill

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@dataclass(frozen=True)
class World:
    """An issued run of four accounts, one bill of it cancelled and issued again."""

    run: BillingRun
    bill: Bill
    neighbour: Bill
    cancelled: Bill


@pytest.fixture
def world(committed_database: str) -> World:
    del committed_database
    town = make_town(accounts=4, suspended=0)
    town.read(OCTOBER)
    run = town.issued(OCTOBER)
    bill, neighbour, cancelled, _ = Bill.objects.order_by("position")
    cancel_bill(
        bill_id=cancelled.pk,
        reason="Lectura errónea",
        must_rebill=True,
        acting_user=make_user(),
        at=noon(date(2026, 11, 9)),
    )
    return World(run, bill, neighbour, cancelled)


def test_honest_runs_break_nothing(world: World) -> None:
    assert world.run.state == BillingRun.State.ISSUED
    assert names_broken(INVARIANTS) == set()


Plant = Callable[[OwnerConnection, World], int]
"""Breaks something; the key of the row that must be reported."""


def alter_a_line(owner: OwnerConnection, world: World) -> int:
    """Water moved to sewer: the total is the same, the lines are not."""
    owner.execute(
        "UPDATE receivables_charge SET gross = gross + CASE WHEN id = %(first)s THEN 1 ELSE -1 END,"
        " net = net + CASE WHEN id = %(first)s THEN 1 ELSE -1 END,"
        " amount = amount + CASE WHEN id = %(first)s THEN 1 ELSE -1 END,"
        " open_amount = open_amount + CASE WHEN id = %(first)s THEN 1 ELSE -1 END"
        " WHERE movement_id = %(movement)s",
        {
            "first": world.bill.movement.charges.order_by("id")[0].pk,
            "movement": world.bill.movement_id,
        },
    )
    return world.bill.pk


def alter_the_frozen_inputs(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE billing_bill SET inputs = replace(inputs, 'domestico_medio', 'comercial')"
        " WHERE id = %s",
        [world.neighbour.pk],
    )
    return world.neighbour.pk


def bill_a_period_twice(owner: OwnerConnection, world: World) -> int:
    without_constraint_index(owner, "one_live_bill_per_period")
    owner.execute(
        "UPDATE billing_bill SET account_id = %s WHERE id = %s",
        [world.bill.account_id, world.neighbour.pk],
    )
    return world.bill.account_id


def without_constraint_index(owner: OwnerConnection, name: str) -> None:
    """A partial unique constraint is an index."""
    owner.execute(f"DROP INDEX {name}")


def unbalance_a_bill(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE billing_bill SET net = net + 1, total = total + 1 WHERE id = %s", [world.bill.pk]
    )
    return world.bill.pk


def bill_a_consumption_twice(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE billing_bill SET consumption_id = %s WHERE id = %s",
        [world.bill.consumption_id, world.neighbour.pk],
    )
    assert world.bill.consumption_id is not None
    return world.bill.consumption_id


def forget_a_cancellation(owner: OwnerConnection, world: World) -> int:
    owner.execute("DELETE FROM billing_billcancellation WHERE bill_id = %s", [world.cancelled.pk])
    return world.cancelled.pk


def cancel_for_another_amount(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE receivables_movement SET amount = amount - 1 WHERE id = %s",
        [world.cancelled.cancellation.movement_id],
    )
    return world.cancelled.pk


def leave_an_account_unexplained(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "DELETE FROM billing_runaccount WHERE run_id = %s AND account_id = %s",
        [world.run.pk, world.bill.account_id],
    )
    return world.run.pk


def lose_a_stretch(owner: OwnerConnection, world: World) -> int:
    owner.execute("DELETE FROM billing_runchunk WHERE run_id = %s", [world.run.pk])
    return world.run.pk


def issue_without_trace(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "DELETE FROM platform_auditentry WHERE action = 'billing.run.issued' AND subject_id = %s",
        [world.run.pk],
    )
    return world.run.pk


def read_after_the_issue(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE metering_reading SET recorded_at = %s WHERE account_id = %s",
        [noon(date(2026, 12, 1)), world.bill.account_id],
    )
    return world.bill.account_id


def decide_after_the_issue(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE metering_consumption SET decided_at = %s WHERE id = %s",
        [noon(date(2026, 12, 1)), world.bill.consumption_id],
    )
    return world.bill.account_id


VIOLATIONS: list[tuple[str, Plant, str]] = [
    ("bills-immutable", alter_a_line, "id"),
    ("bills-immutable", alter_the_frozen_inputs, "id"),
    ("bills-reproducible", alter_the_frozen_inputs, "id"),
    ("bills-once", bill_a_period_twice, "account_id"),
    ("bill-equals-its-charges", unbalance_a_bill, "id"),
    ("reading-billed-once", bill_a_consumption_twice, "consumption_id"),
    ("bill-cancellations-linked", forget_a_cancellation, "id"),
    ("bill-cancellations-linked", cancel_for_another_amount, "id"),
    ("runs-complete", leave_an_account_unexplained, "id"),
    ("runs-issued-whole", lose_a_stretch, "id"),
    ("every-issue-is-audited", issue_without_trace, "id"),
    ("no-reading-after-its-bill", read_after_the_issue, "account_id"),
    ("no-reading-after-its-bill", decide_after_the_issue, "account_id"),
]


@pytest.mark.parametrize(
    "violation", VIOLATIONS, ids=[f"{name}: {plant.__name__}" for name, plant, _ in VIOLATIONS]
)
def test_a_planted_violation_is_reported_by_its_row(
    world: World,
    test_server: TestServer,
    committed_database: str,
    violation: tuple[str, Plant, str],
) -> None:
    name, plant, key = violation
    with past_the_triggers(test_server, committed_database) as owner:
        expected = plant(owner, world)
    assert [row[key] for row in broken_rows(INVARIANTS, name)] == [expected]


def test_every_promise_has_a_violation() -> None:
    assert {name for name, _, _ in VIOLATIONS} == {promise.name for promise in INVARIANTS}
