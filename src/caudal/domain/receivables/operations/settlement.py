"""Tie credits to charges, and untie them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from caudal.domain.platform.arrays import array_text
from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.platform.prepared import prepared_cursor
from caudal.domain.receivables.models import Allocation
from caudal.domain.receivables.operations.documents import RecordedDocument
from caudal.engines.allocation import AllocationLine

_SETTLE = """
WITH line AS (
    SELECT * FROM unnest(%(charges)s::bigint[], %(credits)s::bigint[], %(movements)s::bigint[],
                         %(amounts)s::numeric[], %(bases)s::numeric[], %(taxes)s::numeric[])
                  AS l (charge_id, credit_id, movement_id, amount, base, tax)
), allocation AS (
    INSERT INTO receivables_allocation
           (charge_id, credit_id, movement_id, amount, base, tax, business_date)
    SELECT charge_id, credit_id, movement_id, amount, base, tax, %(business_date)s FROM line
), charge AS (
    UPDATE receivables_charge c SET open_amount = c.open_amount - s.amount
      FROM (SELECT charge_id, sum(amount) AS amount FROM line GROUP BY charge_id) s
     WHERE c.id = s.charge_id
)
UPDATE receivables_credit c SET open_amount = c.open_amount - s.amount
  FROM (SELECT credit_id, sum(amount) AS amount FROM line GROUP BY credit_id) s
 WHERE c.id = s.credit_id
"""

#: What a credit that the same statement writes (``documents.CREDIT_DOCUMENT``) settles at once.
SETTLED_BY_NEW_CREDIT = """
line AS (
    SELECT * FROM unnest(%(charges)s::bigint[], %(amounts)s::numeric[], %(bases)s::numeric[],
                         %(taxes)s::numeric[]) AS l (charge_id, amount, base, tax)
), allocation AS (
    INSERT INTO receivables_allocation
           (charge_id, credit_id, movement_id, amount, base, tax, business_date)
    SELECT l.charge_id, credit.id, movement.id, l.amount, l.base, l.tax, %(business_date)s::date
      FROM line l, credit, movement
), charge AS (
    UPDATE receivables_charge c SET open_amount = c.open_amount - l.amount
      FROM line l WHERE c.id = l.charge_id
)
"""

# Others may draw keys in between: the credits tell our rows apart.
_SPEND = """
WITH line AS MATERIALIZED (
    SELECT charge_id, credit_id, amount FROM receivables_allocation
     WHERE id BETWEEN %(first)s AND %(last)s AND credit_id = ANY(%(credits)s)
), charge AS (
    UPDATE receivables_charge c SET open_amount = c.open_amount - s.amount
      FROM (SELECT charge_id, sum(amount) AS amount FROM line GROUP BY charge_id) s
     WHERE c.id = s.charge_id
)
UPDATE receivables_credit c SET open_amount = c.open_amount - s.amount
  FROM (SELECT credit_id, sum(amount) AS amount FROM line GROUP BY credit_id) s
 WHERE c.id = s.credit_id
"""
_ALLOCATION = (
    "id", "charge_id", "credit_id", "movement_id", "amount", "base", "tax", "business_date",
)  # fmt: skip
_BULK = 100


@dataclass(frozen=True, slots=True)
class Settlement:
    """One line of a plan, and which credit pays it. ``movement_id`` is the document behind it."""

    credit_id: int
    movement_id: int
    line: AllocationLine


def settle(
    *, document: RecordedDocument, lines: Sequence[AllocationLine], business_date: date
) -> None:
    """Apply the credit of a document just written to the charges of a plan.

    The caller holds the account's lock and made the plan from what it read under it; a plan that
    no longer fits is refused by the constraints on what is open.
    """
    if document.credit_id is None:
        message = f"Document {document.movement_id} has no credit to settle with"
        raise ValueError(message)
    settle_all(
        settlements=[Settlement(document.credit_id, document.movement_id, line) for line in lines],
        business_date=business_date,
    )


def settle_all(*, settlements: Sequence[Settlement], business_date: date) -> None:
    """The same for many credits of many accounts; every account is locked."""
    if not settlements:
        return
    if len(settlements) >= _BULK:
        _settle_in_bulk(settlements, business_date)
        return
    values = {
        **line_values([settlement.line for settlement in settlements]),
        "credits": array_text(settlement.credit_id for settlement in settlements),
        "movements": array_text(settlement.movement_id for settlement in settlements),
        "business_date": business_date,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_SETTLE, values)


def _settle_in_bulk(settlements: Sequence[Settlement], business_date: date) -> None:
    """The same rows by COPY, without a foreign-key trigger for each: half the time of a hundred."""
    keys = reserve_ids(model=Allocation, count=len(settlements))
    with bulk_load_role():
        copy_rows(
            model=Allocation,
            columns=_ALLOCATION,
            rows=(
                (key, one.line.charge_id, one.credit_id, one.movement_id, one.line.amount,
                 one.line.base, one.line.tax, business_date)
                for key, one in zip(keys, settlements, strict=True)
            ),
        )  # fmt: skip
    check_references(model=Allocation, first_id=keys[0], last_id=keys[-1])
    with connection.cursor() as cursor:
        cursor.execute(
            _SPEND,
            {
                "first": keys[0],
                "last": keys[-1],
                "credits": sorted({one.credit_id for one in settlements}),
            },
        )


def line_values(lines: Sequence[AllocationLine]) -> dict[str, Any]:
    """The parameters that a plan gives to a settling statement."""
    return {
        "charges": array_text(line.charge_id for line in lines),
        "amounts": array_text(line.amount for line in lines),
        "bases": array_text(line.base for line in lines),
        "taxes": array_text(line.tax for line in lines),
    }


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
