"""Billed and collected by day, on a few movements added up by hand and against the ledger."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from pytest_django import DjangoAssertNumQueries
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.factories.runs import make_town

from caudal.domain.payments.models import CollectionChannel
from caudal.domain.receivables.models import Movement
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.reports.queries.channels import ChannelTotal, channel_totals
from caudal.domain.reports.queries.ledger_days import (
    LedgerDay,
    LedgerTotals,
    ledger_days,
    total_between,
)
from caudal.usecases.cancel_bill import cancel_bill
from caudal.usecases.cancel_receipt import cancel_receipt

pytestmark = pytest.mark.django_db

JANUARY_1, DECEMBER_31 = date(2026, 1, 1), date(2026, 12, 31)
OCTOBER_7, NOVEMBER_17 = date(2026, 10, 7), date(2026, 11, 17)


def bill(account: ServiceAccount, amount: str, *, on_date: date = OCTOBER_7) -> None:
    make_debt(account=account, amounts={"agua": amount}, kind=Movement.Kind.BILL, on_date=on_date)


def test_bills_and_payments_fall_on_their_days() -> None:
    first, second = make_account(), make_account()
    bill(first, "277.29")
    bill(second, "112.58")
    bill(second, "100.00", on_date=date(2026, 11, 5))
    make_payment(account=first, session=make_session(), amount="300.00")

    assert ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31) == [
        LedgerDay(OCTOBER_7, LedgerTotals(Decimal("389.87"), 2, Decimal("0.00"), 0)),
        LedgerDay(date(2026, 11, 5), LedgerTotals(Decimal("100.00"), 1, Decimal("0.00"), 0)),
        LedgerDay(NOVEMBER_17, LedgerTotals(Decimal("0.00"), 0, Decimal("300.00"), 1)),
    ]


def test_the_first_and_the_last_day_are_inside() -> None:
    bill(make_account(), "50.00")
    assert len(ledger_days(first_day=OCTOBER_7, last_day=OCTOBER_7)) == 1
    assert ledger_days(first_day=date(2026, 10, 8), last_day=NOVEMBER_17) == []
    assert ledger_days(first_day=date(2026, 9, 1), last_day=date(2026, 10, 6)) == []


def test_neither_opening_balances_nor_surcharges_are_billed() -> None:
    account = make_account()
    make_debt(account=account, amounts={"agua": "900.00"}, kind=Movement.Kind.OPENING)
    make_debt(account=account, amounts={"recargos": "11.60"}, kind=Movement.Kind.SURCHARGE)
    assert ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31) == []


def test_a_sector_counts_its_own_accounts() -> None:
    here, there = make_account(), make_account()
    bill(here, "277.29")
    bill(there, "112.58")
    make_payment(account=there, session=make_session(), amount="12.58")

    days = ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31, sector_id=there.route.sector_id)
    channels = channel_totals(
        first_day=JANUARY_1, last_day=DECEMBER_31, sector_id=there.route.sector_id
    )

    totals = total_between(days=days, first_day=JANUARY_1, last_day=DECEMBER_31)
    assert (totals.billed, totals.collected) == (Decimal("112.58"), Decimal("12.58"))
    assert [each.collected for each in channels] == [Decimal("12.58")]
    assert (
        channel_totals(first_day=JANUARY_1, last_day=DECEMBER_31, sector_id=here.route.sector_id)
        == []
    )


def test_a_reversed_payment_was_not_collected() -> None:
    account, session = make_account(), make_session()
    bill(account, "277.29")
    make_payment(account=account, session=session, amount="77.29")
    taken = make_payment(account=account, session=session, amount="200.00")
    cancel_receipt(
        payment_id=taken.payment_id,
        cash_session_id=session.pk,
        reason="Se cobró a la cuenta del vecino",
        acting_user=session.cashier,
        approver=make_supervisor(),
        at=AT,
    )

    [_, day] = ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31)
    assert day.totals == LedgerTotals(Decimal("0.00"), 0, Decimal("77.29"), 1)
    assert channel_totals(first_day=JANUARY_1, last_day=DECEMBER_31) == [
        ChannelTotal("Cajas propias", Decimal("77.29"), 1)
    ]


def test_channels_come_by_what_they_brought() -> None:
    account, session = make_account(), make_session()
    bill(account, "277.29")
    make_payment(account=account, session=session, amount="80.00")
    desk = CollectionChannel.objects.get(code="caja")
    CollectionChannel.objects.create(code="tienda", name="Tiendas", kind="store")
    assert channel_totals(first_day=JANUARY_1, last_day=DECEMBER_31) == [
        ChannelTotal(desk.name, Decimal("80.00"), 1)
    ]
    assert channel_totals(first_day=OCTOBER_7, last_day=date(2026, 11, 16)) == []


def test_totals_equal_the_ledger_month_by_month() -> None:
    town = make_town(accounts=8)
    for month in (date(2026, 8, 1), date(2026, 9, 1)):
        town.read(month)
        town.issued(month)
    session = make_session()
    for account in town.accounts[:5]:
        make_payment(account=account, session=session, amount="150.00")
    days = ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31)

    by_month = (
        Movement.objects.filter(kind__in=["bill", "payment"])
        .annotate(month=TruncMonth("business_date"))
        .values_list("month", "kind")
        .annotate(Sum("amount"))
    )
    assert by_month.count() == 3
    for month, kind, amount in by_month:
        found = total_between(
            days=[each for each in days if each.day.month == month.month],
            first_day=JANUARY_1,
            last_day=DECEMBER_31,
        )
        assert amount == (found.billed if kind == "bill" else -found.collected)
    channels = channel_totals(first_day=JANUARY_1, last_day=DECEMBER_31)
    assert sum(each.collected for each in channels) == Decimal("750.00")


def test_efficiency_is_collected_over_billed() -> None:
    assert LedgerTotals(Decimal("200.00"), 1, Decimal("169.20"), 1).efficiency == Decimal("0.846")
    assert LedgerTotals(collected=Decimal("5.00"), payment_count=1).efficiency is None


def test_each_question_is_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bill(make_account(), "50.00")
    with django_assert_num_queries(2):
        ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31)
        channel_totals(first_day=JANUARY_1, last_day=DECEMBER_31)


def test_a_cancelled_bill_counts_against_the_day_of_its_cancellation() -> None:
    town = make_town(accounts=4, suspended=0)
    town.read(date(2026, 9, 1))
    run = town.issued(date(2026, 9, 1))
    cancelled = run.bills.order_by("pk")[0]
    at = datetime(2026, 11, 17, 19, tzinfo=UTC)
    cancel_bill(
        bill_id=cancelled.pk,
        reason="Lectura equivocada",
        must_rebill=False,
        acting_user=town.clerk,
        at=at,
    )

    november = total_between(
        days=ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31),
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 30),
    )
    assert (november.billed, november.bill_count) == (-cancelled.total, -1)
