"""The desk under many hands: real threads, real commits."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from tests.concurrency import raised, together
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.journeys.books import assert_books_hold

from caudal.domain.payments.models import (
    CashClosing,
    CashSession,
    CashWithdrawal,
    Payment,
    PaymentReversal,
)
from caudal.domain.payments.operations.payments import PaymentNotReversible
from caudal.domain.payments.operations.sessions import CashSessionClosed, WithdrawalExceedsCash
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.receivables.models import AccountDebt, Movement
from caudal.domain.registry.models import ServiceAccount
from caudal.engines.tendering import Tender, TenderKind
from caudal.usecases.cancel_receipt import cancel_receipt
from caudal.usecases.close_cash_session import close_cash_session
from caudal.usecases.open_cash_session import open_cash_session
from caudal.usecases.take_payment import DebtChanged, PaymentTaken, take_payment
from caudal.usecases.withdraw_cash import withdraw_cash

pytestmark = pytest.mark.usefixtures("committed_database")

OWED = Decimal("389.87")


@pytest.fixture
def account(committed_database: str) -> ServiceAccount:
    return make_indebted()


def make_indebted() -> ServiceAccount:
    account = make_account()
    make_debt(account=account, amounts={"agua": "277.29", "alcantarillado": "112.58"})
    return account


def payment(
    account: ServiceAccount,
    session: CashSession,
    amount: str,
    *,
    key: str,
    owed_seen: Decimal | None = None,
) -> Callable[[], PaymentTaken]:
    return partial(
        take_payment,
        account_id=account.pk,
        amount=Decimal(amount),
        tenders=[Tender(TenderKind.CASH, Decimal(amount))],
        cash_session_id=session.pk,
        key=key,
        acting_user=session.cashier,
        at=AT,
        owed_seen=owed_seen,
    )


def test_two_cashiers_who_saw_the_same_debt_charge_it_once(account: ServiceAccount) -> None:
    sessions = [make_session(), make_session()]
    results = together(
        [payment(account, each, "389.87", key="cobro", owed_seen=OWED) for each in sessions]
    )

    (refusal,) = raised(results)
    assert isinstance(refusal, DebtChanged)
    assert "ahora es de $0.00" in str(refusal)
    assert Payment.objects.count() == 1
    assert_books_hold()


def test_two_cashiers_on_one_account_never_settle_a_charge_twice(account: ServiceAccount) -> None:
    sessions = [make_session(), make_session()]
    results = together([payment(account, each, "300.00", key="cobro") for each in sessions])

    assert not raised(results)
    debt = AccountDebt.objects.get(account=account)
    assert (debt.owed, debt.credit_balance) == (Decimal(0), Decimal("210.13"))
    assert_books_hold()


def test_one_request_sent_32_times_is_one_payment(account: ServiceAccount) -> None:
    session = make_session()
    results = together([payment(account, session, "389.87", key="una-vez")] * 32)

    assert not raised(results)
    assert len({taken.folio for taken in results if isinstance(taken, PaymentTaken)}) == 1
    assert Payment.objects.count() == 1
    assert AuditEntry.objects.filter(action="payments.payment.taken").count() == 1
    assert_books_hold()


def test_folios_of_one_desk_have_no_gaps_under_8_threads() -> None:
    session = make_session()
    accounts = [make_indebted() for _ in range(8)]

    def five_payments(account: ServiceAccount) -> list[str]:
        # Each third one is refused after it took part of the way: its folio must come back.
        taken = []
        for number in range(5):
            key = f"{account.pk}-{number}"
            seen = Decimal("0.01") if number % 3 == 2 else None
            try:
                paid = payment(account, session, "10.00", key=key, owed_seen=seen)()
            except DebtChanged:
                continue
            taken.append(paid.folio)
        return taken

    results = together([partial(five_payments, account) for account in accounts])

    assert not raised(results)
    folios = Movement.objects.filter(kind="payment").order_by("folio_number")
    assert list(folios.values_list("folio_number", flat=True)) == list(range(1, 33))
    assert_books_hold()


def test_eight_desks_paying_the_same_accounts_do_not_deadlock() -> None:
    sessions = [make_session() for _ in range(8)]
    accounts = [make_indebted() for _ in range(3)]

    def pay_all(session: CashSession, turn: int) -> None:
        for step in range(len(accounts)):
            account = accounts[(turn + step) % len(accounts)]
            payment(account, session, "7.00", key=f"{account.pk}")()

    results = together([partial(pay_all, each, turn) for turn, each in enumerate(sessions)])

    assert not raised(results)
    assert Payment.objects.count() == 24
    assert_books_hold()


@pytest.mark.parametrize("turn", range(5))
def test_a_payment_racing_the_closing_is_inside_or_refused(
    account: ServiceAccount, turn: int
) -> None:
    session = make_session()
    closing = partial(
        close_cash_session,
        cash_session_id=session.pk,
        denominations={"500": 3},
        explanation="",
        acting_user=session.cashier,
        at=AT,
    )
    payments = [payment(account, session, "10.00", key=f"{turn}-{n}") for n in range(4)]

    acts: list[Callable[[], object]] = [*payments[:2], closing, *payments[2:]]
    results = together(acts)

    assert all(isinstance(error, CashSessionClosed) for error in raised(results))
    taken = sum(isinstance(result, PaymentTaken) for result in results)
    closed = CashClosing.objects.get()
    assert (closed.receipt_count, Payment.objects.count()) == (taken, taken)
    assert closed.expected_cash == Decimal("1500.00") + 10 * taken
    assert_books_hold()


def test_a_receipt_cancelled_twice_at_once_is_cancelled_once(account: ServiceAccount) -> None:
    session, supervisor = make_session(), make_supervisor()
    taken = make_payment(account=account, session=session, amount="389.87")

    def cancel() -> PaymentReversal:
        return cancel_receipt(
            payment_id=taken.payment_id,
            cash_session_id=session.pk,
            reason="Se equivocó de cuenta",
            acting_user=session.cashier,
            approver=supervisor,
            at=AT,
        )

    results = together([cancel] * 4)

    assert [type(error) for error in raised(results)] == [PaymentNotReversible] * 3
    assert AccountDebt.objects.get(account=account).owed == OWED
    assert_books_hold()


def test_a_cancellation_and_a_payment_on_one_account_both_stand(account: ServiceAccount) -> None:
    session, supervisor, other = make_session(), make_supervisor(), make_session()
    taken = make_payment(account=account, session=session, amount="389.87")
    cancellation = partial(
        cancel_receipt,
        payment_id=taken.payment_id,
        cash_session_id=session.pk,
        reason="Se equivocó de cuenta",
        acting_user=session.cashier,
        approver=supervisor,
        at=AT,
    )

    acts: list[Callable[[], object]] = [cancellation, payment(account, other, "50.00", key="otro")]
    assert not raised(together(acts))

    # In either order the books balance: the fifty settle the debt or wait as credit balance.
    debt = AccountDebt.objects.get(account=account)
    assert debt.owed - debt.credit_balance == OWED - 50
    assert_books_hold()


def test_two_withdrawals_never_take_more_than_the_drawer_holds() -> None:
    session, supervisor = make_session(float_amount=Decimal("1000.00")), make_supervisor()
    results = together([partial(_withdraw, session, supervisor, f"{n}") for n in range(4)])

    assert [type(error) for error in raised(results)] == [WithdrawalExceedsCash] * 3
    assert [each.number for each in CashWithdrawal.objects.all()] == [1]
    assert_books_hold()


def _withdraw(session: CashSession, supervisor: User, key: str) -> CashWithdrawal:
    return withdraw_cash(
        cash_session_id=session.pk,
        amount=Decimal("600.00"),
        key=key,
        acting_user=session.cashier,
        approver=supervisor,
        at=AT,
    )


def test_a_desk_opened_by_two_cashiers_at_once_is_opened_once() -> None:
    earlier, rival = make_session(), make_session()
    desk = earlier.desk
    for session in (earlier, rival):
        close_cash_session(
            cash_session_id=session.pk,
            denominations={"500": 3},
            explanation="",
            acting_user=session.cashier,
            at=AT,
        )

    def open_by(cashier: User) -> CashSession:
        return open_cash_session(
            cash_desk_id=desk.pk, float_amount=Decimal(0), acting_user=cashier, at=AT
        )

    results = together([partial(open_by, each.cashier) for each in (earlier, rival)])

    assert len(raised(results)) == 1
    assert CashSession.objects.filter(desk=desk, closed_at=None).count() == 1
