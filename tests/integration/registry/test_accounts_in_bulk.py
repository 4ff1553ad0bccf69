"""Accounts created and corrected many at a time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.factories.registry import make_account, make_facts, make_route

from caudal.domain.platform.bulk_load import BrokenReference
from caudal.domain.registry.models import (
    AccountRole,
    Colonia,
    Connection,
    Customer,
    Premise,
    Route,
    ServiceAccount,
)
from caudal.domain.registry.operations.accounts import create_accounts
from caudal.domain.registry.operations.colonias import ensure_colonias
from caudal.domain.registry.operations.corrections import (
    AccountChange,
    correct_accounts,
    lock_accounts,
)
from caudal.domain.registry.queries.account_facts import (
    AccountFacts,
    KnownAccount,
    accounts_by_id,
    accounts_by_number,
)
from caudal.domain.registry.queries.catalogue import Entry, read_catalogue
from caudal.domain.registry.queries.search_text import search_text_of

pytestmark = pytest.mark.django_db

SINCE = date(2026, 11, 17)
FULL: dict[str, Any] = {
    "contract_number": "CT-0099",
    "holder_kind": "company",
    "rfc": "ANP981203AB1",
    "curp": "",
    "email": "contacto@ejemplo.mx",
    "phone": "6621234567",
    "interior_number": "B",
    "between_streets": "Mina y Juárez",
    "cadastral_key": "01-002-003",
    "latitude": Decimal("27.918230"),
    "longitude": Decimal("-110.899100"),
    "diameter_mm": 25,
    "status": "closed",
    "is_metered": False,
    "has_sewer": False,
    "has_sanitation": False,
    "dwelling_units": 4,
    "assigned_m3": Decimal("26.000"),
    "opened_on": date(2001, 2, 3),
    "closed_on": date(2020, 5, 6),
    "wants_printed_bill": False,
}


@pytest.fixture
def route() -> Route:
    return make_route()


def created(*drafts: AccountFacts) -> list[int]:
    catalogue = read_catalogue()
    ensure_colonias(
        wanted=((facts.colonia, facts.postal_code) for facts in drafts), catalogue=catalogue
    )
    return create_accounts(drafts=drafts, catalogue=catalogue, since=SINCE)


def known(account_id: int) -> KnownAccount:
    return accounts_by_id(account_ids=[account_id])[account_id]


def corrected(account_id: int, *, serial: str = "", **values: Any) -> KnownAccount:
    catalogue = read_catalogue()
    before = known(account_id)
    after = replace(before.facts, **values)
    ensure_colonias(wanted=[(after.colonia, after.postal_code)], catalogue=catalogue)
    lock_accounts(account_ids=[account_id])
    correct_accounts(
        changes=[AccountChange(before, after)],
        catalogue=catalogue,
        meter_serials={account_id: serial},
        since=SINCE,
    )
    return known(account_id)


def test_what_is_written_is_what_is_read_back(route: Route) -> None:
    drafts = [
        make_facts(number="0001", route=route),
        make_facts(number="A-17/2", route=route, **FULL),
    ]
    keys = created(*drafts)
    found = accounts_by_number(numbers=["0001", "A-17/2", "otra"])
    assert [found[facts.number].account_id for facts in drafts] == keys
    assert [found[facts.number].facts for facts in drafts] == drafts


def test_each_account_gets_a_holder_premise_and_connection_of_its_own(route: Route) -> None:
    tables = (Customer, Premise, Connection, ServiceAccount, AccountRole)
    before = [table.objects.count() for table in tables]
    created(*(make_facts(number=f"{number}", route=route) for number in range(7)))
    assert [table.objects.count() for table in tables] == [count + 7 for count in before]


def test_the_holder_is_so_from_the_opening_or_from_the_day_given(route: Route) -> None:
    with_date, without = created(
        make_facts(number="1", route=route, opened_on=date(1999, 1, 31)),
        make_facts(number="2", route=route),
    )
    roles = {role.account_id: role for role in AccountRole.objects.all()}
    assert roles[with_date].valid_during.lower == date(1999, 1, 31)
    assert roles[without].valid_during.lower == SINCE
    assert roles[without].valid_during.upper is None


def test_a_reference_to_nothing_keeps_nothing(route: Route) -> None:
    facts = make_facts(number="1", route=route, use_code="de_nadie")
    catalogue = read_catalogue()
    catalogue.uses["de_nadie"] = Entry(id=10**9, code="de_nadie", name="")
    ensure_colonias(wanted=[(facts.colonia, facts.postal_code)], catalogue=catalogue)
    with pytest.raises(BrokenReference, match="use_class_id"), transaction.atomic():
        create_accounts(drafts=[facts], catalogue=catalogue, since=SINCE)
    assert not accounts_by_number(numbers=["1"])


def test_the_statements_do_not_grow_with_the_rows(route: Route) -> None:
    def statements(first: int, count: int) -> int:
        drafts = [make_facts(number=f"{first + n}", route=route) for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            created(*drafts)
        return len(captured)

    statements(0, 1)
    assert statements(1_000, 2) == statements(2_000, 200)


def test_a_correction_moves_what_differs_and_nothing_else(route: Route) -> None:
    (key,) = created(make_facts(number="1", route=route))
    other = make_route()
    changes: dict[str, Any] = {
        **FULL,
        "holder_name": "Ana Peña",
        "street": "Mina",
        "route_code": other.code,
    }
    after = corrected(key, **changes)
    assert after.facts == make_facts(
        number="1", route=other, **{**FULL, "holder_name": "Ana Peña", "street": "Mina"}
    )
    assert (after.customer_id, after.premise_id) == (known(key).customer_id, known(key).premise_id)


def test_the_others_of_the_register_stay_as_they_were(route: Route) -> None:
    first, second = created(*(make_facts(number=number, route=route) for number in ("1", "2")))
    before = known(second)
    corrected(first, holder_name="Otra Persona", colonia="Centro", postal_code="")
    assert known(second) == before


def test_closing_writes_the_state_together_with_its_date(route: Route) -> None:
    (key,) = created(make_facts(number="1", route=route))
    assert corrected(key, status="closed", closed_on=SINCE).facts.closed_on == SINCE
    assert corrected(key, status="active", closed_on=None).facts.status == "active"


def test_an_account_without_holder_gets_one(route: Route) -> None:
    account = make_account(route=route)
    AccountRole.objects.update(valid_during="[2010-01-01,2011-01-01)")
    assert known(account.pk).customer_id is None
    after = corrected(account.pk, holder_name="Ana Peña", phone="6621234567")
    assert (after.facts.holder_name, after.facts.phone) == ("Ana Peña", "6621234567")


def test_what_accounts_are_found_by_follows_every_change(route: Route) -> None:
    (key,) = created(make_facts(number="0017", route=route, contract_number="CT-9"))
    text = ServiceAccount.objects.get(pk=key).search_text
    assert text == "0017 ct 9 jose angel nunez penunuri calle nuu savi 45 lomas del mar"
    after = corrected(key, serial="ITR-0042", colonia="El Peñón")
    text = ServiceAccount.objects.get(pk=key).search_text
    assert text == search_text_of(facts=after.facts, meter_serial="ITR-0042")
    assert text.endswith("el penon itr 0042")


def test_colonias_are_the_same_however_they_are_written() -> None:
    catalogue = read_catalogue()
    wanted = [("Centro", "85400"), ("CENTRO", "85400"), ("Peñón", ""), ("penon", "")]
    new = ensure_colonias(wanted=wanted, catalogue=catalogue)
    assert [(entry.name, entry.postal_code) for entry in new] == [
        ("Centro", "85400"),
        ("Peñón", ""),
    ]
    assert ensure_colonias(wanted=wanted, catalogue=read_catalogue()) == []
    assert Colonia.objects.count() == 2


def test_a_colonia_without_postal_code_is_the_only_one_of_its_name() -> None:
    catalogue = read_catalogue()
    ensure_colonias(wanted=[("Centro", "85400")], catalogue=catalogue)
    found = catalogue.find_colonia(name="centro", postal_code="")
    assert found is not None
    assert found.postal_code == "85400"
    ensure_colonias(wanted=[("Centro", "85900")], catalogue=catalogue)
    assert catalogue.find_colonia(name="centro", postal_code="") is None
