"""Putting an account in another person's name."""

from datetime import date

import pytest
from tests.factories.platform import AT, make_branch, make_user
from tests.factories.registry import make_account, make_cycle, make_route

from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.registry.models import AccountRole, ServiceAccount
from caudal.domain.registry.operations.customers import CustomerData
from caudal.domain.registry.queries.rights import roles_of
from caudal.usecases.change_holder import (
    HolderChangeInFuture,
    HolderChangeTooEarly,
    change_holder,
)

pytestmark = pytest.mark.django_db

LUIS = CustomerData(name="Luis Ontiveros Cota", kind="person")


@pytest.fixture
def account() -> ServiceAccount:
    return make_account()


def change(account: ServiceAccount, on_date: date, clerk: User | None = None) -> AccountRole:
    return change_holder(
        account_id=account.pk,
        holder=LUIS,
        on_date=on_date,
        reason="Compraventa, escritura 1,204",
        acting_user=clerk or make_user(),
        at=AT,
    )


def test_one_role_ends_where_the_next_begins(account: ServiceAccount) -> None:
    change(account, date(2026, 11, 1))
    new, old = roles_of(account_id=account.pk)
    assert (new.name, new.since, new.until) == ("Luis Ontiveros Cota", date(2026, 11, 1), None)
    assert (old.since, old.until) == (date(2018, 1, 1), date(2026, 11, 1))
    account.refresh_from_db()
    assert "luis ontiveros cota" in account.search_text
    assert "guadalupe" not in account.search_text


def test_the_act_is_audited_with_who_was_and_who_is(account: ServiceAccount) -> None:
    clerk = make_user()
    change(account, date(2026, 11, 1), clerk)
    entry = AuditEntry.objects.get(action="registry.holder.changed")
    assert (entry.actor, entry.account_id) == (clerk, account.pk)
    assert entry.reason == "Compraventa, escritura 1,204"
    assert entry.before == {"holder": "María Guadalupe Ontiveros Félix", "since": "2018-01-01"}
    assert entry.after == {"holder": "Luis Ontiveros Cota", "since": "2026-11-01"}


def test_nobody_becomes_the_holder_tomorrow(account: ServiceAccount) -> None:
    with pytest.raises(HolderChangeInFuture, match="posterior a hoy, 17/11/2026"):
        change(account, date(2026, 11, 18))


def test_today_is_that_of_the_branch() -> None:
    # 18:43 UTC of the 17th is the 18th in Kiritimati.
    branch = make_branch(time_zone="Pacific/Kiritimati")
    account = make_account(route=make_route(cycle=make_cycle(branch=branch)))
    assert change(account, date(2026, 11, 18)).valid_during.lower == date(2026, 11, 18)


def test_the_present_holder_keeps_at_least_a_day(account: ServiceAccount) -> None:
    with pytest.raises(HolderChangeTooEarly, match="posterior al 01/01/2018"):
        change(account, date(2018, 1, 1))
    assert len(roles_of(account_id=account.pk)) == 1


def test_an_account_without_holder_gets_its_first(account: ServiceAccount) -> None:
    AccountRole.objects.filter(account=account).update(role=AccountRole.Role.PAYER)
    change(account, date(2026, 11, 1))
    assert [(role.label, role.name) for role in roles_of(account_id=account.pk)] == [
        ("Titular", "Luis Ontiveros Cota"),
        ("Pagador", "María Guadalupe Ontiveros Félix"),
    ]
    entry = AuditEntry.objects.get(action="registry.holder.changed")
    assert entry.before == {}
