"""Correcting the register: holder's data, address and terms of an account."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.factories.history import make_meter
from tests.factories.platform import AT, make_user
from tests.factories.registry import make_account, make_route, make_tariff, make_use_class

from caudal.domain.metering.models import MeterInstallation
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.registry.models import AccountRole, Colonia, Customer, Premise, ServiceAccount
from caudal.domain.registry.operations.customers import CustomerData
from caudal.domain.registry.operations.edits import ChangedMeanwhile, fingerprint
from caudal.domain.registry.queries import editable
from caudal.usecases.change_account_terms import AccountTerms, change_account_terms
from caudal.usecases.correct_customer import HolderMissing, correct_customer
from caudal.usecases.correct_premise import PremiseData, correct_premise

pytestmark = pytest.mark.django_db

PERSON = CustomerData(name="María Guadalupe Ontiveros Félix", kind="person", phone="622 118 4073")


@pytest.fixture
def account() -> ServiceAccount:
    return make_account()


@pytest.fixture
def clerk() -> User:
    return make_user()


def holder_of(account: ServiceAccount) -> Customer:
    role = editable.current_holder(account_id=account.pk)
    assert role is not None
    return role.customer


def correct(account: ServiceAccount, clerk: User, data: CustomerData, seen: str = "") -> bool:
    data_seen = editable.customer_data(customer=holder_of(account))
    return correct_customer(
        account_id=account.pk,
        data=data,
        seen=seen or fingerprint(data=data_seen),
        acting_user=clerk,
        at=AT,
    )


def the_entry(action: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


def test_a_corrected_name_is_found_and_audited(account: ServiceAccount, clerk: User) -> None:
    assert correct(account, clerk, replace(PERSON, name="María Ontiveros de Peñón"))
    account.refresh_from_db()
    assert "maria ontiveros de penon" in account.search_text
    entry = the_entry("registry.customer.corrected")
    assert (entry.actor, entry.account_id) == (clerk, account.pk)
    assert entry.before == {"name": "María Guadalupe Ontiveros Félix", "phone": ""}
    assert entry.after == {"name": "María Ontiveros de Peñón", "phone": "622 118 4073"}


def test_a_person_with_two_accounts_is_corrected_in_both(
    account: ServiceAccount, clerk: User
) -> None:
    other = make_account(holder="Otra")
    AccountRole.objects.filter(account=other).update(customer=holder_of(account))
    correct(account, clerk, replace(PERSON, name="Nombre Nuevo"))
    other.refresh_from_db()
    assert "nombre nuevo" in other.search_text


def test_nothing_is_written_when_nothing_differs(account: ServiceAccount, clerk: User) -> None:
    same = CustomerData(**editable.customer_data(customer=holder_of(account)))
    assert not correct(account, clerk, same)
    assert not AuditEntry.objects.exists()


def test_a_stale_form_changes_nothing(account: ServiceAccount, clerk: User) -> None:
    seen = fingerprint(data=editable.customer_data(customer=holder_of(account)))
    correct(account, clerk, PERSON)
    with pytest.raises(ChangedMeanwhile, match="Otra persona"):
        correct(account, clerk, replace(PERSON, name="Encima"), seen=seen)
    assert holder_of(account).name == PERSON.name


def test_an_account_without_holder_has_nobody_to_correct(
    account: ServiceAccount, clerk: User
) -> None:
    AccountRole.objects.filter(account=account).update(role=AccountRole.Role.TENANT)
    with pytest.raises(HolderMissing):
        correct_customer(account_id=account.pk, data=PERSON, seen="", acting_user=clerk, at=AT)


def premise_of(account: ServiceAccount) -> Premise:
    return Premise.objects.select_related("colonia").get(connections__accounts=account)


def test_a_corrected_address_is_found_for_every_account_of_the_premise(
    account: ServiceAccount, clerk: User
) -> None:
    make_meter(account=account, serial="14-208831", since=AT.date())
    neighbour = make_account()
    ServiceAccount.objects.filter(pk=neighbour.pk).update(connection=account.connection)
    premise = premise_of(account)
    colonia = Colonia.objects.create(name="Delicias", postal_code="85440")
    assert correct_premise(
        account_id=account.pk,
        data=PremiseData(
            street="Calle Peñasco",
            exterior_number="12",
            interior_number="B",
            between_streets="",
            colonia=colonia,
            cadastral_key="",
            latitude=Decimal("27.9"),
            longitude=Decimal("-110.9"),
        ),
        seen=fingerprint(data=editable.premise_data(premise=premise)),
        acting_user=clerk,
        at=AT,
    )
    for each in (account, neighbour):
        each.refresh_from_db()
        assert "calle penasco 12 b delicias" in each.search_text
        assert each.search_text.endswith("14 208831")
    entry = the_entry("registry.premise.corrected")
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["colonia"], entry.after["colonia"]) == (
        "Lomas del Mar, C.P. 85430",
        "Delicias, C.P. 85440",
    )
    assert MeterInstallation.objects.count() == 1


def terms_of(account: ServiceAccount, **changes: Any) -> AccountTerms:
    values = {name: getattr(account, name) for name in editable.TERMS_DATA}
    return AccountTerms(**{**values, **changes})


def change(account: ServiceAccount, clerk: User, terms: AccountTerms) -> bool:
    return change_account_terms(
        account_id=account.pk,
        terms=terms,
        seen=fingerprint(data=editable.terms_data(account=account)),
        acting_user=clerk,
        at=AT,
    )


def test_terms_change_by_their_names(account: ServiceAccount, clerk: User) -> None:
    shop = make_use_class(code="comercial", name="Comercial")
    route = make_route(cycle=account.route.cycle, code="R-9")
    tariff = make_tariff(code="nueva", name="Tarifa nueva")
    terms = terms_of(
        account, use_class=shop, route=route, tariff=tariff, route_sequence=7, has_sewer=False
    )
    assert change(account, clerk, terms)
    account.refresh_from_db()
    assert (account.use_class, account.route, account.route_sequence) == (shop, route, 7)
    entry = the_entry("registry.account_terms.changed")
    assert entry.after == {
        "use_class": "Comercial",
        "tariff": "Tarifa nueva",
        "route": "R-9",
        "route_sequence": 7,
        "has_sewer": False,
    }
    assert entry.before is not None
    assert entry.before["use_class"] == "Doméstico medio"


def test_terms_that_do_not_differ_are_not_written(account: ServiceAccount, clerk: User) -> None:
    assert not change(account, clerk, terms_of(account))
    assert not AuditEntry.objects.exists()


def test_terms_changed_by_somebody_else_are_refused(account: ServiceAccount, clerk: User) -> None:
    stale = ServiceAccount.objects.get(pk=account.pk)
    change(account, clerk, terms_of(account, dwelling_units=3))
    with pytest.raises(ChangedMeanwhile):
        change(stale, clerk, terms_of(stale, dwelling_units=5))
