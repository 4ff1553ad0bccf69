"""Suspend, reactivate or close an account."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import ServiceAccount
from caudal.kernel.errors import Refusal

_Status = ServiceAccount.Status


class AccountStatusRefused(Refusal):
    """The account is not in a state from which that can be done."""

    def __init__(self, status: str, act: str) -> None:
        label = str(_Status(status).label)
        super().__init__(
            f"La cuenta está en estado {label}; no se puede {act}. Recargue la página."
        )


@transaction.atomic
def suspend_account(*, account_id: int, reason: str, acting_user: User, at: datetime) -> None:
    """Stop billing an account for a time; what it owes is still owed.

    :raises AccountStatusRefused: if it is not active
    """
    account = _locked(account_id, (_Status.ACTIVE,), "suspender")
    before = _moved(account, _Status.SUSPENDED)
    _record(
        "registry.account.suspended",
        account,
        before=before,
        reason=reason,
        acting_user=acting_user,
        at=at,
    )


@transaction.atomic
def reactivate_account(*, account_id: int, reason: str, acting_user: User, at: datetime) -> None:
    """Bill again an account that was suspended or closed.

    :raises AccountStatusRefused: if it is active already
    """
    account = _locked(account_id, (_Status.SUSPENDED, _Status.CLOSED), "reactivar")
    before = _moved(account, _Status.ACTIVE)
    _record(
        "registry.account.reactivated",
        account,
        before=before,
        reason=reason,
        acting_user=acting_user,
        at=at,
    )


@transaction.atomic
def close_account(
    *, account_id: int, on_date: date, reason: str, acting_user: User, at: datetime
) -> None:
    """Close an account for good; its history and what it owes remain.

    :raises AccountStatusRefused: if it is closed already
    """
    account = _locked(account_id, (_Status.ACTIVE, _Status.SUSPENDED), "dar de baja")
    before = _moved(account, _Status.CLOSED, closed_on=on_date)
    _record(
        "registry.account.closed",
        account,
        before=before,
        reason=reason,
        acting_user=acting_user,
        at=at,
    )


def _locked(account_id: int, allowed: tuple[_Status, ...], act: str) -> ServiceAccount:
    account = ServiceAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    if account.status not in allowed:
        raise AccountStatusRefused(account.status, act)
    return account


def _state(account: ServiceAccount) -> dict[str, Any]:
    return {"status": account.status, "closed_on": account.closed_on}


def _moved(
    account: ServiceAccount, status: _Status, *, closed_on: date | None = None
) -> dict[str, Any]:
    """Change the state; returns what it was."""
    before = _state(account)
    account.status, account.closed_on = status, closed_on
    account.save(update_fields=["status", "closed_on"])
    return before


def _record(
    action: str,
    account: ServiceAccount,
    *,
    before: dict[str, Any],
    reason: str,
    acting_user: User,
    at: datetime,
) -> None:
    audit.record(
        action=action,
        subject=account,
        acting_user=acting_user,
        at=at,
        account_id=account.pk,
        reason=reason.strip(),
        before=before,
        after=_state(account),
    )
