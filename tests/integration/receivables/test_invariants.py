"""Each promise of receivables: a violation planted as owner is reported by its row."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tests.database import TestServer
from tests.factories.payments import make_payment, make_session
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.integration.planting import (
    OwnerConnection,
    broken_rows,
    names_broken,
    past_the_triggers,
    without_constraint,
)

from caudal.domain.receivables.invariants import INVARIANTS
from caudal.domain.receivables.models import Allocation, Charge, Credit, Movement
from caudal.domain.registry.models import ServiceAccount


@dataclass(frozen=True)
class World:
    """An account that owes and pays in part, and another one that owes."""

    account: ServiceAccount
    neighbour: ServiceAccount
    settled: Charge
    partly: Charge
    credit: Credit
    allocation: Allocation
    payment: Movement


@pytest.fixture
def world(committed_database: str) -> World:
    account, neighbour = make_account(), make_account()
    for each in (account, neighbour):
        make_debt(account=each, amounts={"agua": "277.29", "alcantarillado": "112.58"})
    make_payment(account=account, session=make_session(), amount="300.00")
    # The legal order settles water first and leaves part of the sewer.
    settled, partly = Charge.objects.filter(account=account).order_by("open_amount")
    payment = Movement.objects.get(kind="payment")
    return World(
        account=account,
        neighbour=neighbour,
        settled=settled,
        partly=partly,
        credit=Credit.objects.get(),
        allocation=Allocation.objects.get(charge=partly),
        payment=payment,
    )


def test_honest_books_break_nothing(world: World) -> None:
    assert names_broken(INVARIANTS) == set()


Plant = Callable[[OwnerConnection, World], tuple[str, object]]
"""Plants, and answers the column and the value by which the row is reported."""


def movement_of_another_amount(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute(
        "UPDATE receivables_movement SET amount = amount - 1 WHERE id = %s", [world.payment.pk]
    )
    return "account_id", world.account.pk


def charge_without_movement_amount(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute(
        "UPDATE receivables_movement SET amount = amount + 1 WHERE id = %s",
        [world.settled.movement_id],
    )
    return "id", world.settled.movement_id


def document_without_its_credit(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute("DELETE FROM receivables_credit WHERE id = %s", [world.credit.pk])
    return "id", world.payment.pk


def charge_forgiven_in_silence(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute(
        "UPDATE receivables_charge SET open_amount = open_amount - 0.01 WHERE id = %s",
        [world.partly.pk],
    )
    return "id", world.partly.pk


def charge_below_zero(owner: OwnerConnection, world: World) -> tuple[str, object]:
    without_constraint(owner, "receivables_charge", "charge_open_within_bounds")
    owner.execute(
        "UPDATE receivables_charge SET open_amount = -1 WHERE id = %s", [world.settled.pk]
    )
    return "id", world.settled.pk


def credit_out_of_nothing(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute("UPDATE receivables_credit SET open_amount = 5 WHERE id = %s", [world.credit.pk])
    return "id", world.credit.pk


def debt_of_the_neighbour_paid(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute(
        """UPDATE receivables_allocation SET charge_id =
                  (SELECT min(id) FROM receivables_charge WHERE account_id = %s) WHERE id = %s""",
        [world.neighbour.pk, world.allocation.pk],
    )
    return "id", world.allocation.pk


def undone_by_another_amount(owner: OwnerConnection, world: World) -> tuple[str, object]:
    row = owner.execute(
        """INSERT INTO receivables_allocation
                  (charge_id, credit_id, movement_id, undoes_id, amount, base, tax, business_date)
           SELECT charge_id, credit_id, movement_id, id, -amount + 1, -base + 1, -tax, business_date
             FROM receivables_allocation WHERE id = %s RETURNING id""",
        [world.allocation.pk],
    ).fetchone()
    assert row is not None
    return "id", row[0]


def tax_that_does_not_add_up(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute(
        """UPDATE receivables_allocation SET tax = tax + 0.01, base = base - 0.01
            WHERE charge_id = %s""",
        [world.settled.pk],
    )
    return "id", world.settled.pk


def summary_left_behind(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute(
        "UPDATE receivables_accountdebt SET owed = owed + 1 WHERE account_id = %s",
        [world.account.pk],
    )
    return "account_id", world.account.pk


def summary_with_another_due_date(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute(
        "UPDATE receivables_accountdebt SET oldest_due_date = oldest_due_date + 1"
        " WHERE account_id = %s",
        [world.neighbour.pk],
    )
    return "account_id", world.neighbour.pk


def debtor_without_summary(owner: OwnerConnection, world: World) -> tuple[str, object]:
    owner.execute("DELETE FROM receivables_accountdebt WHERE account_id = %s", [world.neighbour.pk])
    return "account_id", world.neighbour.pk


VIOLATIONS: list[tuple[str, Plant]] = [
    ("movements-sum", movement_of_another_amount),
    ("documents-sum", charge_without_movement_amount),
    ("documents-sum", document_without_its_credit),
    ("charge-bounds", charge_forgiven_in_silence),
    ("charge-bounds", charge_below_zero),
    ("credit-bounds", credit_out_of_nothing),
    ("allocations-stay-in-their-account", debt_of_the_neighbour_paid),
    ("allocations-stay-in-their-account", undone_by_another_amount),
    ("settled-tax", tax_that_does_not_add_up),
    ("summary-equals-charges", summary_left_behind),
    ("summary-equals-charges", summary_with_another_due_date),
    ("every-debtor-has-a-summary", debtor_without_summary),
]


@pytest.mark.parametrize(
    ("name", "plant"), VIOLATIONS, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_planted_violation_is_reported_by_its_row(
    name: str, plant: Plant, world: World, test_server: TestServer, committed_database: str
) -> None:
    with past_the_triggers(test_server, committed_database) as owner:
        column, value = plant(owner, world)
    assert [row[column] for row in broken_rows(INVARIANTS, name)] == [value]


def test_every_invariant_has_a_planted_violation() -> None:
    assert {name for name, _ in VIOLATIONS} == {invariant.name for invariant in INVARIANTS}
