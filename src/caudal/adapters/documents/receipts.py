"""The receipt of a payment: on a letter page, or on the roll of an 80 mm ticket printer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from caudal.adapters.documents import codes, wording
from caudal.adapters.documents.identity import IssuerIdentity
from caudal.adapters.documents.parts import AmountLine, rows, total_of
from caudal.adapters.documents.typesetting import Mark, typeset


class ReceiptDoesNotAdd(ValueError):
    """What a receipt settles, or what was handed over, differs from what it says was paid."""


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """A payment as the customer takes it home.

    :param issued_at: local time of the branch
    :param settled: what was paid, a line per document and per surcharge
    :param total_in_words: e.g. ``Setecientos cincuenta y seis pesos 78/100 M.N.``
    :param tenders: what was handed over, by form of payment
    :param remaining_mxn: what the account still owes and may be asked for
    :param held: debt that is not asked for now, e.g. in dispute
    :param qr: payload of the QR code; ``qr_words`` say what it is for
    """

    folio: str
    branch: str
    desk: str
    issued_at: datetime
    cashier: str
    account: str
    holder: str
    address: str
    settled: tuple[AmountLine, ...]
    total_mxn: Decimal
    total_in_words: str
    tenders: tuple[AmountLine, ...]
    change_mxn: Decimal
    remaining_mxn: Decimal
    held: tuple[AmountLine, ...] = ()
    qr: str | None = None
    qr_words: str = ""
    code128: str | None = None
    closing_words: str = ""

    def __post_init__(self) -> None:
        settled, tendered = total_of(self.settled), total_of(self.tenders)
        if settled != self.total_mxn or tendered - self.change_mxn != self.total_mxn:
            message = (
                f"El recibo de caja {self.folio} no suma: aplica {settled}, recibe {tendered}, "
                f"devuelve {self.change_mxn} y dice {self.total_mxn}"
            )
            raise ReceiptDoesNotAdd(message)


def render_receipt(
    receipt: ReceiptDocument, *, issuer: IssuerIdentity, mark: Mark | None = None
) -> bytes:
    """A PDF of one letter page, or more when very many documents were paid at once."""
    return typeset(template="receipt.typ", data=_data(receipt, issuer, mark))


def render_ticket(
    receipt: ReceiptDocument, *, issuer: IssuerIdentity, mark: Mark | None = None
) -> bytes:
    """A PDF 80 mm wide and as long as it needs to be."""
    return typeset(template="ticket.typ", data=_data(receipt, issuer, mark))


def _data(receipt: ReceiptDocument, issuer: IssuerIdentity, mark: Mark | None) -> dict[str, object]:
    return {"issuer": issuer.as_data(), "mark": mark, "receipt": _receipt_view(receipt)}


def _receipt_view(receipt: ReceiptDocument) -> dict[str, object]:
    return {
        "folio": receipt.folio,
        "place": " · ".join(part for part in (receipt.branch, receipt.desk) if part),
        "issued_at": wording.minute(receipt.issued_at),
        "cashier": receipt.cashier,
        "account": receipt.account,
        "holder": receipt.holder,
        "address": receipt.address,
        "settled": rows(receipt.settled),
        "total": wording.pesos(receipt.total_mxn),
        "total_in_words": receipt.total_in_words,
        "tenders": rows(receipt.tenders),
        "change": wording.amount(receipt.change_mxn) if receipt.change_mxn else "",
        "remaining": wording.pesos(receipt.remaining_mxn),
        "held": rows(receipt.held),
        "qr": None if receipt.qr is None else codes.qr_svg(receipt.qr),
        "qr_words": receipt.qr_words,
        "bars": None if receipt.code128 is None else codes.code128_svg(receipt.code128),
        "closing_words": receipt.closing_words,
    }
