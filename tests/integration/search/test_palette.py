"""The palette: what it finds, and only for whoever may open it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import make_user, make_utility
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.platform.functions import Function
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.staff.search.recents import MOST_RECENT, note_account, recent_accounts

pytestmark = pytest.mark.django_db

CASHIER = (Function.TAKE_PAYMENTS, Function.VIEW_ACCOUNTS)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def account() -> ServiceAccount:
    account = make_account()
    make_debt(account=account, amounts={"agua": "277.29"}, due_date=date(2020, 1, 1))
    return account


def client_with(functions: Iterable[Function]) -> Client:
    make_utility()
    client = Client()
    client.force_login(make_user(functions=functions))
    return client


def found(client: Client, text: str) -> dict[str, list[Any]]:
    """The items by the heading they stand under."""
    answer = client.get("/buscar/", {"q": text}, headers=HTMX)
    assert answer.status_code == 200
    return {group.label: list(group.items) for group in answer.context["groups"]}


def test_an_account_comes_with_its_debt_and_what_can_be_done(account: ServiceAccount) -> None:
    (item,) = found(client_with(CASHIER), "ontiveros")["Cuentas"]
    assert (item.title, item.amount) == ("María Guadalupe Ontiveros Félix", "$277.29")
    assert (item.chip.label, item.chip.tone) == ("Vencido", "bad")
    assert item.url == f"/cuentas/{account.number}/"
    assert [action.url for action in item.actions] == [f"/caja/cuenta/{account.pk}/"]


def test_who_only_charges_opens_the_desk(account: ServiceAccount) -> None:
    (item,) = found(client_with([Function.TAKE_PAYMENTS]), "ontiveros")["Cuentas"]
    assert item.url == f"/caja/cuenta/{account.pk}/"


def test_who_only_reads_is_offered_no_charge(account: ServiceAccount) -> None:
    (item,) = found(client_with([Function.VIEW_ACCOUNTS]), account.number)["Cuentas"]
    assert item.actions == ()


@pytest.mark.parametrize("functions", [(), (Function.VIEW_JOBS,)])
def test_who_may_not_see_accounts_finds_none(
    account: ServiceAccount, functions: tuple[Function, ...]
) -> None:
    client = client_with(functions)
    assert "Cuentas" not in found(client, "ontiveros")
    assert "277.29" not in client.get("/buscar/", {"q": "ontiveros"}).content.decode()


def test_a_folio_leads_to_its_account(account: ServiceAccount) -> None:
    taken = make_payment(account=account, session=make_session(), amount="10.00")
    (item,) = found(client_with(CASHIER), taken.folio.lower())["Folios"]
    assert (item.title, item.amount) == (f"Pago {taken.folio}", "$10.00")


def test_places_are_those_of_the_menu_of_the_person() -> None:
    assert [item.title for item in found(client_with(CASHIER), "caja")["Ir a"]] == ["Caja"]
    assert "Ir a" not in found(client_with([Function.VIEW_ACCOUNTS]), "caja")


def test_nothing_typed_shows_what_was_seen_last(account: ServiceAccount) -> None:
    cashier = make_user(functions=CASHIER)
    make_utility()
    client = Client()
    client.force_login(cashier)
    make_session(cashier=cashier)
    client.get(f"/caja/cuenta/{account.pk}/")
    (item,) = found(client, "")["Vistas hace poco"]
    assert item.subtitle.startswith(account.number)


def test_the_last_ten_are_kept_and_each_once() -> None:
    store: Any = {}
    for account_id in [*range(1, 13), 5]:
        note_account(store=store, account_id=account_id)
    seen = recent_accounts(store=store)
    assert len(seen) == MOST_RECENT
    assert seen[:3] == [5, 12, 11]


def test_without_scripts_the_address_is_a_page(account: ServiceAccount) -> None:
    page = client_with(CASHIER).get("/buscar/", {"q": "ontiveros"}).content.decode()
    assert "<html" in page
    assert "Ontiveros" in page
