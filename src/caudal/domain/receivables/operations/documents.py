"""Write financial documents: a movement with its credit or its charges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from caudal.domain.platform.operations.folios import FolioSeriesMissing
from caudal.domain.platform.prepared import prepared_cursor
from caudal.domain.receivables.models import Charge, Movement


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """What every document says of itself. ``series_code`` is None for documents without folio."""

    account_id: int
    kind: Movement.Kind
    description: str
    business_date: date
    recorded_at: datetime
    branch_id: int | None = None
    series_code: str | None = None
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedDocument:
    """A document just written."""

    movement_id: int
    folio: str
    credit_id: int | None = None


# The folio's counter is locked by this statement, and so as late as the document can be written.
_MOVEMENT = """
series AS (
    UPDATE platform_folioseries SET last_number = last_number + 1 WHERE code = %(series_code)s
    RETURNING last_number,
              prefix || lpad(last_number::text, greatest(digits, length(last_number::text)), '0')
              AS folio
), movement AS (
    INSERT INTO receivables_movement
           (account_id, kind, description, amount, business_date, recorded_at, branch_id,
            series_code, folio_number, folio, reverses_id)
    SELECT %(account_id)s, %(kind)s, %(description)s, {sign} %(document_amount)s, %(business_date)s,
           %(recorded_at)s, %(branch_id)s::bigint, %(series_code)s,
           (SELECT last_number FROM series), COALESCE((SELECT folio FROM series), ''),
           %(reverses_id)s::bigint
     WHERE %(series_code)s::text IS NULL OR EXISTS (SELECT FROM series)
    RETURNING id, account_id, folio
)
"""
#: The rows ``movement`` and ``credit`` of a document in the account's favour, for the start of a
#: statement; ``open_credit`` is what of it settles nothing yet.
CREDIT_DOCUMENT = (
    _MOVEMENT.format(sign="-")
    + """, credit AS (
    INSERT INTO receivables_credit (movement_id, account_id, amount, open_amount)
    SELECT id, account_id, %(document_amount)s, %(open_credit)s FROM movement
    RETURNING id
)
"""
)
_RECORD_CREDIT = (
    f"WITH {CREDIT_DOCUMENT} SELECT movement.id, movement.folio, credit.id FROM movement, credit"
)
_RECORD_CHARGE = f"WITH {_MOVEMENT.format(sign='')} SELECT id, folio, NULL FROM movement"


def record_credit_document(*, header: DocumentHeader, amount: Decimal) -> RecordedDocument:
    """Write a document in the account's favour (a payment, a cancelled bill): movement and credit.

    ``amount`` is positive; the movement carries it with a minus. The caller holds the account's
    lock and settles charges with the credit.

    :raises FolioSeriesMissing: if the series of the header does not exist
    """
    values = document_values(header=header, amount=amount)
    return _record(_RECORD_CREDIT, header, values | {"open_credit": amount})


def record_charge_document(
    *, header: DocumentHeader, charges: Sequence[Charge]
) -> RecordedDocument:
    """Write a document that the account owes: a movement and its charges, all open.

    The charges come unsaved and without movement; the movement's amount is their sum.

    :raises FolioSeriesMissing: if the series of the header does not exist
    """
    amount = sum((charge.amount for charge in charges), Decimal(0))
    recorded = _record(_RECORD_CHARGE, header, document_values(header=header, amount=amount))
    for charge in charges:
        charge.movement_id = recorded.movement_id
        charge.account_id = header.account_id
        charge.open_amount = charge.amount
    Charge.objects.bulk_create(charges)
    return recorded


def document_values(*, header: DocumentHeader, amount: Decimal) -> dict[str, Any]:
    """The parameters of a document; ``amount`` is positive whichever way it goes."""
    return {
        "account_id": header.account_id,
        "kind": header.kind.value,
        "description": header.description,
        "document_amount": amount,
        "business_date": header.business_date,
        "recorded_at": header.recorded_at,
        "branch_id": header.branch_id,
        "series_code": header.series_code,
        "reverses_id": header.reverses_id,
    }


def _record(statement: str, header: DocumentHeader, values: dict[str, Any]) -> RecordedDocument:
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        raise FolioSeriesMissing(header.series_code or "")
    return RecordedDocument(movement_id=row[0], folio=row[1], credit_id=row[2])
