"""The facts that the cashier reads before taking the money."""

from datetime import date
from decimal import Decimal

from tests.unit.allocation.charges import ON_DATE, worked_charges

from caudal.engines.allocation import (
    USUAL_CRITERIA,
    AccountAfterPayment,
    AllocationPolicy,
    allocate,
    preview,
)


def after(amount: str, *, chosen: tuple[int, ...] = ()) -> AccountAfterPayment:
    items = worked_charges()
    plan = allocate(
        amount=Decimal(amount),
        open_items=items,
        policy=AllocationPolicy(USUAL_CRITERIA),
        on_date=ON_DATE,
        chosen=chosen,
    )
    return preview(plan=plan, open_items=items, on_date=ON_DATE)


def test_without_overdue_bills_what_is_disputed_stays_held() -> None:
    account = after("756.78")
    assert not account.is_overdue
    assert account.settled_documents == (2, 3)
    assert account.partly_settled_documents == ()
    assert account.remaining_amount == 0
    assert account.oldest_due_date is None
    assert account.disputed_amount == Decimal("526.33")


def test_a_partial_payment_says_what_stays_overdue() -> None:
    account = after("300.00")
    assert account.is_overdue
    assert account.overdue_documents == (2,)
    assert account.settled_documents == ()
    assert account.partly_settled_documents == (2,)
    assert account.oldest_due_date == date(2026, 10, 21)
    assert account.remaining_amount == Decimal("456.78")


def test_a_dispute_paid_in_part_holds_the_rest() -> None:
    account = after("126.33", chosen=(11, 12, 13, 14))
    assert account.disputed_amount == Decimal("400.00")
    assert account.partly_settled_documents == (1,)
    assert account.overdue_amount == Decimal("430.47")


def test_what_is_too_much_is_credit_balance() -> None:
    account = after("1000.00")
    assert account.credit_balance_added == Decimal("243.22")
    assert account.remaining_amount == 0
