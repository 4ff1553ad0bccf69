"""Builders of cash desks and sessions."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from tests.factories.platform import AT, make_branch, make_user
from tests.factories.receivables import make_allocation_policy

from caudal.domain.payments.models import CashDesk, CashSession, CollectionChannel
from caudal.domain.payments.operations import sessions
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import Branch, User
from caudal.domain.platform.operations import folios
from caudal.domain.registry.models import ServiceAccount
from caudal.engines.tendering import Tender, TenderKind
from caudal.usecases.take_payment import PaymentTaken, take_payment

_numbers = count(1)


def make_desk(*, branch: Branch | None = None) -> CashDesk:
    """A desk with its own two folio series, and the channel of own desks."""
    number = next(_numbers)
    CollectionChannel.objects.get_or_create(
        code="caja", defaults={"name": "Cajas propias", "kind": CollectionChannel.Kind.DESK}
    )
    return CashDesk.objects.create(
        code=f"C{number:02d}",
        name=f"Caja {number:02d}",
        branch=branch or make_branch(),
        series=folios.open_series(code=f"C{number:02d}", prefix=f"C{number:02d}-"),
        closing_series=folios.open_series(code=f"CC{number:02d}", prefix=f"CC{number:02d}-"),
    )


def make_cashier() -> User:
    """Somebody who may take payments."""
    return make_user(functions=[Function.TAKE_PAYMENTS])


def make_supervisor(**values: Any) -> User:
    """Somebody who may approve reversals."""
    return make_user(functions=[Function.APPROVE_CASH_REVERSALS], **values)


def make_session(
    *,
    cashier: User | None = None,
    desk: CashDesk | None = None,
    float_amount: Decimal = Decimal("1500.00"),
    at: datetime = AT,
) -> CashSession:
    """An open session of a cashier at a desk."""
    make_allocation_policy(valid_from=date(2020, 1, 1))
    return sessions.open_session(
        desk=desk or make_desk(),
        cashier=cashier or make_cashier(),
        float_amount=float_amount,
        at=at,
    )


def make_payment(
    *,
    account: ServiceAccount,
    session: CashSession,
    amount: str,
    tenders: Sequence[Tender] = (),
    key: str | None = None,
    at: datetime = AT,
) -> PaymentTaken:
    """A payment taken at a desk, in exact cash unless tenders are given."""
    return take_payment(
        account_id=account.pk,
        amount=Decimal(amount),
        tenders=tenders or [Tender(TenderKind.CASH, Decimal(amount))],
        cash_session_id=session.pk,
        key=key or f"llave-{next(_numbers)}",
        acting_user=session.cashier,
        at=at,
    )
