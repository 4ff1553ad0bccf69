"""Receipts as they were issued, and those of a session."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from caudal.domain.payments.models import Payment


def receipts() -> QuerySet[Payment]:
    """Every receipt, with what a list shows of it; filter it by who may see which."""
    return Payment.objects.filter(session__isnull=False).select_related(
        "movement", "account", "reversal"
    )


@dataclass(frozen=True, slots=True)
class PaidTender:
    """One form of payment of a receipt."""

    label: str
    amount: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class SettledDocument:
    """What a receipt paid of one document."""

    description: str
    folio: str
    amount: Decimal
    is_partial: bool


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt with all that its paper says; amounts in pesos, ``paid_at`` in the branch's time
    zone ``time_zone``.
    """

    payment_id: int
    session_id: int
    account_id: int
    folio: str
    branch: str
    desk: str
    cashier: str
    time_zone: str
    paid_at: datetime
    account_number: str
    holder: str
    address: str
    settled: tuple[SettledDocument, ...]
    credit_balance: Decimal
    amount: Decimal
    tenders: tuple[PaidTender, ...]
    change: Decimal
    still_owed: Decimal
    cancelled_because: str

    @property
    def is_cancelled(self) -> bool:
        """Whether it was undone; it keeps its folio and its body."""
        return bool(self.cancelled_because)


def receipt_of(payment: Payment) -> dict[str, Any]:
    """What the paper of a desk's payment says, as ``operations.receipts`` wrote it.

    :raises ValueError: if the payment came by another channel, which gives none
    """
    if payment.receipt is None:
        raise ValueError(payment)
    body: dict[str, Any] = payment.receipt
    return body


def stored_receipt(*, payment: Payment) -> StoredReceipt:
    """Read a receipt back from its body, as it was issued."""
    body = receipt_of(payment)
    session = payment.session
    if session is None:
        raise ValueError(payment)
    reversal = getattr(payment, "reversal", None)
    return StoredReceipt(
        payment_id=payment.pk,
        session_id=session.pk,
        account_id=payment.account_id,
        folio=body["folio"],
        branch=body["branch"],
        desk=body["desk"],
        cashier=body["cashier"],
        time_zone=body["time_zone"],
        paid_at=payment.paid_at,
        account_number=body["account_number"],
        holder=body["holder"],
        address=body["address"],
        settled=tuple(map(_settled, body["settled"])),
        credit_balance=Decimal(body["credit_balance"]),
        amount=payment.amount,
        tenders=tuple(
            PaidTender(tender.get_kind_display(), tender.amount, tender.reference)
            for tender in payment.tenders.order_by("id")
        ),
        change=payment.change,
        still_owed=Decimal(body["still_owed"]),
        cancelled_because=reversal.reason if reversal else "",
    )


def _settled(line: dict[str, Any]) -> SettledDocument:
    return SettledDocument(
        description=line["document"],
        folio=line["folio"],
        amount=Decimal(line["amount"]),
        is_partial=line["is_partial"],
    )
