"""Withdrawing cash to the vault."""

from decimal import Decimal

import pytest
from tests.factories.payments import make_cashier, make_payment, make_session, make_supervisor
from tests.factories.platform import AT, make_user
from tests.factories.registry import make_account
from tests.journeys.books import assert_books_hold

from caudal.domain.payments.models import CashSession, CashWithdrawal
from caudal.domain.payments.operations.approvals import ApprovalRefused
from caudal.domain.payments.operations.sessions import (
    CashSessionClosed,
    WithdrawalExceedsCash,
    WithdrawalNotPositive,
)
from caudal.domain.payments.queries.cash import expected_cash
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.platform.operations.idempotency import KeyReused
from caudal.engines.tendering import Tender, TenderKind
from caudal.usecases.withdraw_cash import withdraw_cash

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> CashSession:
    session = make_session(float_amount=Decimal("1000.00"))
    make_payment(account=make_account(), session=session, amount="400.00")
    return session


@pytest.fixture
def supervisor() -> User:
    return make_supervisor()


def withdraw(
    session: CashSession,
    supervisor: User,
    amount: str,
    *,
    key: str = "retiro",
    cashier: User | None = None,
) -> CashWithdrawal:
    return withdraw_cash(
        cash_session_id=session.pk,
        amount=Decimal(amount),
        key=key,
        acting_user=cashier or session.cashier,
        approver=supervisor,
        at=AT,
    )


def test_what_is_withdrawn_leaves_the_drawer(session: CashSession, supervisor: User) -> None:
    first = withdraw(session, supervisor, "900.00", key="a")
    second = withdraw(session, supervisor, "500.00", key="b")

    assert [first.number, second.number] == [1, 2]
    assert expected_cash(session_id=session.pk).cash == 0
    entry = AuditEntry.objects.filter(action="payments.cash.withdrawn").latest("pk")
    assert (entry.actor, entry.approver, entry.amount) == (
        session.cashier,
        supervisor,
        Decimal("500.00"),
    )
    assert_books_hold()


def test_only_cash_can_be_withdrawn(session: CashSession, supervisor: User) -> None:
    card = [Tender(TenderKind.CARD, Decimal("5000.00"), "482913")]
    make_payment(account=make_account(), session=session, amount="5000.00", tenders=card)
    with pytest.raises(WithdrawalExceedsCash, match=r"hay \$1,400\.00"):
        withdraw(session, supervisor, "1400.01")


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_nothing_cannot_be_withdrawn(session: CashSession, supervisor: User, amount: str) -> None:
    with pytest.raises(WithdrawalNotPositive):
        withdraw(session, supervisor, amount)


def test_a_repeated_request_withdraws_once(session: CashSession, supervisor: User) -> None:
    first = withdraw(session, supervisor, "900.00")
    assert withdraw(session, supervisor, "900.00") == first
    assert CashWithdrawal.objects.count() == 1


def test_the_same_key_for_another_amount_is_refused(session: CashSession, supervisor: User) -> None:
    withdraw(session, supervisor, "900.00")
    with pytest.raises(KeyReused):
        withdraw(session, supervisor, "100.00")


def test_a_colleague_without_the_function_cannot_receive_it(session: CashSession) -> None:
    colleague = make_user(full_name="Rosa Colega")
    with pytest.raises(ApprovalRefused, match="Rosa Colega no puede autorizar"):
        withdraw(session, colleague, "100.00")


def test_nobody_receives_from_himself(session: CashSession) -> None:
    with pytest.raises(ApprovalRefused, match="otra persona"):
        withdraw(session, session.cashier, "100.00")


def test_another_cashiers_drawer_is_closed_to_me(session: CashSession, supervisor: User) -> None:
    with pytest.raises(CashSessionClosed):
        withdraw(session, supervisor, "100.00", cashier=make_cashier())


def test_a_closed_drawer_gives_nothing(session: CashSession, supervisor: User) -> None:
    CashSession.objects.filter(pk=session.pk).update(closed_at=AT)
    with pytest.raises(CashSessionClosed, match="Abra un turno"):
        withdraw(session, supervisor, "100.00")
    assert not CashWithdrawal.objects.exists()
