"""How an account stands on a date."""

from datetime import date
from decimal import Decimal

import pytest
from tests.factories.history import make_ontiveros
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.receivables.queries.standing import account_standing
from caudal.domain.receivables.queries.statement import statement_totals
from caudal.usecases.cancel_receipt import cancel_receipt

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 17)


def test_the_balance_of_the_reference_picture() -> None:
    account = make_ontiveros()
    standing = account_standing(account_id=account.pk, on_date=TODAY)
    assert standing.owed == Decimal("1283.11")
    assert standing.overdue == Decimal("956.80")
    assert standing.not_yet_due == Decimal("326.31")
    assert (standing.oldest_due_date, standing.overdue_days) == (date(2026, 9, 21), 57)
    assert standing.next_due_date == date(2026, 11, 20)
    assert (standing.overdue_bills, standing.overdue_documents) == (2, 4)
    assert (standing.last_payment_on, standing.last_payment) == (
        date(2026, 8, 18),
        Decimal("534.10"),
    )
    totals = statement_totals(account_id=account.pk, last_day=TODAY)
    assert standing.balance == totals.closing_balance


def test_the_day_on_which_a_bill_falls_due_is_still_in_time() -> None:
    account = make_account()
    make_debt(account=account, amounts={"agua": "100.00"}, due_date=TODAY)
    on_the_day = account_standing(account_id=account.pk, on_date=TODAY)
    assert on_the_day.overdue == 0
    assert on_the_day.overdue_days == 0
    a_day_late = account_standing(account_id=account.pk, on_date=date(2026, 11, 18))
    assert (a_day_late.overdue, a_day_late.overdue_days) == (Decimal("100.00"), 1)


def test_an_account_that_never_owed_stands_at_zero() -> None:
    standing = account_standing(account_id=make_account().pk, on_date=TODAY)
    assert [standing.owed, standing.overdue, standing.balance] == [0, 0, 0]
    assert (standing.last_payment_on, standing.oldest_due_date) == (None, None)


def test_what_is_paid_beyond_the_debt_stands_in_favour() -> None:
    account = make_account()
    make_debt(account=account, amounts={"agua": "100.00"})
    make_payment(account=account, session=make_session(), amount="250.00")
    standing = account_standing(account_id=account.pk, on_date=TODAY)
    assert [standing.owed, standing.credit_balance] == [0, 150]
    assert standing.balance == Decimal("-150.00")


def test_a_cancelled_payment_is_not_the_last_one() -> None:
    account, session = make_account(), make_session()
    make_debt(account=account, amounts={"agua": "100.00"})
    taken = make_payment(account=account, session=session, amount="100.00")
    cancel_receipt(
        payment_id=taken.payment_id,
        cash_session_id=session.pk,
        reason="Se cobró a otra cuenta",
        acting_user=session.cashier,
        approver=make_supervisor(),
        at=AT,
    )
    standing = account_standing(account_id=account.pk, on_date=TODAY)
    assert standing.last_payment_on is None
    assert standing.owed == Decimal("100.00")
