"""The dashboard through its page: its figures against the ledger, its links, its sheet."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import ZONE, make_ready_role, make_user, make_utility
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry
from caudal.domain.receivables.models import Charge, Movement
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.tablero.board import board_of
from caudal.interfaces.staff.tablero.choice import Choice, Span

pytestmark = pytest.mark.django_db

PAGE = "/tablero/"


@pytest.fixture
def account() -> ServiceAccount:
    """Billed $400 today and $200 overdue since 40 days, of which $150 was paid today."""
    make_utility()
    day = today(ZONE)
    account = make_account(is_metered=False)
    make_debt(
        account=account,
        amounts={"agua": "200.00"},
        due_date=day - timedelta(days=40),
        on_date=day - timedelta(days=60),
    )
    make_debt(
        account=account,
        amounts={"agua": "400.00"},
        kind=Movement.Kind.BILL,
        due_date=day + timedelta(days=15),
        on_date=day,
    )
    make_payment(account=account, session=make_session(at=now()), amount="150.00", at=now())
    return account


def client_of(*functions: Function) -> Client:
    client = Client()
    client.force_login(make_user(functions=[Function.VIEW_DASHBOARD, *functions]))
    return client


def context(client: Client, query: str = "") -> Any:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.context


def values(client: Client, query: str = "") -> dict[str, str]:
    return {each["label"]: each["value"] for each in context(client, query)["figures"]}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("query", ["", "?periodo=mes", "?periodo=12-meses&sector=abc"])
def test_figures_by_hand(query: str) -> None:
    assert values(client_of(), query) == {
        "Facturado": "$400.00",
        "Cobrado": "$150.00",
        "Eficiencia comercial": "37.5 %",
        "Cartera vencida": "$50.00",
        "Micromedición": "0.0 %",
    }


@pytest.mark.usefixtures("account")
def test_another_sector_shows_nothing_of_this_one() -> None:
    other = make_account()
    shown = values(client_of(), f"?sector={other.route.sector_id}")
    assert shown["Facturado"] == shown["Cobrado"] == shown["Cartera vencida"] == "$0.00"
    assert shown["Eficiencia comercial"] == "–"
    assert shown["Micromedición"] == "100.0 %"


@pytest.mark.usefixtures("account")
def test_what_is_printed_equals_the_ledger() -> None:
    day = today(ZONE)
    board = board_of(Choice(span=Span.YEAR, sector=None, today=day))
    moved = {
        kind: Movement.objects.filter(kind=kind).aggregate(s=Sum("amount"))["s"]
        for kind in ("bill", "payment")
    }
    overdue = Charge.objects.filter(open_amount__gt=0, due_date__lt=day)
    assert board.now.billed == moved["bill"]
    assert board.now.collected == -moved["payment"]
    assert sum(month.billed for _, month in board.months) == moved["bill"]
    assert sum(each.collected for each in board.channels) == board.now.collected
    assert sum(each.total for each in board.overdue) == overdue.aggregate(s=Sum("open_amount"))["s"]


@pytest.mark.usefixtures("account")
def test_five_statements_make_the_figures(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(5):
        board_of(Choice(span=Span.YEAR, sector=None, today=today(ZONE)))


def test_figures_open_only_the_lists_that_the_person_may_open(account: ServiceAccount) -> None:
    closed = context(client_of())
    assert {each["url"] for each in closed["figures"]} == {""}
    assert closed["ageing"]["url"] == closed["channels"]["sessions_url"] == ""

    client = client_of(
        Function.VIEW_ACCOUNTS, Function.VIEW_BILLING_RUNS, Function.VIEW_CASH_SESSIONS
    )
    opened = context(client)
    urls = [each["url"] for each in opened["figures"] if each["url"]]
    urls += [opened["ageing"]["url"], opened["channels"]["sessions_url"]]
    urls += [row["url"] for row in opened["sectors"]["rows"]]
    assert len(urls) == 5
    for url in urls:
        assert client.get(url).status_code == 200
    listed = client.get(opened["sectors"]["rows"][0]["url"]).content.decode()
    assert account.number in listed


@pytest.mark.usefixtures("account")
def test_the_ages_add_up() -> None:
    ageing = context(client_of())["ageing"]
    assert [row["amount"] for row in ageing["rows"]] == [
        "$0.00", "$50.00", "$0.00", "$0.00", "$0.00",
    ]  # fmt: skip
    assert ageing["segments"] == [{"start": 0, "share": 100.0, "tone": "age-2"}]


@pytest.mark.usefixtures("account")
def test_the_sheet_carries_the_same_amounts_and_is_logged() -> None:
    answer = client_of().get(reverse("tablero:excel"), {"periodo": "mes"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    sums = [sum(Decimal(str(row[column] or 0)) for row in rows) for column in (2, 4, 7)]
    # Collected stands by month and by channel, overdue by age and by sector.
    assert sums == [Decimal(400), Decimal(300), Decimal(100)]
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "platform.list.exported"
    assert entry.after == {
        "list": "Tablero",
        "format": "xlsx",
        "filters": {"periodo": "mes", "sector": "todos"},
    }


def test_an_empty_utility_says_what_to_do() -> None:
    make_utility()
    page = client_of().get(PAGE).content.decode()
    assert "Aún no hay cuentas" in page
    assert "Importar padrón" not in page
    assert "Importar padrón" in client_of(Function.IMPORT_REGISTER).get(PAGE).content.decode()


def test_a_utility_without_movements_says_so_in_words() -> None:
    make_utility()
    make_account()
    page = client_of().get(PAGE).content.decode()
    for words in (
        "No se ha emitido ni cobrado nada en los últimos 12 meses.",
        "Ninguna cuenta tiene adeudo vencido.",
        "Nada cobrado en estos días.",
        "Nada espera decisión",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("role", "lands"), [("Gerencia", PAGE), ("Auditor", PAGE), ("Cajero", None), ("Lecturas", None)]
)
def test_home_is_the_dashboard_for_who_may_see_it(role: str, lands: str | None) -> None:
    make_utility()
    client = Client()
    client.force_login(make_user(roles=[make_ready_role(name=role)]))
    answer = client.get("/")
    assert answer.headers.get("Location") == lands
    assert client.get(PAGE).status_code == (200 if lands else 403)
