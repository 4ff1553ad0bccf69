"""Opening a session at a desk."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.factories.payments import make_cashier, make_desk, make_session
from tests.factories.platform import AT, make_branch, make_user

from caudal.domain.payments.models import CashDesk, CashSession
from caudal.domain.payments.operations.sessions import CashSessionAlreadyOpen, FloatNegative
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, User
from caudal.usecases.open_cash_session import CashDeskNotAvailable, open_cash_session

pytestmark = pytest.mark.django_db


def open_at(
    desk: CashDesk, cashier: User, *, at: datetime = AT, float_amount: str = "1500.00"
) -> CashSession:
    return open_cash_session(
        cash_desk_id=desk.pk, float_amount=Decimal(float_amount), acting_user=cashier, at=at
    )


def test_a_cashier_opens_a_desk_of_the_branch_with_its_float() -> None:
    desk, cashier = make_desk(), make_cashier()

    session = open_at(desk, cashier)

    assert (session.desk, session.cashier, session.float_amount) == (
        desk,
        cashier,
        Decimal("1500.00"),
    )
    assert (session.opened_at, session.closed_at) == (AT, None)
    entry = AuditEntry.objects.get(action="payments.session.opened")
    assert (entry.actor, entry.branch_id) == (cashier, desk.branch_id)
    assert entry.amount == Decimal("1500.00")
    assert entry.after == {"desk": desk.code, "business_date": "2026-11-17"}


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        # 18:30 in Monterrey is half past midnight of the next day in UTC.
        ("America/Monterrey", datetime(2026, 11, 18, 0, 30, tzinfo=UTC), date(2026, 11, 17)),
        # Tijuana turns its clocks back on 1 November 2026: that day has 25 hours.
        ("America/Tijuana", datetime(2026, 11, 1, 7, 0, tzinfo=UTC), date(2026, 11, 1)),
        ("America/Tijuana", datetime(2026, 11, 2, 7, 59, tzinfo=UTC), date(2026, 11, 1)),
        ("America/Tijuana", datetime(2026, 11, 2, 8, 0, tzinfo=UTC), date(2026, 11, 2)),
    ],
)
def test_the_business_date_is_the_day_at_the_branch(
    zone: str, at: datetime, expected: date
) -> None:
    desk = make_desk(branch=make_branch(time_zone=zone))
    assert open_at(desk, make_cashier(), at=at).business_date == expected


def test_a_desk_holds_one_open_session() -> None:
    session = make_session()
    with pytest.raises(CashSessionAlreadyOpen, match=f"{session.desk.name} ya tiene un turno"):
        open_at(session.desk, make_cashier())
    assert CashSession.objects.count() == 1


def test_a_cashier_holds_one_open_session() -> None:
    session = make_session()
    with pytest.raises(CashSessionAlreadyOpen, match="Usted ya tiene un turno abierto"):
        open_at(make_desk(), session.cashier)


def test_a_desk_of_another_branch_is_not_available() -> None:
    cashier = make_user(functions=[Function.TAKE_PAYMENTS], branch=make_branch())
    with pytest.raises(CashDeskNotAvailable, match="no está disponible en su sucursal"):
        open_at(make_desk(), cashier)


def test_a_desk_out_of_use_is_not_available() -> None:
    desk = make_desk()
    CashDesk.objects.filter(pk=desk.pk).update(is_active=False)
    with pytest.raises(CashDeskNotAvailable):
        open_at(desk, make_cashier())


def test_a_float_below_zero_is_refused_and_none_is_accepted() -> None:
    desk, cashier = make_desk(), make_cashier()
    with pytest.raises(FloatNegative, match="escriba 0"):
        open_at(desk, cashier, float_amount="-0.01")
    assert open_at(desk, cashier, float_amount="0.00").float_amount == 0


def test_a_refusal_leaves_no_trace() -> None:
    session = make_session()
    with pytest.raises(CashSessionAlreadyOpen):
        open_at(session.desk, make_cashier())
    assert not AuditEntry.objects.filter(action="payments.session.opened").exists()
