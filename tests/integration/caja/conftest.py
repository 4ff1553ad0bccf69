"""A cashier with an open session, logged in, and an account that owes two bills."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.test import Client
from tests.factories.payments import make_session
from tests.factories.platform import ZONE, make_user, make_utility
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.payments.models import CashSession
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.receivables.models import Charge
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.clock import now, today

SEPTEMBER = {"agua": "277.29", "alcantarillado": "144.74"}
OCTOBER = {"agua": "214.39", "alcantarillado": "111.92"}


@dataclass(frozen=True)
class Desk:
    """The desk of one cashier: what is typed there goes through here."""

    client: Client
    cashier: User
    session: CashSession
    account: ServiceAccount

    @property
    def url(self) -> str:
        """Where the account is charged."""
        return f"/caja/cuenta/{self.account.pk}/"

    def form(self, **typed: object) -> dict[str, object]:
        """A whole form for the account, in exact cash unless something else is typed."""
        owed = Charge.objects.filter(account=self.account).aggregate(sum=Sum("open_amount"))["sum"]
        return {
            "key": "llave-1",
            "owed_seen": owed or Decimal(0),
            "amount": "422.03",
            "print_ticket": "on",
            **typed,
        }


@pytest.fixture
def opened_at(db: None) -> datetime:
    """Now: the desk asks the clock."""
    return now()


@pytest.fixture
def account(opened_at: datetime) -> ServiceAccount:
    """An account with a bill overdue and another not yet due."""
    account = make_account()
    due = {"Recibo septiembre 2026": (SEPTEMBER, -27), "Recibo octubre 2026": (OCTOBER, 3)}
    for description, (amounts, days) in due.items():
        make_debt(
            account=account,
            amounts=amounts,
            due_date=today(ZONE) + timedelta(days=days),
            description=description,
            on_date=date(2026, 1, 7),
        )
    return account


@pytest.fixture
def desk(account: ServiceAccount, opened_at: datetime) -> Desk:
    """A logged-in cashier at an open desk."""
    make_utility()
    cashier = make_user(functions=[Function.TAKE_PAYMENTS])
    client = Client()
    client.force_login(cashier)
    session = make_session(cashier=cashier, at=opened_at)
    return Desk(client=client, cashier=cashier, session=session, account=account)
