"""What accounts already brought from before the system."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection


@dataclass(frozen=True, slots=True)
class OpeningAccount:
    """An account and the office whose calendar dates its documents."""

    account_id: int
    branch_id: int
    time_zone: str


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """What makes an opening debt one: account, concept and due date."""

    account_id: int
    concept_id: int
    due_date: date


@dataclass(frozen=True, slots=True)
class OpeningKept:
    """Opening balances that are in the books: debts by key, favour by account."""

    charges: dict[OpeningKey, tuple[Decimal, Decimal]]
    """Amount and IVA."""
    credits: dict[int, Decimal]


_ACCOUNTS = """
SELECT a.number, a.id, b.id, b.time_zone
  FROM registry_serviceaccount a
  JOIN registry_route r ON r.id = a.route_id
  JOIN registry_billingcycle c ON c.id = r.cycle_id
  JOIN platform_branch b ON b.id = c.branch_id
 WHERE a.number = ANY(%s)
"""
_CHARGES = """
SELECT c.account_id, c.concept_id, c.due_date, c.amount, c.tax
  FROM receivables_movement m JOIN receivables_charge c ON c.movement_id = m.id
 WHERE m.account_id = ANY(%s) AND m.kind = 'opening'
"""
_CREDITS = """
SELECT k.account_id, k.amount
  FROM receivables_movement m JOIN receivables_credit k ON k.movement_id = m.id
 WHERE m.account_id = ANY(%s) AND m.kind = 'opening'
"""


def opening_accounts(*, numbers: Collection[str]) -> dict[str, OpeningAccount]:
    """The accounts of these numbers; those that do not exist are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [list(numbers)])
        return {row[0]: OpeningAccount(*row[1:]) for row in cursor.fetchall()}


def opening_kept(*, account_ids: Collection[int]) -> OpeningKept:
    """The opening balances of these accounts."""
    accounts = list(account_ids)
    with connection.cursor() as cursor:
        cursor.execute(_CHARGES, [accounts])
        charges = {OpeningKey(*row[:3]): (row[3], row[4]) for row in cursor.fetchall()}
        cursor.execute(_CREDITS, [accounts])
        return OpeningKept(charges, dict(cursor.fetchall()))
