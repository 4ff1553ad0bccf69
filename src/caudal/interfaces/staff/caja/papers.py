"""Receipts and closings as the documents that are printed."""

from zoneinfo import ZoneInfo

from caudal.adapters.documents.cash_closings import (
    CancelledReceipt,
    CashClosingDocument,
    CashWithdrawal,
    DenominationCount,
    TenderTotal,
)
from caudal.adapters.documents.parts import AmountLine
from caudal.adapters.documents.receipts import ReceiptDocument
from caudal.domain.payments.models import CashClosing
from caudal.domain.payments.queries import closings
from caudal.domain.payments.queries.cash import expected_cash
from caudal.domain.payments.queries.receipts import PaidTender, SettledDocument, StoredReceipt
from caudal.domain.platform.models import Utility
from caudal.engines.tendering import DENOMINATIONS
from caudal.kernel.amount_in_words import amount_in_words


def receipt_paper(*, receipt: StoredReceipt, utility: Utility) -> ReceiptDocument:
    """A receipt from its stored body: the same paper on any later day."""
    settled = [_settled(line) for line in receipt.settled]
    if receipt.credit_balance:
        note = "se aplica a su próximo recibo"
        settled.append(AmountLine("Anticipo, saldo a favor", receipt.credit_balance, note))
    return ReceiptDocument(
        folio=receipt.folio,
        branch=receipt.branch,
        desk=receipt.desk,
        issued_at=receipt.paid_at.astimezone(ZoneInfo(receipt.time_zone)),
        cashier=receipt.cashier,
        account=receipt.account_number,
        holder=receipt.holder,
        address=receipt.address,
        settled=tuple(settled),
        total_mxn=receipt.amount,
        total_in_words=amount_in_words(receipt.amount),
        tenders=tuple(map(_tender, receipt.tenders)),
        change_mxn=receipt.change,
        remaining_mxn=receipt.still_owed,
        qr=_qr(receipt, utility),
        qr_words="Folio, cuenta, fecha e importe de este pago, para cualquier aclaración.",
        code128=receipt.folio,
        closing_words=_closing_words(utility),
    )


def closing_paper(*, closing: CashClosing) -> CashClosingDocument:
    """The report of a closing, with all that explains its difference."""
    session = closing.session
    zone = ZoneInfo(session.desk.branch.time_zone)
    tenders = {each.kind: each for each in closings.tenders_of(session_id=session.pk)}
    cash = tenders.pop("cash", None)
    expected = expected_cash(session_id=session.pk)
    return CashClosingDocument(
        folio=closing.folio,
        branch=session.desk.branch.name,
        desk=session.desk.name,
        session=f"{session.business_date:%d/%m/%Y}",
        cashier=session.cashier.full_name,
        reviewer="",
        opened_at=session.opened_at.astimezone(zone),
        closed_at=closing.closed_at.astimezone(zone),
        float_mxn=session.float_amount,
        cash=TenderTotal(
            tender="Efectivo",
            receipts=cash.receipt_count if cash else 0,
            collected_mxn=expected.cash_received - expected.cash_reversed,
            declared_mxn=closing.declared_cash,
        ),
        denominations=tuple(
            DenominationCount(
                f"{'Billete' if value >= 20 else 'Moneda'} de ${value:,}", value, pieces
            )
            for value in DENOMINATIONS
            if (pieces := closing.denominations.get(str(value), 0))
        ),
        other_tenders=tuple(
            TenderTotal(each.label, each.receipt_count, each.amount, each.amount)
            for each in tenders.values()
        ),
        cancelled=tuple(
            CancelledReceipt(
                each.folio, each.at.astimezone(zone), each.amount, each.approver, each.reason
            )
            for each in closings.cancelled_receipts_of(session_id=session.pk)
        ),
        withdrawals=tuple(
            CashWithdrawal(
                f"{each.number}", each.at.astimezone(zone), each.amount, each.received_by
            )
            for each in closings.withdrawals_of(session_id=session.pk)
        ),
        first_folio=expected.first_folio,
        last_folio=expected.last_folio,
    )


def _settled(line: SettledDocument) -> AmountLine:
    notes = [line.folio, "abono" if line.is_partial else ""]
    return AmountLine(line.description, line.amount, " · ".join(note for note in notes if note))


def _tender(tender: PaidTender) -> AmountLine:
    return AmountLine(tender.label, tender.amount, tender.reference)


def _qr(receipt: StoredReceipt, utility: Utility) -> str:
    """Plain words that any telephone shows: what an inspector compares with the record."""
    at = receipt.paid_at.astimezone(ZoneInfo(receipt.time_zone))
    return (
        f"{utility.name} · Recibo {receipt.folio} · Cuenta {receipt.account_number}"
        f" · {at:%d/%m/%Y %H:%M} · ${receipt.amount:,.2f}"
    )


def _closing_words(utility: Utility) -> str:
    return f"Conserve su recibo. Dudas: {utility.phone}" if utility.phone else "Conserve su recibo."
