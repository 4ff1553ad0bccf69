"""What an account owes and holds in its favour, item by item."""

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
       k.name, m.kind, m.description, m.folio
  FROM receivables_charge c
  JOIN receivables_movement m ON m.id = c.movement_id
  JOIN tariffs_chargeconcept k ON k.id = c.concept_id
 WHERE c.account_id = %s AND c.open_amount > 0
 ORDER BY c.due_date, m.id, k.priority, c.id
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
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_CHARGES, [account_id])
        return [OpenCharge(OpenItem(*row[:10]), *row[10:]) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """A credit with something left to apply."""

    credit_id: int
    open_amount: Decimal


def open_credits(*, account_id: int) -> list[OpenCredit]:
    """The credit balance of an account, oldest credit first."""
    rows = (
        Credit.objects.filter(account_id=account_id, open_amount__gt=0)
        .order_by("id")
        .values_list("id", "open_amount")
    )
    return [OpenCredit(credit_id=pk, open_amount=amount) for pk, amount in rows]
