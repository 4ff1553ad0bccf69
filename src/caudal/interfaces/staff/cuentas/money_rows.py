"""Movements, bills and payments as rows of their tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from caudal.domain.billing.queries.bills import BilledVolume, BillLine, billed_volumes
from caudal.domain.metering.models import Consumption
from caudal.domain.payments.queries.account_payments import AccountPayment
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.queries.statement import StatementLine
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.cuentas.account import OpenAccount
from caudal.interfaces.staff.cuentas.head import Chip
from caudal.kernel.money import format_amount

_MEASURED = {
    Consumption.Basis.MEASURED: "medidos",
    Consumption.Basis.AVERAGE: "por promedio",
    Consumption.Basis.ESTIMATED: "estimados",
    Consumption.Basis.ASSIGNED: "asignados",
}


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A line of the statement; ``undoes`` and ``undone`` tie a reversal to its document."""

    anchor: str
    date: str
    title: str
    detail: str
    folio: str
    url: str
    charge: str
    credit: str
    balance: str
    undoes: str
    undone: str
    twin_url: str


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill."""

    anchor: str
    folio: str
    pdf_url: str
    explanation_url: str
    period: str
    issued: str
    due: str
    volume: str
    basis: str
    total: str
    owed: str
    chip: Chip
    links: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment."""

    anchor: str
    folio: str
    url: str
    paid_at: str
    place: str
    tenders: str
    amount: str
    chip: Chip
    cancelled: str


def billed_in_words(billed: BilledVolume) -> str:
    """``17 m³ medidos``; a fixed quota has no volume to tell."""
    if billed.basis == Consumption.Basis.FIXED:
        return "cuota fija"
    return f"{words.volume(billed.volume_m3)} m³ {_MEASURED[Consumption.Basis(billed.basis)]}"


def bills_among(lines: Iterable[StatementLine]) -> dict[int, BilledVolume]:
    """What the bills among some movements billed."""
    return billed_volumes(
        movement_ids=[line.movement_id for line in lines if line.kind == Movement.Kind.BILL]
    )


def movement_rows(
    lines: Sequence[StatementLine], account: OpenAccount, billed: Mapping[int, BilledVolume]
) -> list[MovementRow]:
    """The lines of a statement."""
    return [
        MovementRow(
            anchor=f"movimiento-{line.movement_id}",
            date=words.day(line.on_date),
            title=line.description,
            detail=billed_in_words(billed[line.movement_id]) if line.movement_id in billed else "",
            folio=line.folio or words.UNKNOWN,
            url=_document_url(line, account, billed) if line.folio else "",
            charge=format_amount(line.charge) if line.charge is not None else "",
            credit=format_amount(line.amount) if line.credit is not None else "",
            balance=format_amount(line.balance),
            undoes=_name(line.undoes_folio) if line.undoes_id else "",
            undone=_name(line.undone_by_folio) if line.undone_by_id else "",
            twin_url=f"#movimiento-{line.undoes_id or line.undone_by_id}",
        )
        for line in lines
    ]


def bill_rows(lines: Sequence[BillLine], *, today: date) -> list[BillRow]:
    """The bills of an account."""
    return [
        BillRow(
            anchor=f"recibo-{line.movement_id}",
            folio=line.folio,
            pdf_url=words.link_if_any("facturacion:bill_pdf", line.bill_id),
            explanation_url=words.link_if_any("facturacion:bill_explanation", line.bill_id),
            period=line.period,
            issued=words.day(line.issue_date),
            due=words.day(line.due_date),
            volume=words.volume(line.volume_m3),
            basis=line.basis_label.lower(),
            total=format_amount(line.total),
            owed=format_amount(line.open_amount),
            chip=_bill_chip(line, today),
            links=_bill_links(line),
        )
        for line in lines
    ]


def payment_rows(lines: Sequence[AccountPayment], *, zone: str, user: User) -> list[PaymentRow]:
    """The payments of an account; a receipt opens for who may look at the desks."""
    may_open = user.may(Function.VIEW_CASH_SESSIONS)
    return [
        PaymentRow(
            anchor=f"pago-{line.movement_id}",
            folio=line.folio or words.UNKNOWN,
            url=reverse("caja:receipt", args=[line.payment_id])
            if may_open and line.has_receipt
            else "",
            paid_at=words.moment(line.paid_at, zone=zone),
            place=line.desk or line.channel,
            tenders=", ".join(dict.fromkeys(line.tenders)) or line.reference,
            amount=format_amount(line.amount),
            chip=Chip("Cancelado", "bad") if line.is_cancelled else Chip("Vigente", "ok"),
            cancelled=_cancellation(line, zone),
        )
        for line in lines
    ]


def _document_url(
    line: StatementLine, account: OpenAccount, billed: Mapping[int, BilledVolume]
) -> str:
    """The paper of a bill, else where the tab of its kind tells it."""
    if line.kind == Movement.Kind.BILL and line.movement_id in billed:
        pdf = words.link_if_any("facturacion:bill_pdf", billed[line.movement_id].bill_id)
        return pdf or f"{account.url('bills')}#recibo-{line.movement_id}"
    if line.kind == Movement.Kind.PAYMENT:
        return f"{account.url('payments')}#pago-{line.movement_id}"
    return ""


def _name(folio: str) -> str:
    return folio or "sin folio"


def _bill_chip(line: BillLine, today: date) -> Chip:
    if not line.is_live:
        return Chip("Cancelado", "bad")
    if not line.open_amount:
        return Chip("Pagado", "ok")
    return Chip("Vencido", "bad") if line.due_date < today else Chip("Por vencer", "neutral")


def _bill_links(line: BillLine) -> str:
    """Why it no longer counts, and which bill stands in whose place."""
    parts = [
        f"sustituye a {line.replaces_folio}" if line.replaces_folio else "",
        f"cancelado el {words.day(line.cancelled_on)}: {line.cancelled_because}"
        if line.cancelled_because
        else "",
        f"sustituido por {line.replacement_folio}" if line.replacement_folio else "",
    ]
    words_of_it = "; ".join(part for part in parts if part)
    return words_of_it[:1].upper() + words_of_it[1:]


def _cancellation(line: AccountPayment, zone: str) -> str:
    if line.cancelled_at is None:
        return ""
    at = words.moment(line.cancelled_at, zone=zone)
    return f"Cancelado el {at}, autorizó {line.approver}: {line.cancelled_because}"
