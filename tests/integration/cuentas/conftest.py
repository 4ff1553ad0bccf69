"""The account of the reference pictures, on their day, and people in front of it."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.factories.history import make_ontiveros
from tests.factories.platform import AT, make_user, make_utility

from caudal.domain.platform.functions import Function
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.staff.cuentas import account as account_module

LogIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _on_the_day_of_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """17 November 2026, 11:43 in Hermosillo."""
    monkeypatch.setattr(account_module, "now", lambda: AT)


@pytest.fixture
def account(db: None) -> ServiceAccount:
    """María Guadalupe's account, which owes $1,283.11."""
    make_utility()
    return make_ontiveros()


@pytest.fixture
def log_in() -> LogIn:
    """A browser in which somebody with these functions has logged in."""

    def logged_in(*functions: Function) -> Client:
        client = Client()
        client.force_login(make_user(full_name="Laura Robles", functions=functions))
        return client

    return logged_in


@pytest.fixture
def reader(log_in: LogIn) -> Client:
    """Somebody who may look at accounts and nothing else."""
    return log_in(Function.VIEW_ACCOUNTS)


@pytest.fixture
def editor(log_in: LogIn) -> Client:
    """Somebody who may also correct the register and write notes."""
    return log_in(Function.VIEW_ACCOUNTS, Function.EDIT_REGISTER, Function.ADD_NOTES)
