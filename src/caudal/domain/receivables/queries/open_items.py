"""What an account owes and holds in its favour, item by item."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from caudal.domain.receivables.models import Credit
from caudal.engines.allocation import OpenItem

_OPEN_CHARGES = """
SELECT c.id, c.movement_id, k.code, k.priority, m.business_date, c.due_date,
       c.amount, c.tax, c.open_amount,
       c.tax - COALESCE(
           (SELECT sum(a.tax) FROM receivables_allocation a WHERE a.charge_id = c.id), 0),
       k.name, m.kind, m.description, m.folio, c.account_id
  FROM receivables_charge c
  JOIN receivables_movement m ON m.id = c.movement_id
  JOIN tariffs_chargeconcept k ON k.id = c.concept_id
 WHERE c.account_id = ANY(%s) AND c.open_amount > 0
 ORDER BY c.account_id, c.due_date, m.id, k.priority, c.id
"""


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """An open charge and how people know it."""

    item: OpenItem
    concept_name: str
    document_kind: str
    document_description: str
    document_folio: str


def open_charges(*, account_id: int) -> list[OpenCharge]:
    """The open charges of an account, oldest due first."""
    return open_charges_of(account_ids=[account_id]).get(account_id, [])


def open_charges_of(*, account_ids: Collection[int]) -> dict[int, list[OpenCharge]]:
    """The open charges of each account that has any, oldest due first."""
    by_account: dict[int, list[OpenCharge]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_CHARGES, [list(account_ids)])
        for row in cursor.fetchall():
            by_account[row[14]].append(OpenCharge(OpenItem(*row[:10]), *row[10:14]))
    return dict(by_account)


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """A credit with something left to apply."""

    credit_id: int
    open_amount: Decimal


def open_credits_of(*, account_ids: Collection[int]) -> dict[int, list[OpenCredit]]:
    """The credit balance of each account that has any, oldest credit first."""
    by_account: dict[int, list[OpenCredit]] = defaultdict(list)
    rows = (
        Credit.objects.filter(account_id__in=account_ids, open_amount__gt=0)
        .order_by("id")
        .values_list("account_id", "id", "open_amount")
    )
    for account_id, credit_id, amount in rows:
        by_account[account_id].append(OpenCredit(credit_id=credit_id, open_amount=amount))
    return dict(by_account)
