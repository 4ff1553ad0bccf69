"""``?cuenta=`` of the crítica, as the held accounts of a run link to it."""

import pytest
from django.test import Client
from tests.factories.critica import Critica, make_critica
from tests.factories.metering import AT, october_of

from caudal.domain.metering.queries.cases import Decision
from caudal.domain.metering.queries.review_list import ReviewGroup, review_spot
from caudal.interfaces.staff.lecturas import place, review
from caudal.usecases.decide_readings import decide_readings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "now", lambda: AT)
    monkeypatch.setattr(place, "today", lambda _zone: AT.date())


@pytest.fixture
def critica() -> Critica:
    return make_critica(clean=1)


@pytest.fixture
def client(critica: Critica) -> Client:
    client = Client()
    client.force_login(critica.user)
    return client


def opened(client: Client, critica: Critica, number: str) -> tuple[str, int | None]:
    """Where the link leads, and whose reading is in front."""
    url = f"/lecturas/{critica.period.pk}/critica/"
    page = client.get(url, {"cuenta": number}, follow=True)
    assert page.status_code == 200
    panel = page.context.get("panel")
    return page.redirect_chain[-1][0], panel.consumption_id if panel else None


@pytest.mark.parametrize("lines", [60, 5, 1])
def test_the_account_comes_to_the_front_on_its_page(
    client: Client, critica: Critica, lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LINES_PER_PAGE", lines)
    for holder in ("Rosalba Trujillo Mena", "Pedro Damián Lugo", "Gerardo Valdez Ibarra"):
        account = critica.accounts[holder]
        _, front = opened(client, critica, account.number)
        assert front == october_of(account).pk


def test_what_was_held_is_found_in_its_group(client: Client, critica: Critica) -> None:
    account = critica.accounts["Pedro Damián Lugo"]
    row = october_of(account)
    decide_readings(
        period_id=critica.period.pk,
        consumption_ids=[row.pk],
        decision=Decision.HOLD,
        acting_user=critica.user,
        at=AT,
    )
    url, front = opened(client, critica, account.number)
    assert "estado=retenidas" in url
    assert front == row.pk
    spot = review_spot(period=critica.period, account_number=account.number)
    assert spot is not None
    assert (spot.group, spot.position) == (ReviewGroup.HELD, 0)


def test_what_nobody_had_to_review_is_on_the_accounts_page(
    client: Client, critica: Critica
) -> None:
    number = critica.accounts["limpia 1"].number
    url, front = opened(client, critica, number)
    assert url.endswith(f"/{number}/lecturas/")
    assert front is None


@pytest.mark.parametrize("number", ["0000000-0", "a/b", "//otro.example", "?", "\x00"])
def test_an_account_that_does_not_exist_is_not_found(
    client: Client, critica: Critica, number: str
) -> None:
    page = client.get(f"/lecturas/{critica.period.pk}/critica/", {"cuenta": number})
    assert page.status_code == 404
