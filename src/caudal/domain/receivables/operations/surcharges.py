"""Charge what being late costs, in documents of their own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import connection

from caudal.domain.platform.arrays import any_of, array_text
from caudal.domain.receivables.models import Charge
from caudal.domain.receivables.operations.bulk_documents import (
    BulkHeader,
    ChargeColumns,
    Int64,
    write_charge_documents,
)
from caudal.domain.tariffs.models import ChargeConcept
from caudal.engines.surcharges import ArrearColumns, SurchargeRule, compute_surcharges_many
from caudal.kernel.errors import Refusal
from caudal.kernel.money import from_centavos


class SurchargeConceptMissing(Refusal):
    """No concept of the catalogue is for surcharges."""

    def __init__(self) -> None:
        super().__init__(
            "No hay un concepto de tipo recargo en el catálogo. Agréguelo en Configuración."
        )


@dataclass(frozen=True, slots=True)
class ChargedSurcharges:
    """How many documents were written and what they add to the debt."""

    document_count: int
    total: Decimal


# Surcharges of a document that was cancelled do not count as charged.
_ARREARS = f"""
SELECT c.id, c.account_id, k.code, c.due_date,
       ((c.open_amount - t.open_tax) * 100)::bigint, (t.open_tax * 100)::bigint,
       COALESCE(s.months, 0)::bigint, (COALESCE(s.net, 0) * 100)::bigint
  FROM receivables_charge c
  JOIN tariffs_chargeconcept k ON k.id = c.concept_id
  CROSS JOIN LATERAL (
       SELECT c.tax - COALESCE(sum(a.tax), 0) AS open_tax
         FROM receivables_allocation a WHERE a.charge_id = c.id) t
  LEFT JOIN LATERAL (
       SELECT sum(g.surcharged_months) AS months, sum(g.net) AS net FROM receivables_charge g
        WHERE g.surcharged_charge_id = c.id
          AND NOT EXISTS (SELECT FROM receivables_movement r WHERE r.reverses_id = g.movement_id)
       ) s ON true
 WHERE c.account_id = {any_of("accounts")} AND c.open_amount > 0 AND c.due_date < %(on_date)s
   AND k.code = ANY(%(concepts)s)
 ORDER BY c.account_id, c.id
"""


def charge_surcharges(
    *, account_ids: Collection[int], header: BulkHeader, rules: Sequence[SurchargeRule]
) -> ChargedSurcharges:
    """Charge the surcharges that the arrears of locked accounts have earned up to the header's
    date and that were not charged before: one document per account, one charge per charge in
    arrears.

    :raises SurchargeConceptMissing: if the catalogue has no concept for them
    """
    on_date = header.business_date
    concepts = sorted({code for rule in rules for code in rule.concepts})
    rows = _arrears(account_ids, concepts, on_date)
    if not rows:
        return ChargedSurcharges(0, Decimal(0))
    charge_ids, owners, codes = zip(*(row[:3] for row in rows), strict=True)
    computed = compute_surcharges_many(
        arrears=ArrearColumns.from_rows([row[2:] for row in rows], concept_codes=concepts),
        rules=rules,
        on_date=on_date,
    )
    if not computed.row.size:
        return ChargedSurcharges(0, Decimal(0))
    accounts, document = np.unique(np.array(owners)[computed.row], return_inverse=True)
    zeros = np.zeros(computed.row.size, dtype=np.int64)
    charges = ChargeColumns(
        document=document.astype(np.int64),
        concept_id=np.full(computed.row.size, _concept_id(), dtype=np.int64),
        gross=computed.net,
        discount=zeros,
        subsidy=zeros,
        net=computed.net,
        tax_object=np.where(computed.tax > 0, _SUBJECT, _NOT_SUBJECT),
        rate_millionths=_rates(rules, codes, computed.row, on_date),
        tax=computed.tax,
        rounding=zeros,
        surcharged_charge_id=np.array(charge_ids, dtype=np.int64)[computed.row],
        surcharged_months=computed.last_month - computed.first_month + 1,
    )
    write_charge_documents(header=header, account_ids=accounts.astype(np.int64), charges=charges)
    return ChargedSurcharges(len(accounts), from_centavos(int(charges.amount.sum())))


_SUBJECT = Charge.TaxObject.SUBJECT.value.encode()
_NOT_SUBJECT = Charge.TaxObject.NOT_SUBJECT.value.encode()


def _arrears(
    account_ids: Collection[int], concepts: list[str], on_date: date
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _ARREARS,
            {"accounts": array_text(account_ids), "on_date": on_date, "concepts": concepts},
        )
        return list(cursor.fetchall())


def _concept_id() -> int:
    concept = ChargeConcept.objects.filter(kind=ChargeConcept.Kind.SURCHARGE).first()
    if concept is None:
        raise SurchargeConceptMissing
    return concept.pk


def _rates(
    rules: Sequence[SurchargeRule], codes: Sequence[str], rows: Int64, on_date: date
) -> Int64:
    """The IVA of each surcharge, in millionths, by the rule in force for its concept."""
    in_force = {
        code: int(rule.tax_rate * 1_000_000)
        for rule in rules
        if rule.holds_on(on_date)
        for code in rule.concepts
    }
    return np.array([in_force.get(codes[row], 0) for row in rows.tolist()], dtype=np.int64)
