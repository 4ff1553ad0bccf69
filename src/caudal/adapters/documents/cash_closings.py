"""The report of a cash closing: what the desk took, what was counted, and what differs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from caudal.adapters.documents import wording
from caudal.adapters.documents.identity import IssuerIdentity
from caudal.adapters.documents.typesetting import Mark, typeset


class CashCountDoesNotAdd(ValueError):
    """The notes and coins listed differ from the cash declared."""


@dataclass(frozen=True, slots=True)
class TenderTotal:
    """A form of payment in a session.

    :param collected_mxn: receipts in force, less the change given
    :param declared_mxn: what the cashier counted before seeing what was expected
    """

    tender: str
    receipts: int
    collected_mxn: Decimal
    declared_mxn: Decimal


@dataclass(frozen=True, slots=True)
class CancelledReceipt:
    """A receipt undone in its own session; it keeps its folio."""

    folio: str
    at: datetime
    amount_mxn: Decimal
    approver: str
    reason: str


@dataclass(frozen=True, slots=True)
class CashWithdrawal:
    """Cash taken from the desk to the vault."""

    folio: str
    at: datetime
    amount_mxn: Decimal
    received_by: str


@dataclass(frozen=True, slots=True)
class DenominationCount:
    """How many notes or coins of one value were counted."""

    name: str
    value_mxn: Decimal
    pieces: int

    @property
    def amount_mxn(self) -> Decimal:
        """What they are worth."""
        return self.value_mxn * self.pieces


@dataclass(frozen=True, slots=True)
class CashClosingDocument:
    """A corte de caja.

    :param opened_at: local time of the branch, like every time of the document
    :param float_mxn: cash the desk opened with
    :param cash: the tender that is counted by denomination
    :param other_tenders: cards, cheques, transfers
    :param first_folio: empty, like ``last_folio``, when no receipt was issued
    """

    folio: str
    branch: str
    desk: str
    session: str
    cashier: str
    reviewer: str
    opened_at: datetime
    closed_at: datetime
    float_mxn: Decimal
    cash: TenderTotal
    denominations: tuple[DenominationCount, ...]
    other_tenders: tuple[TenderTotal, ...] = ()
    cancelled: tuple[CancelledReceipt, ...] = ()
    withdrawals: tuple[CashWithdrawal, ...] = ()
    first_folio: str = ""
    last_folio: str = ""

    def __post_init__(self) -> None:
        counted = sum((count.amount_mxn for count in self.denominations), Decimal(0))
        if counted != self.cash.declared_mxn:
            message = (
                f"El corte {self.folio} no suma: billetes y monedas dan {counted} y el efectivo "
                f"declarado dice {self.cash.declared_mxn}"
            )
            raise CashCountDoesNotAdd(message)

    @property
    def withdrawn_mxn(self) -> Decimal:
        """Cash that left the desk for the vault."""
        return sum((withdrawal.amount_mxn for withdrawal in self.withdrawals), Decimal(0))

    @property
    def expected_cash_mxn(self) -> Decimal:
        """Cash that must be in the drawer: float and collections less withdrawals."""
        return self.float_mxn + self.cash.collected_mxn - self.withdrawn_mxn

    @property
    def difference_mxn(self) -> Decimal:
        """Over (positive) or short (negative), all forms of payment together."""
        others = sum(
            (total.declared_mxn - total.collected_mxn for total in self.other_tenders), Decimal(0)
        )
        return self.cash.declared_mxn - self.expected_cash_mxn + others


def render_cash_closing(
    closing: CashClosingDocument, *, issuer: IssuerIdentity, mark: Mark | None = None
) -> bytes:
    """A PDF of letter pages, each with its number."""
    return typeset(
        template="cash_closing.typ",
        data={"issuer": issuer.as_data(), "mark": mark, "closing": _closing_view(closing)},
    )


def _closing_view(closing: CashClosingDocument) -> dict[str, object]:
    return {
        "title": f"Corte de caja {closing.folio}",
        "closed_at": wording.minute(closing.closed_at),
        "facts": [
            ["Sucursal", closing.branch],
            ["Caja", closing.desk],
            ["Turno", closing.session],
            ["Cajero", closing.cashier],
            ["Abrió", wording.minute(closing.opened_at)],
            ["Cerró", wording.minute(closing.closed_at)],
        ],
        "result": _result(closing.difference_mxn),
        "folios": _folios(closing),
        "cash": _cash_sum(closing),
        "tenders": _tenders(closing),
        "tenders_total": _tenders_total(closing),
        "denominations": [
            [count.name, str(count.pieces), wording.amount(count.amount_mxn)]
            for count in closing.denominations
        ],
        "declared_cash": wording.amount(closing.cash.declared_mxn),
        "cancelled": [_cancelled(receipt) for receipt in closing.cancelled],
        "withdrawals": [_withdrawal(withdrawal) for withdrawal in closing.withdrawals],
        "signatures": [["Cajero", closing.cashier], ["Revisó", closing.reviewer]],
    }


def _cancelled(receipt: CancelledReceipt) -> list[str]:
    at, amount = wording.minute(receipt.at), wording.amount(receipt.amount_mxn)
    return [receipt.folio, at, receipt.approver, receipt.reason, amount]


def _withdrawal(withdrawal: CashWithdrawal) -> list[str]:
    at, amount = wording.minute(withdrawal.at), wording.amount(withdrawal.amount_mxn)
    return [withdrawal.folio, at, withdrawal.received_by, amount]


def _result(difference: Decimal) -> list[str]:
    if difference == 0:
        return ["Cuadra", wording.pesos(difference)]
    return ["Sobrante" if difference > 0 else "Faltante", wording.pesos(abs(difference))]


def _folios(closing: CashClosingDocument) -> str:
    if not closing.first_folio:
        return "Sin recibos en este turno"
    cancelled = len(closing.cancelled)
    noun = "cancelado" if cancelled == 1 else "cancelados"
    return f"Recibos {closing.first_folio} a {closing.last_folio} · {cancelled} {noun}"


def _cash_sum(closing: CashClosingDocument) -> list[list[str]]:
    return [
        ["Fondo fijo", wording.amount(closing.float_mxn)],
        ["Cobrado en efectivo", wording.amount(closing.cash.collected_mxn)],
        ["Retiros", wording.amount(-closing.withdrawn_mxn)],
        ["Efectivo esperado", wording.amount(closing.expected_cash_mxn)],
        ["Efectivo declarado", wording.amount(closing.cash.declared_mxn)],
    ]


def _tenders(closing: CashClosingDocument) -> list[list[str]]:
    """A row per form of payment: receipts, collected, expected, declared, difference."""
    return [
        _tender(closing.cash, expected=closing.expected_cash_mxn),
        *(_tender(total, expected=total.collected_mxn) for total in closing.other_tenders),
    ]


def _tender(total: TenderTotal, *, expected: Decimal) -> list[str]:
    amounts = (total.collected_mxn, expected, total.declared_mxn, total.declared_mxn - expected)
    return [total.tender, str(total.receipts), *map(wording.amount, amounts)]


def _tenders_total(closing: CashClosingDocument) -> list[str]:
    others = closing.other_tenders
    collected = _sum(total.collected_mxn for total in others)
    declared = _sum(total.declared_mxn for total in others) + closing.cash.declared_mxn
    amounts = (
        collected + closing.cash.collected_mxn,
        collected + closing.expected_cash_mxn,
        declared,
        closing.difference_mxn,
    )
    receipts = closing.cash.receipts + sum(total.receipts for total in others)
    return ["Total", str(receipts), *map(wording.amount, amounts)]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
