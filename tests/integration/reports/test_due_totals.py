"""Overdue debt from the totals of the night and what was charged and paid since: always the open
charges.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.database import TestServer
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account, make_route
from tests.integration.planting import broken_rows, past_the_triggers

from caudal.domain.registry.models import ServiceAccount
from caudal.domain.reports.invariants import INVARIANTS
from caudal.domain.reports.models import DueTotal
from caudal.domain.reports.queries.overdue import overdue_by_sector
from caudal.usecases.cancel_receipt import cancel_receipt
from caudal.usecases.sum_up_days import sum_up_days

TODAY = date(2026, 11, 17)


def owe(account: ServiceAccount, amount: str, *, days: int) -> None:
    make_debt(account=account, amounts={"agua": amount}, due_date=TODAY - timedelta(days=days))


def overdue(*, sector_id: int | None = None, on_date: date = TODAY) -> list[str]:
    """The first two ages and the account count of each sector."""
    return [
        f"{each.code}: {each.amounts[0]} {each.amounts[1]} {each.account_count}"
        for each in overdue_by_sector(on_date=on_date, sector_id=sector_id)
    ]


def both_ways(expected: list[str]) -> None:
    """The same before and after the night, and nothing broken."""
    assert overdue() == expected
    sum_up_days()
    assert overdue() == expected
    assert broken_rows(INVARIANTS, "due-totals") == []


@pytest.mark.django_db
def test_charges_payments_and_their_cancellation_count_at_once() -> None:
    account, session = make_account(), make_session()
    code = account.route.sector.code
    owe(account, "100.00", days=40)
    both_ways([f"{code}: 0.00 100.00 1"])
    owe(account, "30.00", days=5)
    taken = make_payment(account=account, session=session, amount="70.00")
    both_ways([f"{code}: 30.00 30.00 1"])
    cancel_receipt(
        payment_id=taken.payment_id,
        cash_session_id=session.pk,
        reason="Se cobró a la cuenta del vecino",
        acting_user=session.cashier,
        approver=make_supervisor(),
        at=AT,
    )
    both_ways([f"{code}: 30.00 100.00 1"])
    make_payment(account=account, session=session, amount="130.00")
    both_ways([])


@pytest.mark.django_db
def test_what_falls_due_does_so_without_another_night() -> None:
    account = make_account()
    owe(account, "100.00", days=-3)
    sum_up_days()
    assert overdue() == []
    code = account.route.sector.code
    assert overdue(on_date=TODAY + timedelta(days=4)) == [f"{code}: 100.00 0.00 1"]
    assert overdue(on_date=TODAY + timedelta(days=34)) == [f"{code}: 0.00 100.00 1"]


@pytest.mark.django_db
def test_debt_follows_its_account_to_the_sector_of_the_night() -> None:
    account = make_account()
    owe(account, "100.00", days=5)
    sum_up_days()
    account.route = make_route()
    account.save(update_fields=["route"])
    sum_up_days()
    assert overdue() == [f"{account.route.sector.code}: 100.00 0.00 1"]
    assert DueTotal.objects.count() == 1


def test_a_total_changed_by_hand_is_found(committed_database: str, test_server: TestServer) -> None:
    owe(make_account(), "10.00", days=5)
    sum_up_days()
    assert broken_rows(INVARIANTS, "due-totals") == []
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute("UPDATE reports_duetotal SET open_amount = 12")
    (row,) = broken_rows(INVARIANTS, "due-totals")
    assert (row["due_date"], row["difference"]) == (TODAY - timedelta(days=5), Decimal("2.00"))
