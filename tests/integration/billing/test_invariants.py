"""Each promise of billing: a violation planted as owner is reported by its row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from tests.database import TestServer
from tests.factories.billing import make_consumption
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
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.cancel_bill import cancel_bill

OCTOBER = date(2026, 10, 1)
BETWEEN, LATE = date(2026, 11, 9), date(2026, 11, 17)


@dataclass(frozen=True)
class World:
    """An issued run of four accounts, one bill of it cancelled and issued again; a fifth was held,
    read later and billed by a complementary run; the sixth is suspended.
    """

    run: BillingRun
    bill: Bill
    neighbour: Bill
    cancelled: Bill
    supplement: BillingRun
    late: Bill
    suspended: ServiceAccount


@pytest.fixture
def world(committed_database: str, test_server: TestServer) -> World:
    town = make_town(accounts=6, suspended=1)
    town.read(OCTOBER, {4: None})
    run = town.issued(OCTOBER)
    held, suspended = town.accounts[4:]
    make_consumption(account=held, period=town.period(OCTOBER))
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute(
            "UPDATE metering_reading SET recorded_at = %s WHERE account_id = %s",
            [noon(BETWEEN), held.pk],
        )
    supplement = town.supplemented(run, day=LATE)
    bill, neighbour, cancelled, _ = Bill.objects.filter(run=run).order_by("position")
    cancel_bill(
        bill_id=cancelled.pk,
        reason="Lectura errónea",
        must_rebill=True,
        acting_user=make_user(),
        at=noon(date(2026, 11, 18)),
    )
    late = Bill.objects.get(run=supplement)
    return World(run, bill, neighbour, cancelled, supplement, late, suspended)


def test_honest_runs_break_nothing(world: World) -> None:
    """Not even a reading that entered between the run that held its account and its bill."""
    assert {world.run.state, world.supplement.state} == {BillingRun.State.ISSUED}
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


def read_between_two_runs(owner: OwnerConnection, world: World) -> int:
    """What opens the readings of who was held opens nobody else's."""
    owner.execute(
        "UPDATE metering_reading SET recorded_at = %s WHERE account_id = %s",
        [noon(BETWEEN), world.bill.account_id],
    )
    return world.bill.account_id


def read_after_the_late_bill(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE metering_reading SET recorded_at = %s WHERE account_id = %s",
        [noon(date(2026, 12, 1)), world.late.account_id],
    )
    return world.late.account_id


def read_who_was_left_out(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE metering_reading SET recorded_at = %s, account_id = %s WHERE account_id = %s",
        [noon(BETWEEN), world.suspended.pk, world.late.account_id],
    )
    return world.suspended.pk


def read_who_never_was_in_a_run(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "DELETE FROM billing_runaccount WHERE account_id = %s AND run_id = %s",
        [world.suspended.pk, world.run.pk],
    )
    return read_who_was_left_out(owner, world)


def supplement_who_was_billed(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE billing_runaccount SET account_id = %s WHERE run_id = %s",
        [world.bill.account_id, world.supplement.pk],
    )
    return world.supplement.pk


def supplement_another_period(owner: OwnerConnection, world: World) -> int:
    row = owner.execute(
        """INSERT INTO billing_billingrun (code, cycle_id, period_id, state, issue_date, due_date,
                  active_count, billed_count, held_count, excluded_count, issued_count, total,
                  volume_m3, prepared_at)
           SELECT 'F-2026-12', cycle_id, period_id + 1000, 'discarded', issue_date, due_date,
                  0, 0, 0, 0, 0, 0, 0, prepared_at
             FROM billing_billingrun WHERE id = %s RETURNING id""",
        [world.run.pk],
    ).fetchone()
    assert row is not None
    owner.execute(
        "UPDATE billing_billingrun SET supplements_id = %s WHERE id = %s",
        [row[0], world.supplement.pk],
    )
    return world.supplement.pk


def leave_out_of_the_supplement(owner: OwnerConnection, world: World) -> int:
    owner.execute("DELETE FROM billing_runaccount WHERE run_id = %s", [world.supplement.pk])
    return world.supplement.pk


def lose_a_stretch_of_the_supplement(owner: OwnerConnection, world: World) -> int:
    owner.execute("DELETE FROM billing_runchunk WHERE run_id = %s", [world.supplement.pk])
    return world.supplement.pk


def supplement_without_trace(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "DELETE FROM platform_auditentry WHERE action = 'billing.run.issued' AND subject_id = %s",
        [world.supplement.pk],
    )
    return world.supplement.pk


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
    ("no-reading-after-its-bill", read_between_two_runs, "account_id"),
    ("no-reading-after-its-bill", read_after_the_late_bill, "account_id"),
    ("no-reading-after-its-bill", read_who_was_left_out, "account_id"),
    ("no-reading-after-its-bill", read_who_never_was_in_a_run, "account_id"),
    ("supplements-bill-who-was-held", supplement_who_was_billed, "id"),
    ("supplements-bill-who-was-held", supplement_another_period, "id"),
    ("runs-complete", leave_out_of_the_supplement, "id"),
    ("runs-issued-whole", lose_a_stretch_of_the_supplement, "id"),
    ("every-issue-is-audited", supplement_without_trace, "id"),
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
