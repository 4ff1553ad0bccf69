"""What an account owes and holds in its favour, item by item."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.platform.arrays import any_of, array_text
from caudal.domain.platform.prepared import prepared_cursor
from caudal.engines.allocation import OpenItem

_OPEN_CHARGES = """
SELECT c.id, c.movement_id, k.code, k.priority, m.business_date, c.due_date,
       c.amount, c.tax, c.open_amount,
       CASE WHEN c.open_amount = c.amount THEN c.tax ELSE c.tax - COALESCE(
           (SELECT sum(a.tax) FROM receivables_allocation a WHERE a.charge_id = c.id), 0) END,
       k.name, m.kind, m.description, m.folio, c.account_id
  FROM receivables_charge c
  JOIN receivables_movement m ON m.id = c.movement_id
  JOIN tariffs_chargeconcept k ON k.id = c.concept_id
 WHERE c.account_id {condition} AND c.open_amount > 0
 ORDER BY c.account_id, c.due_date, m.id, k.priority, c.id
"""
# Of one account by itself: the server keeps the plan of a single value, not of a list.
OPEN_CHARGES_OF_ONE = _OPEN_CHARGES.format(condition="= %(account_id)s")
_OPEN_CHARGES_OF_SOME = _OPEN_CHARGES.format(condition=f"= {any_of('accounts')}")


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """An open charge and how people know it."""

    item: OpenItem
    concept_name: str
    document_kind: str
    document_description: str
    document_folio: str

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> "OpenCharge":
        """Read a row of :data:`OPEN_CHARGES_OF_ONE`."""
        return cls(OpenItem(*row[:10]), *row[10:14])


def open_charges(*, account_id: int) -> list[OpenCharge]:
    """The open charges of an account, oldest due first."""
    with prepared_cursor() as cursor:
        cursor.execute(OPEN_CHARGES_OF_ONE, {"account_id": account_id})
        return [OpenCharge.from_row(row) for row in cursor.fetchall()]


def open_charges_of(*, account_ids: Collection[int]) -> dict[int, list[OpenCharge]]:
    """The open charges of each account that has any, oldest due first."""
    by_account: dict[int, list[OpenCharge]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_CHARGES_OF_SOME, {"accounts": array_text(account_ids)})
        for row in cursor.fetchall():
            by_account[row[14]].append(OpenCharge.from_row(row))
    return dict(by_account)


_OPEN_CREDITS = f"""
SELECT account_id, id, open_amount FROM receivables_credit
 WHERE account_id = {any_of("accounts")} AND open_amount > 0 ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """A credit with something left to apply."""

    credit_id: int
    open_amount: Decimal


def open_credits_of(*, account_ids: Collection[int]) -> dict[int, list[OpenCredit]]:
    """The credit balance of each account that has any, oldest credit first."""
    by_account: dict[int, list[OpenCredit]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_CREDITS, {"accounts": array_text(account_ids)})
        for account_id, credit_id, amount in cursor.fetchall():
            by_account[account_id].append(OpenCredit(credit_id=credit_id, open_amount=amount))
    return dict(by_account)
