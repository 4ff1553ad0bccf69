"""What the palette shows: groups of things to open, each only for whoever may open it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.queries.debts import NO_DEBT, DebtSummary, debts_of
from caudal.domain.receivables.queries.folios import FoundDocument, find_by_folio
from caudal.domain.registry.queries.search import (
    FoundAccount,
    account_identities,
    search_accounts,
)
from caudal.interfaces.staff.search.places import account_url
from caudal.interfaces.staff.shell.navigation import menu_for
from caudal.kernel.money import format_mxn
from caudal.kernel.search_keys import search_key

MOST_ACCOUNTS = 8
MOST_PLACES = 5
ACCOUNT_FUNCTIONS = frozenset({Function.VIEW_ACCOUNTS, Function.TAKE_PAYMENTS})


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something to open; ``actions`` are what may be done with it besides."""

    url: str
    icon: str
    title: str
    subtitle: str = ""
    amount: str = ""
    chip: Chip | None = None
    key: str = ""
    actions: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading."""

    label: str
    items: tuple[Item, ...]


def groups_for(*, text: str, user: User, on_date: date) -> list[Group]:
    """What a text finds for a person."""
    groups = [Group("Ir a", _places(text, user))]
    if user.functions & ACCOUNT_FUNCTIONS:
        accounts = search_accounts(text=text, limit=MOST_ACCOUNTS)
        documents = find_by_folio(folio=text)
        groups = [
            Group("Cuentas", _accounts(accounts, user, on_date)),
            Group("Folios", tuple(_document(each, user) for each in documents)),
            *groups,
        ]
    return [group for group in groups if group.items]


def recent_groups(*, account_ids: list[int], user: User, on_date: date) -> list[Group]:
    """What is shown before anything is typed."""
    groups = [Group("Ir a", _places("", user))]
    if account_ids and user.functions & ACCOUNT_FUNCTIONS:
        accounts = account_identities(account_ids=account_ids)
        groups.insert(0, Group("Vistas hace poco", _accounts(accounts, user, on_date)))
    return [group for group in groups if group.items]


def _accounts(accounts: list[FoundAccount], user: User, on_date: date) -> tuple[Item, ...]:
    debts = debts_of(account_ids=[account.account_id for account in accounts])
    return tuple(
        _account(each, debts.get(each.account_id, NO_DEBT), user, on_date) for each in accounts
    )


def _account(account: FoundAccount, debt: DebtSummary, user: User, on_date: date) -> Item:
    holder = account.holder or "Sin titular"
    charging = Item(
        url=reverse("caja:sale", args=[account.account_id]), icon="cash", title=f"Cobrar a {holder}"
    )
    return Item(
        url=account_url(account_id=account.account_id, number=account.number, user=user),
        icon="user" if account.status == "active" else "user-off",
        title=holder,
        subtitle=f"{account.number} · {account.address}",
        amount=format_mxn(debt.owed),
        chip=_chip(account, debt, on_date),
        actions=(charging,) if user.may(Function.TAKE_PAYMENTS) else (),
    )


def _chip(account: FoundAccount, debt: DebtSummary, on_date: date) -> Chip:
    if account.status != "active":
        return Chip(account.status_label, "neutral")
    if debt.is_overdue(on_date):
        return Chip("Vencido", "bad")
    return Chip("Por vencer", "neutral") if debt.owed else Chip("Al corriente", "ok")


def _document(document: FoundDocument, user: User) -> Item:
    is_payment = document.kind == Movement.Kind.PAYMENT
    return Item(
        url=account_url(account_id=document.account_id, number=document.account_number, user=user),
        icon="receipt" if is_payment else "file-dollar",
        title=f"{document.kind_label} {document.folio}",
        subtitle=f"Cuenta {document.account_number} · {document.business_date:%d/%m/%Y}",
        amount=format_mxn(abs(document.amount)),
    )


def _places(text: str, user: User) -> tuple[Item, ...]:
    words = search_key(text).split()
    found = [
        Item(url=item.url, icon=item.icon, title=item.label, subtitle=group.label)
        for group in menu_for(user, current_route="")
        for item in group.items
        if all(word in search_key(item.label) for word in words)
    ]
    return tuple(found[:MOST_PLACES])
