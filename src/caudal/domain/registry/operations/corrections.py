"""Correct what the register says of accounts, thousands at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.platform.bulk_update import update_rows
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
from caudal.domain.registry.queries.account_facts import FACT_NAMES, AccountFacts, KnownAccount
from caudal.domain.registry.queries.catalogue import RegisterCatalogue
from caudal.domain.registry.queries.search_text import search_text_of

_ACCOUNT_FACTS = frozenset({*ACCOUNT, "use_code", "tariff_code", "route_code"})
_PREMISE_FACTS = frozenset({*PREMISE, "colonia", "postal_code"})


@dataclass(frozen=True, slots=True)
class AccountChange:
    """An account as it is and as it should be; the number never changes."""

    known: KnownAccount
    after: AccountFacts

    @property
    def changed_facts(self) -> frozenset[str]:
        """The names of the facts that differ."""
        before = self.known.facts
        return frozenset(
            name for name in FACT_NAMES if getattr(before, name) != getattr(self.after, name)
        )


def lock_accounts(*, account_ids: Sequence[int]) -> None:
    """Lock accounts in the order of their keys: what is read after stays until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM registry_serviceaccount WHERE id = ANY(%s) ORDER BY id"
            " FOR NO KEY UPDATE",
            [list(account_ids)],
        )


def correct_accounts(
    *,
    changes: Sequence[AccountChange],
    catalogue: RegisterCatalogue,
    meter_serials: Mapping[int, str],
    since: date,
) -> None:
    """Write the facts that differ, and what the accounts are found by, table by table.

    ``meter_serials`` are those of the meters that hang now, by account. The caller locked the
    accounts before it read them. A name is corrected in place, since a change of holder is another
    act; only an account without holder gets one, from ``since`` on.
    """
    _correct_holders(changes, since)
    _correct_premises(changes, catalogue)
    update_rows(
        model=Connection,
        columns=["diameter_mm"],
        rows={
            change.known.connection_id: [change.after.diameter_mm]
            for change in changes
            if "diameter_mm" in change.changed_facts
        },
    )
    _correct_rows_of_accounts(changes, catalogue, meter_serials)


def _correct_holders(changes: Sequence[AccountChange], since: date) -> None:
    moved = [change for change in changes if change.changed_facts & CUSTOMER.keys()]
    update_rows(
        model=Customer,
        columns=list(CUSTOMER.values()),
        rows={
            change.known.customer_id: _holder(change.after)
            for change in moved
            if change.known.customer_id is not None
        },
    )
    bare = [change for change in moved if change.known.customer_id is None]
    customers = Customer.objects.bulk_create(
        Customer(**dict(zip(CUSTOMER.values(), _holder(change.after), strict=True)))
        for change in bare
    )
    AccountRole.objects.bulk_create(
        AccountRole(
            account_id=change.known.account_id,
            customer=customer,
            valid_during=DateRange(change.after.opened_on or since, None),
        )
        for change, customer in zip(bare, customers, strict=True)
    )


def _holder(facts: AccountFacts) -> list[str]:
    return [getattr(facts, name) for name in CUSTOMER]


def _correct_premises(changes: Sequence[AccountChange], catalogue: RegisterCatalogue) -> None:
    update_rows(
        model=Premise,
        columns=["colonia_id", *PREMISE],
        rows={
            change.known.premise_id: [
                colonia_id(facts=change.after, catalogue=catalogue),
                *(getattr(change.after, name) for name in PREMISE),
            ]
            for change in changes
            if change.changed_facts & _PREMISE_FACTS
        },
    )


def _correct_rows_of_accounts(
    changes: Sequence[AccountChange],
    catalogue: RegisterCatalogue,
    meter_serials: Mapping[int, str],
) -> None:
    update_rows(
        model=ServiceAccount,
        columns=[*ACCOUNT_REFERENCES, *ACCOUNT],
        rows={
            change.known.account_id: [
                *references(facts=change.after, catalogue=catalogue),
                *(getattr(change.after, name) for name in ACCOUNT),
            ]
            for change in changes
            if change.changed_facts & _ACCOUNT_FACTS
        },
    )
    texts = {
        change.known.account_id: (
            search_text_of(facts=change.known.facts, meter_serial=serial),
            search_text_of(facts=change.after, meter_serial=serial),
        )
        for change in changes
        for serial in (meter_serials.get(change.known.account_id, ""),)
    }
    update_rows(
        model=ServiceAccount,
        columns=["search_text"],
        rows={key: [new] for key, (old, new) in texts.items() if old != new},
    )
