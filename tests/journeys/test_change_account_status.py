"""Suspending, reactivating and closing an account."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from tests.factories.platform import AT, make_user
from tests.factories.registry import make_account

from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.change_account_status import (
    AccountStatusRefused,
    close_account,
    reactivate_account,
    suspend_account,
)

pytestmark = pytest.mark.django_db

CLOSED_ON = date(2026, 11, 17)
ACTS: dict[str, Callable[..., None]] = {
    "suspend": suspend_account,
    "reactivate": reactivate_account,
    "close": partial(close_account, on_date=CLOSED_ON),
}


def run(account: ServiceAccount, act: str) -> ServiceAccount:
    ACTS[act](account_id=account.pk, reason=" Lo pidió ", acting_user=make_user(), at=AT)
    account.refresh_from_db()
    return account


@pytest.mark.parametrize(
    ("acts", "status", "closed_on"),
    [
        (["suspend"], "suspended", None),
        (["close"], "closed", CLOSED_ON),
        (["suspend", "close"], "closed", CLOSED_ON),
        (["suspend", "reactivate"], "active", None),
        (["close", "reactivate"], "active", None),
    ],
)
def test_an_account_moves_between_its_states(
    acts: list[str], status: str, closed_on: date | None
) -> None:
    account = make_account()
    for act in acts:
        run(account, act)
    assert (account.status, account.closed_on) == (status, closed_on)


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        (["reactivate"], "Activa; no se puede reactivar"),
        (["suspend", "suspend"], "Suspendida; no se puede suspender"),
        (["close", "suspend"], "Baja; no se puede suspender"),
        (["close", "close"], "Baja; no se puede dar de baja"),
    ],
)
def test_what_is_so_already_is_refused(acts: list[str], words: str) -> None:
    account = make_account()
    for act in acts[:-1]:
        run(account, act)
    with pytest.raises(AccountStatusRefused, match=words):
        run(account, acts[-1])


def test_the_log_keeps_the_state_before_and_after() -> None:
    account = run(make_account(), "close")
    entry = AuditEntry.objects.get(action="registry.account.closed")
    assert entry.reason == "Lo pidió"
    assert entry.account_id == account.pk
    assert entry.before == {"status": "active", "closed_on": None}
    assert entry.after == {"status": "closed", "closed_on": "2026-11-17"}
