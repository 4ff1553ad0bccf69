"""A receipt on the screen: the same facts as on its paper."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from caudal.domain.payments.queries.receipts import StoredReceipt
from caudal.kernel.amount_in_words import amount_in_words
from caudal.kernel.money import format_amount, format_mxn


@dataclass(frozen=True, slots=True)
class Line:
    """What and how much."""

    text: str
    note: str
    amount: str


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as text."""

    payment_id: int
    account_id: int
    folio: str
    account_number: str
    holder: str
    address: str
    amount: str
    in_words: str
    settled: tuple[Line, ...]
    tenders: tuple[Line, ...]
    change: str
    still_owed: str
    facts: tuple[dict[str, str], ...]
    cancelled_because: str


def receipt_view(*, receipt: StoredReceipt) -> ReceiptView:
    """Arrange a receipt for its page."""
    at = receipt.paid_at.astimezone(ZoneInfo(receipt.time_zone))
    settled = [
        Line(
            line.description,
            " · ".join(filter(None, [line.folio, "abono" if line.is_partial else ""])),
            format_amount(line.amount),
        )
        for line in receipt.settled
    ]
    if receipt.credit_balance:
        kept = format_amount(receipt.credit_balance)
        settled.append(Line("Anticipo, saldo a favor", "", kept))
    return ReceiptView(
        payment_id=receipt.payment_id,
        account_id=receipt.account_id,
        folio=receipt.folio,
        account_number=receipt.account_number,
        holder=receipt.holder,
        address=receipt.address,
        amount=format_mxn(receipt.amount),
        in_words=amount_in_words(receipt.amount),
        settled=tuple(settled),
        tenders=tuple(Line(t.label, t.reference, format_amount(t.amount)) for t in receipt.tenders),
        change=format_amount(receipt.change) if receipt.change else "",
        still_owed=format_mxn(receipt.still_owed),
        facts=(
            {"label": "Caja", "value": f"{receipt.desk} · {receipt.branch}"},
            {"label": "Fecha y hora", "value": f"{at:%d/%m/%Y %H:%M}"},
            {"label": "Atendió", "value": receipt.cashier},
            {"label": "Cuenta", "value": receipt.account_number},
        ),
        cancelled_because=receipt.cancelled_because,
    )
