"""Closing a session with a blind count."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DataError
from tests.factories.payments import (
    make_cashier,
    make_desk,
    make_payment,
    make_session,
    make_supervisor,
)
from tests.factories.platform import AT, make_branch
from tests.factories.registry import make_account
from tests.journeys.books import assert_books_hold

from caudal.domain.payments.models import CashClosing, CashSession
from caudal.domain.payments.operations.sessions import CashSessionClosed
from caudal.domain.platform.models import AuditEntry, User
from caudal.engines.tendering import DenominationUnknown, Tender, TenderKind
from caudal.usecases.cancel_receipt import cancel_receipt
from caudal.usecases.close_cash_session import close_cash_session
from caudal.usecases.withdraw_cash import withdraw_cash

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=4)


@pytest.fixture
def session() -> CashSession:
    """Float 1,000; cash 422.03 with change, 300 cancelled, a card of 800; 500 to the vault."""
    session = make_session(float_amount=Decimal("1000.00"))
    account, supervisor = make_account(), make_supervisor()
    cash = [Tender(TenderKind.CASH, Decimal("500.00"))]
    make_payment(account=account, session=session, amount="422.03", tenders=cash)
    card = [Tender(TenderKind.CARD, Decimal("800.00"), "482913")]
    make_payment(account=account, session=session, amount="800.00", tenders=card)
    wrong = make_payment(account=account, session=session, amount="300.00")
    cancel_receipt(
        payment_id=wrong.payment_id,
        cash_session_id=session.pk,
        reason="Era la cuenta del vecino",
        acting_user=session.cashier,
        approver=supervisor,
        at=AT,
    )
    withdraw_cash(
        cash_session_id=session.pk,
        amount=Decimal("500.00"),
        key="retiro",
        acting_user=session.cashier,
        approver=supervisor,
        at=AT,
    )
    return session


def close(
    session: CashSession,
    counted: Mapping[str, int],
    *,
    cashier: User | None = None,
    explanation: str = "",
    at: datetime = LATER,
) -> CashClosing:
    return close_cash_session(
        cash_session_id=session.pk,
        denominations=counted,
        explanation=explanation,
        acting_user=cashier or session.cashier,
        at=at,
    )


# 1,000 + 422.03 + 300 − 300 − 500 = 922.03; three centavos cannot be counted.
BALANCED = {"500": 1, "200": 2, "20": 1, "2": 1}


@pytest.mark.parametrize(
    ("counted", "difference"),
    [
        (BALANCED, "-0.03"),
        ({**BALANCED, "20": 2}, "19.97"),
        ({"0.10": 1}, "-921.93"),
        ({}, "-922.03"),
    ],
)
def test_the_difference_is_posted_as_it_is(
    session: CashSession, counted: Mapping[str, int], difference: str
) -> None:
    closing = close(session, counted, explanation=" Faltó cambio ")

    assert closing.expected_cash == Decimal("922.03")
    assert closing.over_short == Decimal(difference)
    assert closing.explanation == "Faltó cambio"
    session.refresh_from_db()
    assert session.closed_at == LATER
    assert_books_hold()


def test_the_closing_keeps_what_the_session_did(session: CashSession) -> None:
    closing = close(session, {**BALANCED, "1000": 0})

    assert closing.denominations == BALANCED
    assert closing.other_tenders == {"card": "800.00"}
    assert (closing.receipt_count, closing.cancelled_count) == (3, 1)
    entry = AuditEntry.objects.get(action="payments.session.closed")
    assert entry.amount == Decimal("-0.03")
    assert entry.after == {
        "folio": closing.folio,
        "declared": "922.00",
        "expected": "922.03",
    }


def test_a_session_closes_once(session: CashSession) -> None:
    close(session, BALANCED)
    with pytest.raises(CashSessionClosed):
        close(session, BALANCED)
    assert CashClosing.objects.count() == 1
    assert_books_hold()


def test_closings_of_a_desk_are_numbered_in_its_own_series(session: CashSession) -> None:
    first = close(session, BALANCED)
    other_desk = close(make_session(), {"500": 3})
    second = close(make_session(desk=session.desk, cashier=session.cashier), {"500": 3})

    series = session.desk.closing_series
    assert [first.folio, second.folio] == [series.folio(1), series.folio(2)]
    assert other_desk.folio == other_desk.session.desk.closing_series.folio(1)
    assert_books_hold()


def test_a_closing_that_fails_gives_its_folio_back(session: CashSession) -> None:
    with pytest.raises(DataError):
        close(session, BALANCED, explanation="x" * 301)
    assert close(session, BALANCED).folio == session.desk.closing_series.folio(1)


def test_nobody_closes_the_session_of_another(session: CashSession) -> None:
    with pytest.raises(CashSessionClosed):
        close(session, BALANCED, cashier=make_cashier())


@pytest.mark.parametrize("counted", [{"3": 1}, {"500": -1}, {"500.00": 1}])
def test_only_mexican_money_is_counted(session: CashSession, counted: Mapping[str, int]) -> None:
    with pytest.raises(DenominationUnknown):
        close(session, counted)
    session.refresh_from_db()
    assert session.closed_at is None


def test_a_session_left_open_overnight_can_still_be_closed(session: CashSession) -> None:
    closing = close(session, BALANCED, at=AT + timedelta(days=1))
    assert closing.closed_at == AT + timedelta(days=1)
    assert_books_hold()


def test_the_25_hour_day_of_tijuana_is_one_session() -> None:
    # From 00:30 to 23:30 of 1 November 2026 there are 24 hours, all of one business date.
    opened = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    session = make_session(
        desk=make_desk(branch=make_branch(time_zone="America/Tijuana")),
        float_amount=Decimal("0.00"),
        at=opened,
    )
    account = make_account()
    for hours in (1, 2, 24):
        at = opened + timedelta(hours=hours)
        make_payment(account=account, session=session, amount="20.00", at=at)

    closing = close(session, {"20": 3}, at=opened + timedelta(hours=24, minutes=20))

    assert (closing.receipt_count, closing.over_short) == (3, Decimal(0))
    assert_books_hold()


def test_a_payment_dated_after_the_count_began_stays_inside(session: CashSession) -> None:
    late = LATER + timedelta(seconds=30)
    make_payment(account=make_account(), session=session, amount="10.00", at=late)
    assert close(session, BALANCED, at=LATER).closed_at == late
    assert_books_hold()
