"""Builders of the register: tariffs, routes, premises and accounts."""

from datetime import date
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.platform import make_branch

from caudal.domain.registry.models import (
    AccountRole,
    BillingCycle,
    BillingPeriod,
    Colonia,
    Connection,
    Customer,
    Premise,
    Route,
    Sector,
    ServiceAccount,
)
from caudal.domain.registry.queries.account_facts import AccountFacts, accounts_by_id
from caudal.domain.registry.queries.search_text import search_text_of
from caudal.domain.tariffs.models import ChargeConcept, Tariff, UseClass
from caudal.kernel.identifiers import AccountNumber

_numbers = count(1)


def make_use_class(*, code: str = "domestico_medio", name: str = "Doméstico medio") -> UseClass:
    """A use, once per code."""
    return UseClass.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_tariff(*, code: str = "agua", name: str = "Agua y drenaje") -> Tariff:
    """A tariff without versions, once per code."""
    return Tariff.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_concept(*, code: str = "agua", **values: Any) -> ChargeConcept:
    """A concept, once per code."""
    defaults = {"name": code.replace("_", " ").capitalize(), **values}
    return ChargeConcept.objects.get_or_create(code=code, defaults=defaults)[0]


def make_cycle(**values: Any) -> BillingCycle:
    """A monthly cycle."""
    number = next(_numbers)
    given = {"code": f"C{number:02d}", "name": f"Ciclo {number}", **values}
    given.setdefault("branch", make_branch() if "branch" not in values else None)
    return BillingCycle.objects.create(**given)


def make_period(
    *, cycle: BillingCycle, start: date = date(2026, 10, 1), end: date = date(2026, 11, 1)
) -> BillingPeriod:
    """A period of a cycle, due the 20th of the month after it."""
    return BillingPeriod.objects.create(
        cycle=cycle,
        code=f"{start:%Y-%m}",
        name=f"{start:%m/%Y}",
        during=DateRange(start, end),
        due_date=end.replace(day=20),
    )


def make_route(*, cycle: BillingCycle | None = None, **values: Any) -> Route:
    """A route in a sector of its own."""
    number = next(_numbers)
    sector = values.pop("sector", None) or Sector.objects.create(
        code=f"{number:02d}", name=f"Sector {number}"
    )
    return Route.objects.create(
        code=values.pop("code", f"{number:04d}"),
        sector=sector,
        cycle=cycle or make_cycle(),
        **values,
    )


def make_account(
    *,
    route: Route | None = None,
    holder: str = "María Guadalupe Ontiveros Félix",
    street: str = "Av. Bahía de San Carlos",
    exterior_number: str = "214",
    **values: Any,
) -> ServiceAccount:
    """An account with its holder, premise and connection."""
    number = next(_numbers)
    colonia = Colonia.objects.get_or_create(name="Lomas del Mar", postal_code="85430")[0]
    premise = Premise.objects.create(
        street=street, exterior_number=exterior_number, colonia=colonia
    )
    account_number = values.pop("number", str(AccountNumber(180_000 + number)))
    account = ServiceAccount.objects.create(
        number=account_number,
        connection=Connection.objects.create(premise=premise, diameter_mm=13),
        use_class=values.pop("use_class", None) or make_use_class(),
        tariff=values.pop("tariff", None) or make_tariff(),
        route=route or make_route(),
        route_sequence=values.pop("route_sequence", number * 10),
        search_text="",
        **values,
    )
    AccountRole.objects.create(
        account=account,
        customer=Customer.objects.create(name=holder),
        role=AccountRole.Role.HOLDER,
        valid_during=DateRange(date(2018, 1, 1), None),
    )
    facts = accounts_by_id(account_ids=[account.pk])[account.pk].facts
    account.search_text = search_text_of(facts=facts)
    account.save(update_fields=["search_text"])
    return account


def make_facts(*, number: str, route: Route, **values: Any) -> AccountFacts:
    """What a register says of an account that does not exist yet."""
    given = {
        "holder_name": "José Ángel Núñez Peñúñuri",
        "street": "Calle Ñuu Savi",
        "exterior_number": "45",
        "colonia": "Lomas del Mar",
        "postal_code": "85430",
        "use_code": make_use_class().code,
        "tariff_code": make_tariff().code,
        "route_sequence": 10,
        **values,
    }
    return AccountFacts(number=number, route_code=route.code, **given)
