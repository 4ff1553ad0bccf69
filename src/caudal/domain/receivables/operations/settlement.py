"""Tie credits to charges, and untie them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.receivables.operations.documents import RecordedDocument
from caudal.engines.allocation import AllocationLine

_SETTLE = """
WITH line AS (
    SELECT * FROM unnest(%(charges)s::bigint[], %(amounts)s::numeric[], %(bases)s::numeric[],
                         %(taxes)s::numeric[]) AS l (charge_id, amount, base, tax)
), allocation AS (
    INSERT INTO receivables_allocation
           (charge_id, credit_id, movement_id, amount, base, tax, business_date)
    SELECT charge_id, %(credit_id)s, %(movement_id)s, amount, base, tax, %(business_date)s FROM line
), charge AS (
    UPDATE receivables_charge c SET open_amount = c.open_amount - line.amount
      FROM line WHERE c.id = line.charge_id
)
UPDATE receivables_credit SET open_amount = open_amount - %(total)s WHERE id = %(credit_id)s
"""


def settle(
    *,
    document: RecordedDocument,
    lines: Sequence[AllocationLine],
    business_date: date,
) -> None:
    """Apply the credit of a document just written to the charges of a plan.

    The caller holds the account's lock and made the plan from what it read under it; a plan that
    no longer fits is refused by the constraints on what is open.
    """
    if not lines:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                "charges": [line.charge_id for line in lines],
                "amounts": [line.amount for line in lines],
                "bases": [line.base for line in lines],
                "taxes": [line.tax for line in lines],
                "total": sum((line.amount for line in lines), Decimal(0)),
                "credit_id": document.credit_id,
                "movement_id": document.movement_id,
                "business_date": business_date,
            },
        )


_UNDO = """
WITH standing AS (
    SELECT a.* FROM receivables_allocation a
     WHERE {condition} AND a.undoes_id IS NULL
       AND NOT EXISTS (SELECT FROM receivables_allocation u WHERE u.undoes_id = a.id)
), undone AS (
    INSERT INTO receivables_allocation
           (charge_id, credit_id, movement_id, undoes_id, amount, base, tax, business_date)
    SELECT charge_id, credit_id, %(movement_id)s, id, -amount, -base, -tax, %(business_date)s
      FROM standing
), charge AS (
    UPDATE receivables_charge c SET open_amount = c.open_amount + s.amount
      FROM (SELECT charge_id, sum(amount) AS amount FROM standing GROUP BY charge_id) s
     WHERE c.id = s.charge_id
), credit AS (
    UPDATE receivables_credit c SET open_amount = c.open_amount + s.amount
      FROM (SELECT credit_id, sum(amount) AS amount FROM standing GROUP BY credit_id) s
     WHERE c.id = s.credit_id
)
SELECT count(*) FROM standing
"""
_UNDO_OF_CREDIT = _UNDO.format(condition="a.credit_id = %(target_id)s")
_UNDO_OF_DOCUMENT = _UNDO.format(
    condition="a.charge_id IN (SELECT id FROM receivables_charge WHERE movement_id = %(target_id)s)"
)


def undo_allocations_of_credit(*, credit_id: int, movement_id: int, business_date: date) -> int:
    """Give back to their charges all that a credit settled; returns how many allocations."""
    return _undo(_UNDO_OF_CREDIT, credit_id, movement_id, business_date)


def undo_allocations_of_document(*, document_id: int, movement_id: int, business_date: date) -> int:
    """Give back to their credits all that settled the charges of a document."""
    return _undo(_UNDO_OF_DOCUMENT, document_id, movement_id, business_date)


def _undo(statement: str, target_id: int, movement_id: int, business_date: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {"target_id": target_id, "movement_id": movement_id, "business_date": business_date},
        )
        return int(cursor.fetchone()[0])
