"""Each promise of the register: a violation planted as owner is reported by its row."""

from datetime import date

import pytest
from tests.database import TestServer
from tests.factories.registry import make_account, make_period
from tests.integration.planting import (
    broken_rows,
    names_broken,
    past_the_triggers,
    without_constraint,
)

from caudal.domain.registry.invariants import INVARIANTS
from caudal.domain.registry.models import ServiceAccount


@pytest.fixture
def account(committed_database: str) -> ServiceAccount:
    make_account()
    return make_account()


def test_an_honest_register_breaks_nothing(account: ServiceAccount) -> None:
    make_period(cycle=account.route.cycle)
    make_period(cycle=account.route.cycle, start=date(2026, 11, 1), end=date(2026, 12, 1))
    assert names_broken(INVARIANTS) == set()


def test_an_account_without_holder_is_told(
    account: ServiceAccount, test_server: TestServer, committed_database: str
) -> None:
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute(
            """UPDATE registry_accountrole SET valid_during = '[2018-01-01,2020-01-01)'
                WHERE account_id = %s""",
            [account.pk],
        )
    (row,) = broken_rows(INVARIANTS, "accounts-have-a-holder")
    assert row["number"] == account.number


@pytest.mark.parametrize("table", ["registry_route", "registry_billingcycle"])
def test_an_active_account_that_nobody_bills_is_told(
    account: ServiceAccount, test_server: TestServer, committed_database: str, table: str
) -> None:
    key = {"registry_route": account.route_id, "registry_billingcycle": account.route.cycle_id}
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute(f"UPDATE {table} SET is_active = false WHERE id = %s", [key[table]])
    (row,) = broken_rows(INVARIANTS, "active-accounts-are-read-and-billed")
    assert row["number"] == account.number


def test_periods_that_share_days_are_told(
    account: ServiceAccount, test_server: TestServer, committed_database: str
) -> None:
    cycle = account.route.cycle
    october = make_period(cycle=cycle)
    november = make_period(cycle=cycle, start=date(2026, 11, 1), end=date(2026, 12, 1))
    with past_the_triggers(test_server, committed_database) as owner:
        without_constraint(owner, "registry_billingperiod", "periods_of_a_cycle_never_overlap")
        owner.execute(
            """UPDATE registry_billingperiod SET during = '[2026-10-31,2026-12-01)'
                WHERE id = %s""",
            [november.pk],
        )
    (row,) = broken_rows(INVARIANTS, "periods-of-a-cycle-never-overlap")
    assert (row["id"], row["other"]) == (october.pk, november.code)
