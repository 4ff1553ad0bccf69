"""The list of accounts: found, filtered, sorted, paged and exported."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.history import make_meter
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import ZONE, make_utility
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account, make_route, make_use_class
from tests.integration.cuentas.conftest import LogIn

from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.clock import today
from caudal.kernel.periods import add_months

pytestmark = pytest.mark.django_db

LIST = "/cuentas/"


@pytest.fixture(autouse=True)
def _utility(db: None) -> None:
    make_utility()


def numbers(client: Client, query: str = "") -> list[str]:
    """The accounts of the first page, in its order."""
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    return [row.record.number for row in page.context["table"].rows]


def owing(amount: str, *, due: date, number: str) -> ServiceAccount:
    account = make_account(number=number)
    make_debt(account=account, amounts={"agua": amount}, due_date=due, on_date=due)
    return account


@pytest.fixture
def debts() -> None:
    """Accounts that owe since long, since little, not yet, nothing, and one in favour."""
    now = today(ZONE)
    owing("100.00", due=add_months(now, -30), number="old")
    owing("900.00", due=add_months(now, -4), number="mid")
    owing("50.00", due=now - timedelta(days=3), number="new")
    owing("70.00", due=now + timedelta(days=9), number="not-yet")
    make_account(number="clear")
    favoured = owing("10.00", due=now, number="favoured")
    make_payment(account=favoured, session=make_session(), amount="25.00")


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("con", {"old", "mid", "new", "not-yet"}),
        ("vencido", {"old", "mid", "new"}),
        ("3", {"old", "mid"}),
        ("12", {"old"}),
        ("24", {"old"}),
        ("sin", {"clear", "favoured"}),
        ("favor", {"favoured"}),
    ],
)
def test_by_debt_and_its_age(reader: Client, choice: str, expected: set[str]) -> None:
    assert set(numbers(reader, f"adeudo={choice}")) == expected


@pytest.mark.usefixtures("debts")
def test_by_the_largest_debt_and_by_the_oldest(reader: Client) -> None:
    assert numbers(reader, "por=adeudo")[:4] == ["mid", "old", "not-yet", "new"]
    assert numbers(reader, "por=atraso")[:4] == ["old", "mid", "new", "not-yet"]


def test_by_state_use_route_and_sector(reader: Client) -> None:
    shop = make_use_class(code="comercial", name="Comercial")
    route = make_route()
    first = make_account(number="first", use_class=shop, route=route)
    second = make_account(number="second", status="suspended", route=route)
    make_account(number="third")
    assert numbers(reader, f"uso={shop.pk}") == [first.number]
    assert numbers(reader, "estado=suspended") == [second.number]
    assert numbers(reader, f"ruta={route.pk}") == ["first", "second"]
    assert numbers(reader, f"sector={route.sector_id}&estado=active") == ["first"]


def test_in_the_order_of_the_walk(reader: Client) -> None:
    route = make_route()
    for number, sequence in (("a", 30), ("b", 10), ("c", 20)):
        make_account(number=number, route=route, route_sequence=sequence)
    assert numbers(reader, f"ruta={route.pk}&por=ruta") == ["b", "c", "a"]


def test_found_by_words_number_or_meter(reader: Client) -> None:
    account = make_account(holder="Íñigo Peñúñuri", street="Callejón del Sapo")
    make_meter(account=account, serial="14-208831", since=date(2018, 3, 22))
    refresh_search_texts(account_ids=[account.pk])
    other = make_account(holder="Íñigo Robles")
    bare = account.number.split("-")[0].lstrip("0")
    for text in ("penunuri sapo", account.number, bare, "14-208831", "INIGO callejon"):
        assert numbers(reader, f"q={text}") == [account.number]
    assert set(numbers(reader, "q=íñigo")) == {account.number, other.number}
    # Two letters alone would match half the register.
    assert numbers(reader, "q=de") == []
    assert numbers(reader, "q=nadie+así") == []


def test_pages_of_fifty_by_key(reader: Client) -> None:
    route = make_route()
    for index in range(120):
        make_account(number=f"{index:07d}", route=route)
    first = reader.get(LIST)
    assert first.context["count_text"] == "120 cuentas"
    assert not first.context["previous_url"]
    seen: list[str] = []
    url = LIST
    while url:
        page = reader.get(url)
        seen += [row.record.number for row in page.context["table"].rows]
        url = page.context["following_url"]
    assert seen == [f"{index:07d}" for index in range(120)]


def test_a_page_costs_the_same_however_many_rows_it_has(reader: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            reader.get(LIST)
        return len(statements)

    make_account()
    reader.get(LIST)  # The first visit also notes when the person was seen.
    one = cost()
    for _ in range(20):
        make_account()
    assert cost() == one


def test_an_export_keeps_the_filter_and_is_noted(reader: Client) -> None:
    shop = make_use_class(code="comercial", name="Comercial")
    make_account(number="shop", use_class=shop, holder="Ferretería El Ancla")
    make_account(number="home")
    answer = reader.get(f"{LIST}?uso={shop.pk}&formato=csv")
    text = (
        b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    ).decode("utf-8-sig")
    heading, row = text.strip().splitlines()
    assert heading.startswith("Cuenta,Titular,Domicilio")
    assert row.startswith("shop,Ferretería El Ancla,Av. Bahía de San Carlos 214")
    entry = AuditEntry.objects.get(action="platform.list.exported")
    assert entry.after is not None
    assert entry.after["filters"] == {"uso": str(shop.pk)}


def test_the_list_is_for_who_may_look_at_accounts(log_in: LogIn) -> None:
    assert log_in(Function.TAKE_PAYMENTS).get(LIST).status_code == 403
    assert Client().get(LIST).status_code == 302
