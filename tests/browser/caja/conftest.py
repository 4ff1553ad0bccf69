"""A cashier at his desk, and an account that owes three bills."""

from datetime import timedelta

import pytest
from tests.factories.payments import make_desk, make_session
from tests.factories.platform import ZONE, make_branch, make_user, make_utility
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.payments.models import CashSession
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.clock import now, today

BILLS = [
    ("Recibo agosto 2026", -57, ("332.52", "140.32", "33.25", "20.24")),
    ("Recibo septiembre 2026", -27, ("277.29", "117.01", "27.73", "8.44")),
    ("Recibo octubre 2026", 3, ("214.39", "90.48", "21.44", None)),
]
CONCEPTS = ("agua", "alcantarillado", "saneamiento", "recargos")


@pytest.fixture
def account(committed_database: str) -> ServiceAccount:
    """Ontiveros, who owes three bills of 1,283.11 in all; 956.80 are overdue."""
    account = make_account()
    day = today(ZONE)
    for description, days, parts in BILLS:
        amounts = {
            concept: amount
            for concept, amount in zip(CONCEPTS, parts, strict=True)
            if amount is not None
        }
        due = day + timedelta(days=days)
        issued = due - timedelta(days=14)
        make_debt(
            account=account,
            amounts=amounts,
            due_date=due,
            description=description,
            on_date=issued,
        )
    make_account(holder="Luis Arturo Ontiveros Ríos", street="Privada Marlín")
    return account


@pytest.fixture
def cashier(committed_database: str) -> User:
    make_utility()
    branch = make_branch(name="Sucursal Centro")
    return make_user(
        username="laura.robles",
        full_name="Laura Robles",
        functions=[Function.TAKE_PAYMENTS, Function.VIEW_CASH_SESSIONS],
        branch=branch,
    )


@pytest.fixture
def session(cashier: User) -> CashSession:
    return make_session(cashier=cashier, desk=make_desk(branch=cashier.branch), at=now())


@pytest.fixture
def printed() -> list[str]:
    """The tickets that were printed. Headless Chromium has no printer: the paper is a page."""
    return []
