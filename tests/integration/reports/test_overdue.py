"""Overdue debt by age and sector, on charges aged by hand and against the charges themselves."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from pytest_django import DjangoAssertNumQueries
from tests.factories.payments import make_payment, make_session
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account, make_route
from tests.factories.runs import make_town

from caudal.domain.receivables.models import AccountDebt, Charge
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.reports.queries.metered import MeteredShare, metered_share
from caudal.domain.reports.queries.overdue import AGES, by_age, overdue_by_sector

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 17)


def owe(account: ServiceAccount, amount: str, *, days: int) -> None:
    make_debt(account=account, amounts={"agua": amount}, due_date=TODAY - timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "age"),
    [(1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (365, 3), (366, 4), (4000, 4)],
)
def test_each_day_belongs_to_one_age(days: int, age: int) -> None:
    owe(make_account(), "75.00", days=days)
    [sector] = overdue_by_sector(on_date=TODAY)
    assert sector.amounts[age] == sector.total == Decimal("75.00")


@pytest.mark.parametrize("days", [0, -1, -30])
def test_what_is_due_today_or_later_is_not_overdue(days: int) -> None:
    owe(make_account(), "75.00", days=days)
    assert overdue_by_sector(on_date=TODAY) == []


def test_an_account_counts_once_and_only_what_it_still_owes() -> None:
    route = make_route()
    first, second = make_account(route=route), make_account(route=route)
    owe(first, "100.00", days=400)
    owe(first, "50.00", days=40)
    owe(first, "60.00", days=5)
    owe(second, "20.00", days=5)
    make_payment(account=first, session=make_session(), amount="110.00")

    [sector] = overdue_by_sector(on_date=TODAY)

    assert sector.account_count == 2
    assert [str(amount) for amount in sector.amounts] == ["80.00", "40.00", "0.00", "0.00", "0.00"]
    assert (sector.sector_id, sector.code) == (route.sector_id, route.sector.code)


def test_sectors_come_by_code_and_one_may_be_asked_alone() -> None:
    here, there = make_account(), make_account()
    owe(there, "30.00", days=10)
    owe(here, "70.00", days=100)

    both = overdue_by_sector(on_date=TODAY)
    assert [each.sector_id for each in both] == [here.route.sector_id, there.route.sector_id]
    assert [str(amount) for amount in by_age(sectors=both)] == [
        "30.00", "0.00", "0.00", "70.00", "0.00",
    ]  # fmt: skip
    [alone] = overdue_by_sector(on_date=TODAY, sector_id=there.route.sector_id)
    assert alone == both[1]


def test_nothing_overdue_is_zero_in_every_age() -> None:
    assert by_age(sectors=[]) == (Decimal("0.00"),) * len(AGES)


def test_the_total_equals_the_open_charges_and_the_summaries() -> None:
    town = make_town(accounts=8)
    for month in (date(2026, 7, 1), date(2026, 8, 1)):
        town.read(month)
        town.issued(month)
    session = make_session()
    for account in town.accounts[:4]:
        make_payment(account=account, session=session, amount="90.00")

    sectors = overdue_by_sector(on_date=TODAY)

    charges = Charge.objects.filter(open_amount__gt=0, due_date__lt=TODAY)
    assert sum(each.total for each in sectors) == charges.aggregate(s=Sum("open_amount"))["s"]
    late = AccountDebt.objects.filter(owed__gt=0, oldest_due_date__lt=TODAY)
    assert sum(each.account_count for each in sectors) == late.count() > 0


def test_metered_are_active_accounts_with_metered_service() -> None:
    assert metered_share() == MeteredShare(active=0, metered=0)
    assert metered_share().share is None
    account = make_account()
    make_account(is_metered=False)
    make_account(status=ServiceAccount.Status.SUSPENDED)
    assert metered_share() == MeteredShare(active=2, metered=1)
    assert metered_share().share == Decimal("0.5")
    assert metered_share(sector_id=account.route.sector_id).share == 1


def test_the_questions_are_three_statements_however_much_is_owed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for days in (3, 40, 400):
        owe(make_account(), "75.00", days=days)
    with django_assert_num_queries(3):
        overdue_by_sector(on_date=TODAY)
        metered_share()
