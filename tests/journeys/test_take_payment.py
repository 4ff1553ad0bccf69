"""Taking a payment at the desk."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import _queries as psycopg_queries
from tests.factories.payments import make_session
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.journeys.books import assert_books_hold

from caudal.domain.payments.models import CashSession, Payment
from caudal.domain.payments.operations.sessions import CashSessionClosed, CashSessionOfAnotherDay
from caudal.domain.platform.models import AuditEntry
from caudal.domain.platform.operations.idempotency import KeyReused
from caudal.domain.receivables.models import AccountDebt, Charge, Credit
from caudal.domain.receivables.operations.summary import rebuild_debt
from caudal.domain.registry.models import ServiceAccount
from caudal.engines.tendering import AmountNotCovered, Tender, TenderKind
from caudal.usecases.take_payment import DebtChanged, PaymentTaken, take_payment

pytestmark = pytest.mark.django_db

CASH_500 = [Tender(TenderKind.CASH, Decimal("500.00"))]
SEPTEMBER = {"agua": "277.29", "alcantarillado": "112.58", "saneamiento": "32.16"}
OCTOBER = {"agua": "214.39", "alcantarillado": "87.05", "saneamiento": "24.87"}


@pytest.fixture
def account() -> ServiceAccount:
    account = make_account()
    make_debt(account=account, amounts=SEPTEMBER, due_date=date(2026, 10, 21))
    make_debt(
        account=account,
        amounts=OCTOBER,
        due_date=date(2026, 11, 20),
        description="Recibo octubre 2026",
        on_date=date(2026, 11, 6),
    )
    return account


@pytest.fixture
def session() -> CashSession:
    return make_session()


def pay(
    account: ServiceAccount,
    session: CashSession,
    amount: str,
    *,
    tenders: Sequence[Tender] = CASH_500,
    key: str = "una-vez",
    at: datetime = AT,
    owed_seen: Decimal | None = None,
) -> PaymentTaken:
    return take_payment(
        account_id=account.pk,
        amount=Decimal(amount),
        tenders=tenders,
        cash_session_id=session.pk,
        key=key,
        acting_user=session.cashier,
        at=at,
        owed_seen=owed_seen,
    )


def test_the_exact_overdue_amount_settles_the_oldest_bill(
    account: ServiceAccount, session: CashSession
) -> None:
    taken = pay(account, session, "422.03")

    assert (taken.change, taken.to_credit_balance, taken.still_owed) == (
        Decimal("77.97"),
        Decimal("0.00"),
        Decimal("326.31"),
    )
    assert (
        list(
            Charge.objects.filter(due_date=date(2026, 10, 21)).values_list("open_amount", flat=True)
        )
        == [Decimal("0.00")] * 3
    )
    debt = AccountDebt.objects.get(account=account)
    assert (debt.owed, debt.overdue, debt.last_payment_on) == (
        Decimal("326.31"),
        Decimal("0.00"),
        date(2026, 11, 17),
    )
    assert_books_hold()


def test_what_is_paid_over_the_debt_becomes_credit_balance(
    account: ServiceAccount, session: CashSession
) -> None:
    tenders = [
        Tender(TenderKind.CARD, Decimal("700.00"), "482913"),
        Tender(TenderKind.CASH, Decimal("300.00")),
    ]

    taken = pay(account, session, "1000.00", tenders=tenders)

    assert taken.to_credit_balance == Decimal("251.66")
    assert Credit.objects.get().open_amount == Decimal("251.66")
    assert_books_hold()


def test_folios_of_a_desk_have_no_gaps_even_after_a_refusal(
    account: ServiceAccount, session: CashSession
) -> None:
    first = pay(account, session, "100.00", key="a")
    with pytest.raises(AmountNotCovered, match=r"Faltan \$100\.00"):
        pay(account, session, "600.00", key="b")
    second = pay(account, session, "100.00", key="c")

    assert [int(taken.folio[-6:]) for taken in (first, second)] == [1, 2]
    assert_books_hold()


def test_a_double_click_is_answered_with_the_same_receipt(
    account: ServiceAccount, session: CashSession
) -> None:
    first = pay(account, session, "422.03")
    again = pay(account, session, "422.03")

    assert again == first
    assert Payment.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(
    account: ServiceAccount, session: CashSession
) -> None:
    pay(account, session, "422.03")
    with pytest.raises(KeyReused):
        pay(account, session, "422.02")


def test_a_stale_screen_takes_nothing(account: ServiceAccount, session: CashSession) -> None:
    pay(account, session, "100.00", key="otro cajero")
    with pytest.raises(DebtChanged, match=r"ahora es de \$648\.34"):
        pay(account, session, "422.03", key="este", owed_seen=Decimal("748.34"))
    assert Payment.objects.count() == 1


def test_a_closed_session_takes_nothing(account: ServiceAccount, session: CashSession) -> None:
    CashSession.objects.filter(pk=session.pk).update(closed_at=AT)
    with pytest.raises(CashSessionClosed):
        pay(account, session, "422.03")


def test_a_payment_in_the_evening_belongs_to_the_day_of_the_branch(
    account: ServiceAccount, session: CashSession
) -> None:
    # 18:30 in Hermosillo is already tomorrow in UTC.
    taken = pay(account, session, "10.00", at=datetime(2026, 11, 18, 1, 30, tzinfo=UTC))
    assert Payment.objects.get(pk=taken.payment_id).business_date == date(2026, 11, 17)


def test_yesterdays_session_must_be_closed_first(
    account: ServiceAccount, session: CashSession
) -> None:
    with pytest.raises(CashSessionOfAnotherDay, match="17/11/2026"):
        pay(account, session, "10.00", at=datetime(2026, 11, 18, 15, 0, tzinfo=UTC))


def test_the_receipt_keeps_what_was_settled(account: ServiceAccount, session: CashSession) -> None:
    taken = pay(account, session, "500.00")
    body = Payment.objects.get(pk=taken.payment_id).receipt
    assert body is not None
    assert body["account_number"] == account.number
    assert body["holder"] == "María Guadalupe Ontiveros Félix"
    assert body["settled"] == [
        {
            "document": "Recibo septiembre 2026",
            "folio": "",
            "amount": "422.03",
            "is_partial": False,
        },
        {"document": "Recibo octubre 2026", "folio": "", "amount": "77.97", "is_partial": True},
    ]


def test_the_act_is_in_the_audit_log(account: ServiceAccount, session: CashSession) -> None:
    taken = pay(account, session, "422.03")
    entry = AuditEntry.objects.get(action="payments.payment.taken")
    assert (entry.subject_id, entry.account_id, entry.amount, entry.actor) == (
        taken.payment_id,
        account.pk,
        Decimal("422.03"),
        session.cashier,
    )


def test_a_payment_is_at_most_ten_statements(account: ServiceAccount, session: CashSession) -> None:
    with CaptureQueriesContext(connection) as queries:
        pay(account, session, "422.03")
    # A prepared statement is logged without its text.
    texts = [str(query["sql"]) for query in queries]
    statements = [text for text in texts if not text.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 10, statements


def test_the_long_statement_of_a_payment_is_parsed_once(
    account: ServiceAccount, session: CashSession
) -> None:
    pay(account, session, "100.00", key="a")
    before = psycopg_queries._query2pg.cache_info()
    pay(account, session, "100.00", key="b")
    after = psycopg_queries._query2pg.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 3)


def test_the_summary_after_a_payment_is_the_one_that_the_rebuild_makes(
    account: ServiceAccount, session: CashSession
) -> None:
    tenders = [Tender(TenderKind.CASH, Decimal("1000.00"))]
    pay(account, session, "800.00", key="de más", tenders=tenders)
    make_debt(account=account, amounts=SEPTEMBER, due_date=date(2026, 11, 10))
    make_debt(account=account, amounts=OCTOBER, due_date=date(2026, 12, 20))
    pay(account, session, "450.00", key="una parte")
    written = AccountDebt.objects.filter(account=account).values().get()
    rebuild_debt(
        first_account_id=account.pk, last_account_id=account.pk, on_date=session.business_date
    )
    assert AccountDebt.objects.filter(account=account).values().get() == written
    assert written["credit_balance"] == Decimal("51.66")
