"""Undo documents by other documents."""

from datetime import date, datetime

from caudal.domain.receivables.models import Charge, Credit, Movement
from caudal.domain.receivables.operations import documents, settlement
from caudal.domain.receivables.operations.documents import DocumentHeader, RecordedDocument
from caudal.domain.tariffs.operations.system_concepts import reversal_concept
from caudal.engines.allocation import AllocationLine
from caudal.kernel.errors import Refusal


class DocumentAlreadyReversed(Refusal):
    """The document was undone before."""

    def __init__(self, folio: str) -> None:
        super().__init__(f"El documento {folio} ya está cancelado.")


def reverse_payment(
    *, payment_movement: Movement, business_date: date, at: datetime
) -> RecordedDocument:
    """Undo a payment: what it settled is owed again, and its credit is used up by the reversal.

    The caller holds the account's lock.

    :raises DocumentAlreadyReversed: if it was reversed before
    """
    _refuse_if_reversed(payment_movement)
    credit = Credit.objects.get(movement=payment_movement)
    charge = Charge(
        concept=reversal_concept(),
        gross=credit.amount,
        net=credit.amount,
        tax_object=Charge.TaxObject.NOT_SUBJECT,
        tax_rate=0,
        tax=0,
        amount=credit.amount,
        due_date=business_date,
    )
    document = documents.record_charge_document(
        header=_header(payment_movement, Movement.Kind.PAYMENT_REVERSAL, business_date, at),
        charges=[charge],
    )
    settlement.undo_allocations_of_credit(
        credit_id=credit.pk, movement_id=document.movement_id, business_date=business_date
    )
    settlement.settle(
        document=RecordedDocument(document.movement_id, document.folio, credit.pk),
        lines=[
            AllocationLine(
                charge_id=charge.pk, amount=credit.amount, base=credit.amount, tax=charge.tax
            )
        ],
        business_date=business_date,
    )
    return document


def reverse_charges(
    *, document: Movement, kind: Movement.Kind, business_date: date, at: datetime
) -> RecordedDocument:
    """Undo a document of charges, such as a bill: what had settled it goes back to credit balance,
    and a credit of the whole amount settles it.

    The caller holds the account's lock.

    :raises DocumentAlreadyReversed: if it was reversed before
    """
    _refuse_if_reversed(document)
    cancellation = documents.record_credit_document(
        header=_header(document, kind, business_date, at), amount=document.amount
    )
    settlement.undo_allocations_of_document(
        document_id=document.pk,
        movement_id=cancellation.movement_id,
        business_date=business_date,
    )
    charges = Charge.objects.filter(movement=document).order_by("id")
    settlement.settle(
        document=cancellation,
        lines=[
            AllocationLine(
                charge_id=charge.pk,
                amount=charge.amount,
                base=charge.amount - charge.tax,
                tax=charge.tax,
            )
            for charge in charges
        ],
        business_date=business_date,
    )
    return cancellation


def _refuse_if_reversed(document: Movement) -> None:
    if Movement.objects.filter(reverses=document).exists():
        raise DocumentAlreadyReversed(document.folio)


def _header(
    document: Movement, kind: Movement.Kind, business_date: date, at: datetime
) -> DocumentHeader:
    return DocumentHeader(
        account_id=document.account_id,
        kind=kind,
        description=f"{kind.label} {document.folio}".strip(),
        business_date=business_date,
        recorded_at=at,
        branch_id=document.branch_id,
        reverses_id=document.pk,
    )
