"""The statement: running balance at any date, and reversals tied to what they undo."""

from datetime import date
from decimal import Decimal

import pytest
from tests.factories.history import make_ontiveros
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.receivables.queries.statement import (
    StatementTotals,
    statement_lines,
    statement_totals,
)
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.cancel_receipt import cancel_receipt

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 17)


@pytest.fixture
def account() -> ServiceAccount:
    return make_ontiveros()


def test_the_statement_of_the_reference_picture(account: ServiceAccount) -> None:
    lines = statement_lines(account_id=account.pk, last_day=TODAY)
    assert [(f"{line.on_date:%d/%m}", line.amount, line.balance) for line in lines] == [
        ("06/11", Decimal("326.31"), Decimal("1283.11")),
        ("06/11", Decimal("18.56"), Decimal("956.80")),
        ("07/10", Decimal("422.03"), Decimal("938.24")),
        ("07/10", Decimal("10.12"), Decimal("516.21")),
        ("07/09", Decimal("506.09"), Decimal("506.09")),
        ("18/08", Decimal("-534.10"), Decimal("0.00")),
        ("07/08", Decimal("534.10"), Decimal("534.10")),
    ]
    payment = lines[5]
    assert (payment.charge, payment.credit, payment.kind_label) == (None, Decimal("534.10"), "Pago")
    assert lines[0].charge == Decimal("326.31")


def test_the_balance_at_an_earlier_date_is_that_of_its_day(account: ServiceAccount) -> None:
    newest = statement_lines(account_id=account.pk, last_day=date(2026, 10, 31))[0]
    assert newest.balance == Decimal("938.24")
    before_all = statement_totals(account_id=account.pk, last_day=date(2026, 8, 6))
    assert before_all.closing_balance == 0


def test_a_stretch_begins_with_what_was_owed_before_it(account: ServiceAccount) -> None:
    first, last = date(2026, 8, 18), date(2026, 10, 7)
    totals = statement_totals(account_id=account.pk, first_day=first, last_day=last)
    assert totals == StatementTotals(
        opening_balance=Decimal("534.10"),
        charged=Decimal("938.24"),
        credited=Decimal("534.10"),
        closing_balance=Decimal("938.24"),
        count=4,
    )
    lines = statement_lines(account_id=account.pk, first_day=first, last_day=last)
    assert [line.balance for line in lines] == [
        Decimal("938.24"),
        Decimal("516.21"),
        Decimal("506.09"),
        Decimal("0.00"),
    ]


def test_pages_continue_the_same_balance(account: ServiceAccount) -> None:
    whole = statement_lines(account_id=account.pk, last_day=TODAY)
    first = statement_lines(account_id=account.pk, last_day=TODAY, limit=3)
    last = first[-1]
    rest = statement_lines(
        account_id=account.pk, last_day=TODAY, before=(last.on_date, last.movement_id)
    )
    assert first + rest == whole


def test_a_cancelled_payment_and_its_reversal_name_each_other() -> None:
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
    reversal, payment, debt = statement_lines(account_id=account.pk, last_day=TODAY)
    assert (reversal.amount, reversal.balance) == (Decimal("100.00"), Decimal("100.00"))
    assert (reversal.undoes_id, reversal.undoes_folio) == (payment.movement_id, taken.folio)
    assert payment.undone_by_id == reversal.movement_id
    assert (debt.undoes_id, debt.undone_by_id) == (None, None)


def test_an_account_without_movements() -> None:
    account = make_account()
    assert statement_lines(account_id=account.pk, last_day=TODAY) == []
    totals = statement_totals(account_id=account.pk, last_day=TODAY)
    assert [totals.opening_balance, totals.closing_balance, totals.count] == [0, 0, 0]
