"""Create accounts, thousands at a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import models

from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.registry.models import (
    AccountRole,
    Connection,
    Customer,
    Premise,
    ServiceAccount,
)
from caudal.domain.registry.operations.fact_columns import (
    ACCOUNT,
    ACCOUNT_REFERENCES,
    CUSTOMER,
    PREMISE,
    colonia_id,
    references,
)
from caudal.domain.registry.queries.account_facts import AccountFacts
from caudal.domain.registry.queries.catalogue import RegisterCatalogue
from caudal.domain.registry.queries.search_text import search_text_of

Rows = Iterator[Sequence[Any]]
Keys = dict[type[models.Model], list[int]]

_TABLES = (Customer, Premise, Connection, ServiceAccount, AccountRole)
_NO_ATTRIBUTES = "{}"


def create_accounts(
    *,
    drafts: Sequence[AccountFacts],
    catalogue: RegisterCatalogue,
    since: date,
    meter_serials: Mapping[str, str] = MappingProxyType({}),
) -> list[int]:
    """Write accounts with their holder, premise and connection; returns their keys in order.

    Each gets rows of its own: who is the same person, or which tomas share a premise, a register
    of text does not prove. The holder is so from ``opened_on``, or ``since`` when it is unknown.
    Colonias and routes must be in the catalogue. ``meter_serials``, by account number, are of
    meters that are hung next: accounts are found by them too. Runs inside the caller's transaction.

    :raises BrokenReference: if something referred to does not exist; nothing is kept
    """
    if not drafts:
        return []
    keys: Keys = {table: reserve_ids(model=table, count=len(drafts)) for table in _TABLES}
    with bulk_load_role():
        _copy(Customer, [*CUSTOMER.values()], _customers(drafts), keys)
        _copy(Premise, ["colonia_id", *PREMISE], _premises(drafts, catalogue), keys)
        _copy(
            Connection,
            ["premise_id", "kind", "diameter_mm", "installed_on", "is_active"],
            _connections(drafts, keys[Premise]),
            keys,
        )
        _copy(
            ServiceAccount,
            ["connection_id", *ACCOUNT_REFERENCES, "tariff_attributes", "search_text", *ACCOUNT],
            _accounts(drafts, keys[Connection], catalogue, meter_serials),
            keys,
        )
        _copy(
            AccountRole,
            ["account_id", "customer_id", "role", "valid_during"],
            _roles(drafts, keys, since),
            keys,
        )
    for table in _TABLES:
        check_references(model=table, first_id=keys[table][0], last_id=keys[table][-1])
    return keys[ServiceAccount]


def _copy(table: type[models.Model], columns: Sequence[str], rows: Rows, keys: Keys) -> None:
    numbered = ((key, *row) for key, row in zip(keys[table], rows, strict=True))
    copy_rows(model=table, columns=["id", *columns], rows=numbered)


def _customers(drafts: Sequence[AccountFacts]) -> Rows:
    for facts in drafts:
        yield [getattr(facts, name) for name in CUSTOMER]


def _premises(drafts: Sequence[AccountFacts], catalogue: RegisterCatalogue) -> Rows:
    for facts in drafts:
        colonia = colonia_id(facts=facts, catalogue=catalogue)
        yield colonia, *(getattr(facts, name) for name in PREMISE)


def _connections(drafts: Sequence[AccountFacts], premises: Sequence[int]) -> Rows:
    kind = Connection.Kind.WATER.value
    for facts, premise in zip(drafts, premises, strict=True):
        yield premise, kind, facts.diameter_mm, facts.opened_on, True


def _accounts(
    drafts: Sequence[AccountFacts],
    connections: Sequence[int],
    catalogue: RegisterCatalogue,
    meter_serials: Mapping[str, str],
) -> Rows:
    for facts, connection in zip(drafts, connections, strict=True):
        yield (
            connection,
            *references(facts=facts, catalogue=catalogue),
            _NO_ATTRIBUTES,
            search_text_of(facts=facts, meter_serial=meter_serials.get(facts.number, "")),
            *(getattr(facts, name) for name in ACCOUNT),
        )


def _roles(drafts: Sequence[AccountFacts], keys: Keys, since: date) -> Rows:
    holder = AccountRole.Role.HOLDER.value
    people = zip(drafts, keys[ServiceAccount], keys[Customer], strict=True)
    for facts, account, customer in people:
        yield account, customer, holder, f"[{facts.opened_on or since},)"
