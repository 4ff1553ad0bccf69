"""Totals that are kept and movements summed live: together always the ledger, each once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from django.db import connection, transaction
from tests.concurrency import together
from tests.database import TestServer
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account, make_route
from tests.integration.planting import broken_rows, past_the_triggers

from caudal.domain.platform.bulk_load import copy_rows, reserve_ids
from caudal.domain.receivables.models import Movement
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.reports.invariants import INVARIANTS
from caudal.domain.reports.models import DayTotal, SummaryHorizon
from caudal.domain.reports.operations.totals import bring_totals_up
from caudal.domain.reports.queries.channels import ChannelTotal, channel_totals
from caudal.domain.reports.queries.ledger_days import LedgerTotals, ledger_days, total_between
from caudal.usecases.cancel_receipt import cancel_receipt
from caudal.usecases.sum_up_days import sum_up_days

JANUARY_1, DECEMBER_31 = date(2026, 1, 1), date(2026, 12, 31)
OCTOBER_7 = date(2026, 10, 7)
LONGEST_WAIT_SECONDS = 20
Result = TypeVar("Result")


def bill(account: ServiceAccount, amount: str) -> int:
    """A bill of 7 October; returns the key of its movement."""
    return make_debt(
        account=account, amounts={"agua": amount}, kind=Movement.Kind.BILL, on_date=OCTOBER_7
    ).movement_id


def year(*, sector_id: int | None = None) -> LedgerTotals:
    days = ledger_days(first_day=JANUARY_1, last_day=DECEMBER_31, sector_id=sector_id)
    return total_between(days=days, first_day=JANUARY_1, last_day=DECEMBER_31)


def channels(*, sector_id: int | None = None) -> list[ChannelTotal]:
    return channel_totals(first_day=JANUARY_1, last_day=DECEMBER_31, sector_id=sector_id)


def of_ledger() -> LedgerTotals:
    """The same, added up one by one."""
    found = LedgerTotals()
    for one in Movement.objects.all():
        sign = {"bill": 1, "bill_cancellation": -1, "payment": 1, "payment_reversal": -1}[one.kind]
        is_bill = one.kind.startswith("bill")
        found = LedgerTotals(
            billed=found.billed + (one.amount if is_bill else 0),
            bill_count=found.bill_count + (sign if is_bill else 0),
            collected=found.collected - (0 if is_bill else one.amount),
            payment_count=found.payment_count + (0 if is_bill else sign),
        )
    return found


@pytest.mark.django_db
def test_the_dashboard_sees_the_same_before_and_after_summing_up() -> None:
    account, session = make_account(), make_session()
    bill(account, "277.29")
    make_payment(account=account, session=session, amount="77.29")
    taken = make_payment(account=account, session=session, amount="100.00")
    before = year(), channels()
    assert before[0] == LedgerTotals(Decimal("277.29"), 1, Decimal("177.29"), 2)

    assert sum_up_days()
    assert (year(), channels()) == before
    assert not sum_up_days()

    # The payment is in the totals; its cancellation is not yet.
    cancel_receipt(
        payment_id=taken.payment_id,
        cash_session_id=session.pk,
        reason="Se cobró a la cuenta del vecino",
        acting_user=session.cashier,
        approver=make_supervisor(),
        at=AT,
    )
    bill(account, "50.00")
    live = year(), channels()
    assert live == (
        LedgerTotals(Decimal("327.29"), 2, Decimal("77.29"), 1),
        [ChannelTotal("Cajas propias", Decimal("77.29"), 1)],
    )
    assert sum_up_days()
    assert (year(), channels()) == live
    assert year() == of_ledger()
    assert broken_rows(INVARIANTS, "day-totals") == []


@pytest.mark.django_db
def test_each_sector_has_totals_of_its_own_and_keeps_them_when_an_account_moves() -> None:
    here, there = make_account(), make_account()
    bill(here, "277.29")
    bill(there, "112.58")
    make_payment(account=there, session=make_session(), amount="12.58")
    sum_up_days()
    old, new = there.route.sector_id, make_route()
    assert year(sector_id=old) == LedgerTotals(Decimal("112.58"), 1, Decimal("12.58"), 1)
    assert [each.collected for each in channels(sector_id=old)] == [Decimal("12.58")]

    there.route = new
    there.save(update_fields=["route"])
    bill(there, "40.00")

    assert year(sector_id=old).billed == Decimal("112.58")
    assert year(sector_id=new.sector_id).billed == Decimal("40.00")
    assert channels(sector_id=new.sector_id) == []
    sum_up_days()
    assert year(sector_id=old).billed == Decimal("112.58")
    assert year(sector_id=new.sector_id).billed == Decimal("40.00")
    assert year() == of_ledger()
    assert broken_rows(INVARIANTS, "day-totals") == []


@pytest.mark.django_db
def test_without_movements_there_is_nothing_to_sum_up() -> None:
    assert not sum_up_days()
    make_debt(account=make_account(), amounts={"agua": "9.00"})
    assert sum_up_days()
    assert not DayTotal.objects.exists()
    assert year() == LedgerTotals()


def closing_connection(act: Callable[[], Result]) -> Callable[[], Result]:
    """An act for a thread, which leaves no connection behind."""

    def run() -> Result:
        try:
            return act()
        finally:
            connection.close()

    return run


def behind(act: Callable[[], Result], pool: ThreadPoolExecutor) -> Future[Result]:
    """Start an act in another connection and return when it waits for a lock."""
    started = pool.submit(closing_connection(act))
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT count(*) FROM pg_locks
                    WHERE relation = 'receivables_movement'::regclass AND mode = 'ShareLock'
                      AND NOT granted"""
            )
            if cursor.fetchone()[0]:
                return started
        time.sleep(0.02)
    pytest.fail("it did not wait for whoever was writing")


