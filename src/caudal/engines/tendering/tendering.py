"""Whether what a customer hands over pays the amount, and the change: only cash gives change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_mxn, quantize


class TenderKind(StrEnum):
    """Forms of payment that a desk takes."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        """Its Spanish name."""
        return _LABELS[self]


_LABELS = {
    TenderKind.CASH: "Efectivo",
    TenderKind.CARD: "Tarjeta",
    TenderKind.CHEQUE: "Cheque",
    TenderKind.TRANSFER: "Transferencia",
}


class TenderInvalid(Refusal):
    """A form of payment is incomplete."""


class AmountNotCovered(Refusal):
    """What was handed over does not reach."""


class ChangeExceedsCash(Refusal):
    """Change would have to be given out of a card, a cheque or a transfer."""


@dataclass(frozen=True, slots=True)
class Tender:
    """One form of payment: what was handed over in pesos, and its reference when it is not cash."""

    kind: TenderKind
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Tendered:
    """What was received in all, and the change to give back in cash."""

    received: Decimal
    change: Decimal


def check_tenders(*, amount: Decimal, tenders: Sequence[Tender]) -> Tendered:
    """Check that the tenders pay ``amount`` and say the change.

    :raises TenderInvalid: if there is none, one is not positive or lacks its reference
    :raises AmountNotCovered: if they do not reach
    :raises ChangeExceedsCash: if the change is more than the cash handed over
    """
    if not tenders:
        raise TenderInvalid("Capture cuánto recibe y en qué forma de pago.")
    for tender in tenders:
        _check(tender)
    received = sum((quantize(tender.amount) for tender in tenders), Decimal(0))
    change = received - quantize(amount)
    if change < 0:
        message = f"Faltan {format_mxn(-change)} para cubrir {format_mxn(amount)}."
        raise AmountNotCovered(message)
    cash = sum((t.amount for t in tenders if t.kind is TenderKind.CASH), Decimal(0))
    if change and change >= cash:
        message = (
            f"El cambio de {format_mxn(change)} debe ser menor que el efectivo recibido"
            f" ({format_mxn(cash)}). Corrija lo cobrado con tarjeta, cheque o transferencia."
        )
        raise ChangeExceedsCash(message)
    return Tendered(received=received, change=change)


def _check(tender: Tender) -> None:
    if tender.amount <= 0:
        message = f"El importe en {tender.kind.label.lower()} debe ser mayor que cero."
        raise TenderInvalid(message)
    if tender.kind is not TenderKind.CASH and not tender.reference.strip():
        message = (
            f"Escriba la referencia de la forma de pago {tender.kind.label.lower()}:"
            " autorización, número de cheque o rastreo."
        )
        raise TenderInvalid(message)
