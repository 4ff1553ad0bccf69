"""The bills of an account, and what each one billed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from caudal.domain.billing.models import Bill
from caudal.domain.metering.models import Consumption


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill, in pesos and m³; ``open_amount`` is what is still to be paid of it.

    A cancelled bill tells why; a bill that corrects another one and the one corrected name each
    other by their folios.
    """

    bill_id: int
    movement_id: int
    folio: str
    period: str
    issue_date: date
    due_date: date
    volume_m3: Decimal
    basis: str
    total: Decimal
    open_amount: Decimal
    is_live: bool
    replaces_folio: str
    replacement_folio: str
    cancelled_because: str
    cancelled_on: date | None

    @property
    def basis_label(self) -> str:
        """Medido, Estimado ..."""
        return str(Consumption.Basis(self.basis).label)


class BilledVolume(NamedTuple):
    """What a bill billed and on which basis."""

    bill_id: int
    volume_m3: Decimal
    basis: str


_BILLS = """
SELECT b.id, b.movement_id, m.folio, p.name, b.issue_date, b.due_date, b.volume_m3, b.basis,
       b.total,
       (SELECT COALESCE(sum(c.open_amount), 0) FROM receivables_charge c
         WHERE c.movement_id = b.movement_id),
       b.is_live, COALESCE(om.folio, ''), COALESCE(nm.folio, ''), COALESCE(x.reason, ''),
       xm.business_date
  FROM billing_bill b
  JOIN receivables_movement m ON m.id = b.movement_id
  JOIN registry_billingperiod p ON p.id = b.period_id
  LEFT JOIN billing_bill o ON o.id = b.replaces_id
  LEFT JOIN receivables_movement om ON om.id = o.movement_id
  LEFT JOIN billing_bill n ON n.replaces_id = b.id
  LEFT JOIN receivables_movement nm ON nm.id = n.movement_id
  LEFT JOIN billing_billcancellation x ON x.bill_id = b.id
  LEFT JOIN receivables_movement xm ON xm.id = x.movement_id
 WHERE b.account_id = %(account)s AND (%(before)s::bigint IS NULL OR b.id < %(before)s)
 ORDER BY b.id DESC
 LIMIT %(limit)s
"""


def bills_of(*, account_id: int, limit: int, before: int | None = None) -> list[BillLine]:
    """The bills of an account, the last issued first; ``before`` is the last one of the page
    before.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BILLS, {"account": account_id, "limit": limit, "before": before})
        return [BillLine(*row) for row in cursor.fetchall()]


def count_bills(*, account_id: int) -> int:
    """How many bills an account has, cancelled ones included."""
    return Bill.objects.filter(account_id=account_id).count()


def billed_volumes(*, movement_ids: Collection[int]) -> dict[int, BilledVolume]:
    """What the bills among some movements billed, by movement."""
    rows = Bill.objects.filter(movement_id__in=movement_ids).values_list(
        "movement_id", "pk", "volume_m3", "basis"
    )
    return {row[0]: BilledVolume(row[1], row[2], row[3]) for row in rows}
