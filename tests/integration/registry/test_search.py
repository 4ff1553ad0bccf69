"""Finding accounts as people type."""

from datetime import date

import pytest
from tests.factories.registry import make_account

from caudal.domain.registry.models import ServiceAccount
from caudal.domain.registry.queries.search import (
    account_identities,
    account_identity,
    search_accounts,
)
from caudal.engines.references import BarCode, write_bar_code
from caudal.kernel.identifiers import AccountNumber
from caudal.kernel.money import parse_amount

pytestmark = pytest.mark.django_db

NUMBER = AccountNumber(182_937)


@pytest.fixture
def account() -> ServiceAccount:
    account = make_account(number=str(NUMBER))
    ServiceAccount.objects.filter(pk=account.pk).update(
        search_text="0182937 3 maria guadalupe ontiveros felix"
        " av bahia de san carlos 214 lm07 22841"
    )
    return account


def found(text: str) -> list[str]:
    return [each.number for each in search_accounts(text=text, limit=10)]


@pytest.mark.parametrize(
    "text",
    [
        "0182937-3",
        "01829373",
        "0182937",
        "182937",
        " 182937 ",
        "182937-3",
        "ontiveros",
        "ONTIVEROS Félix",
        "felix ontiv",
        "Bahía de San Carlos",
        "ontiv 214",
        "LM07-22841",
        "maría guadalupe ontiveros félix av. bahía carlos 214",
    ],
)
def test_an_account_is_found_by(account: ServiceAccount, text: str) -> None:
    make_account(holder="Otra Persona", street="Calle Doce", exterior_number="9")
    assert found(text) == [account.number]


@pytest.mark.parametrize(
    "text", ["", "  ", "de", "o 21", "xyz", "ontiveros 999", "0182937-9", "%%%", "__"]
)
def test_nothing_is_found_by(account: ServiceAccount, text: str) -> None:
    assert found(text) == []


def test_a_bar_code_finds_exactly_its_account(account: ServiceAccount) -> None:
    code = write_bar_code(
        bar_code=BarCode(
            account=NUMBER,
            document_number=1_184_302,
            amount=parse_amount("1283.11"),
            due_date=date(2026, 11, 20),
        )
    )
    (only,) = search_accounts(text=code, limit=10)
    assert (only.account_id, only.is_exact) == (account.pk, True)
    assert found(code[:-1] + str((int(code[-1]) + 1) % 10)) == []


def test_the_exact_number_comes_before_those_that_contain_it() -> None:
    make_account(number="7182937-0", holder="Aarón Primero")
    exact = make_account(number=str(NUMBER), holder="Zoé Última")
    results = search_accounts(text="182937", limit=10)
    assert [(each.number, each.is_exact) for each in results] == [
        (exact.number, True),
        ("7182937-0", False),
    ]


def test_numbers_of_an_older_numbering_are_exact_too() -> None:
    account = make_account(number="A-000417")
    (only,) = search_accounts(text="A-000417", limit=10)
    assert (only.account_id, only.is_exact) == (account.pk, True)


def test_words_that_begin_words_come_first() -> None:
    inside = make_account(holder="Ana Sanmartín", street="Calle Uno", exterior_number="1")
    begins = make_account(holder="Beto Martín", street="Calle Uno", exterior_number="2")
    assert found("martin") == [begins.number, inside.number]


def test_closed_accounts_come_last() -> None:
    closed = make_account(holder="Ana Robles", status="closed", closed_on=date(2020, 1, 1))
    live = make_account(holder="Zoé Robles")
    results = search_accounts(text="robles", limit=10)
    assert [each.number for each in results] == [live.number, closed.number]
    assert results[1].status_label == "Baja"


def test_no_more_than_asked_are_given() -> None:
    for _ in range(5):
        make_account(holder="Muchos Iguales")
    assert len(search_accounts(text="muchos", limit=3)) == 3


def test_identities_come_in_the_order_asked(account: ServiceAccount) -> None:
    other = make_account(holder="Otra Persona")
    found_accounts = account_identities(account_ids=[other.pk, account.pk, 999_999])
    assert [each.account_id for each in found_accounts] == [other.pk, account.pk]
    assert found_accounts[0].holder == "Otra Persona"
    assert account_identity(account_id=999_999) is None