def test_a_movement_that_commits_late_is_waited_for(committed_database: str) -> None:
    first, second = make_account(), make_account()
    bill(first, "10.00")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            late = bill(second, "20.00")
            summing = behind(bring_totals_up, pool)
        summing.result(timeout=LONGEST_WAIT_SECONDS)
    assert SummaryHorizon.objects.get().movement_id == late
    assert year() == of_ledger() == LedgerTotals(Decimal("30.00"), 2)
    assert broken_rows(INVARIANTS, "day-totals") == []


def test_numbers_drawn_before_their_rows_are_waited_for(committed_database: str) -> None:
    """A run draws the keys of its documents and writes them later; a cashier's are higher and may
    stand long before.
    """
    account = make_account()
    drawn, written = threading.Event(), threading.Event()

    def cashier() -> None:
        assert drawn.wait(LONGEST_WAIT_SECONDS)
        try:
            bill(account, "7.00")
        finally:
            written.set()
            connection.close()

    columns = [
        "id",
        "account_id",
        "kind",
        "description",
        "amount",
        "business_date",
        "recorded_at",
        "folio",
    ]
    with ThreadPoolExecutor(2) as pool:
        paying = pool.submit(cashier)
        with transaction.atomic():
            key = reserve_ids(model=Movement, count=1)[0]
            drawn.set()
            assert written.wait(LONGEST_WAIT_SECONDS)
            paying.result()
            summing = behind(bring_totals_up, pool)
            row = (key, account.pk, "bill", "Recibo", Decimal("5.00"), OCTOBER_7, AT, "")
            copy_rows(model=Movement, columns=columns, rows=[row])
        summing.result(timeout=LONGEST_WAIT_SECONDS)
    assert key < SummaryHorizon.objects.get().movement_id
    assert DayTotal.objects.get().billed == Decimal("12.00")
    assert year() == of_ledger() == LedgerTotals(Decimal("12.00"), 2)


def test_nobody_waits_for_totals_behind_a_long_use_of_the_ledger(committed_database: str) -> None:
    """A vacuum may hold the table for minutes: the totals wait for another time, cashiers do not
    wait for the totals, and the figures are exact all the same.
    """
    account = make_account()
    bill(account, "10.00")
    sum_up_days()
    bill(account, "5.00")
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE receivables_movement IN SHARE UPDATE EXCLUSIVE MODE")
            summing = behind(bring_totals_up, pool)
            paying = pool.submit(closing_connection(lambda: bill(account, "7.00")))
            assert summing.result(timeout=LONGEST_WAIT_SECONDS) is False
            paying.result(timeout=LONGEST_WAIT_SECONDS)
        assert year() == of_ledger() == LedgerTotals(Decimal("22.00"), 3)
    assert broken_rows(INVARIANTS, "day-totals") == []
    assert bring_totals_up()
    assert year() == of_ledger()


def test_summed_up_by_several_at_once_each_movement_counts_once(committed_database: str) -> None:
    account = make_account()
    for _ in range(5):
        bill(account, "10.00")
    answers = together([sum_up_days] * 4)
    assert sorted(map(str, answers)) == ["False", "False", "False", "True"]
    assert year() == of_ledger() == LedgerTotals(Decimal("50.00"), 5)


def test_a_total_changed_by_hand_is_found(committed_database: str, test_server: TestServer) -> None:
    bill(make_account(), "10.00")
    sum_up_days()
    assert broken_rows(INVARIANTS, "day-totals") == []
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute("UPDATE reports_daytotal SET billed = billed + 1")
    (row,) = broken_rows(INVARIANTS, "day-totals")
    assert (row["business_date"], row["billed"]) == (OCTOBER_7, Decimal("1.00"))


def test_a_movement_that_no_total_holds_is_found(
    committed_database: str, test_server: TestServer
) -> None:
    bill(make_account(), "10.00")
    sum_up_days()
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute("DELETE FROM reports_daytotal")
    (row,) = broken_rows(INVARIANTS, "day-totals")
    assert (row["billed"], row["bill_count"]) == (Decimal("-10.00"), -1)
