"""What the screens of the cash desk show, as text and numbers only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from caudal.domain.payments.models import Payment
from caudal.domain.payments.queries.desks import DeskStatus
from caudal.domain.payments.queries.receipts import receipt_of
from caudal.domain.registry.queries.search import FoundAccount
from caudal.engines.tendering import AmountNotCovered, Tender, check_tenders
from caudal.interfaces.staff.caja.parking import ParkedSale
from caudal.interfaces.staff.caja.sale import Debt
from caudal.interfaces.staff.counts import counted
from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_amount, format_mxn

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class DeskBar:
    """The dark bar: whose session it is, since when, and what it has done. Never its cash."""

    desk: str
    opened_at: str
    float_amount: str
    receipt_count: str
    receipts_link: str
    last_folio: str
    should_withdraw: bool
    stale_since: str


def desk_bar(*, status: DeskStatus, at: datetime) -> DeskBar:
    """The bar of an open session; ``stale_since`` when it belongs to another day."""
    return DeskBar(
        desk=f"{status.desk_name} · {status.branch_name}",
        opened_at=f"{status.local(status.opened_at):%H:%M}",
        float_amount=format_mxn(status.float_amount),
        receipt_count=f"{status.receipt_count:,}",
        receipts_link=_receipts_link(status.receipt_count),
        last_folio=status.last_folio,
        should_withdraw=status.should_withdraw,
        stale_since="" if status.is_of_today(at) else f"{status.business_date:%d/%m/%Y}",
    )


def counted_receipts(count: int) -> str:
    """``1 recibo``, ``1,204 recibos``."""
    return counted(count, "recibo", "recibos")


def _receipts_link(count: int) -> str:
    if not count:
        return ""
    return "Ver el recibo" if count == 1 else f"Ver los {count:,}"


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word."""

    label: str
    tone: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class AccountCard:
    """Whom the cashier has in front."""

    account_id: int
    number: str
    holder: str
    address: str
    use_class: str
    url: str
    chips: tuple[Chip, ...]


_STATUS_TONES = {"active": "ok", "suspended": "neutral", "closed": "neutral"}


def account_card(*, account: FoundAccount, debt: Debt, url: str) -> AccountCard:
    """The head of a sale: who, where, and what the cashier should notice; ``url`` opens it."""
    chips = []
    if account.status != "active":
        chips.append(Chip(account.status_label, _STATUS_TONES[account.status]))
    overdue = {c.item.document_id for c in debt.charges if c.item.is_overdue(debt.on_date)}
    if overdue:
        noun = "documento vencido" if len(overdue) == 1 else "documentos vencidos"
        chips.append(Chip(f"{len(overdue)} {noun}", "bad", "clock-exclamation"))
    if debt.credit_balance:
        kept = format_mxn(debt.credit_balance)
        chips.append(Chip(f"Saldo a favor {kept}", "ok", "pig-money"))
    if not debt.charges:
        chips.append(Chip("Al corriente", "ok", "circle-check"))
    return AccountCard(
        account_id=account.account_id,
        number=account.number,
        holder=account.holder or "Sin titular",
        address=account.address,
        use_class=account.use_class,
        url=url,
        chips=tuple(chips),
    )


@dataclass(frozen=True, slots=True)
class QuickAmount:
    """An amount typed with one press."""

    label: str
    amount: str
    shown: str
    is_current: bool


def quick_amounts(*, debt: Debt, amount: Decimal | None) -> list[QuickAmount]:
    """What is overdue and all of it, when they differ."""
    options = [("Vencido", debt.overdue), ("Todo", debt.owed)]
    return [
        QuickAmount(label, format_amount(value), format_mxn(value), value == amount)
        for label, value in options
        if value
    ]


@dataclass(frozen=True, slots=True)
class ChangeBox:
    """The largest figure of the screen: the change, or what is missing."""

    label: str
    value: str
    received: str
    to_charge: str
    problem: str
    is_short: bool


def change_box(*, amount: Decimal | None, tenders: list[Tender], problem: str) -> ChangeBox:
    """The change of what was typed so far; ``problem`` is what could not be read."""
    received = sum((tender.amount for tender in tenders), _NOTHING)
    label, value = "Cambio", _NOTHING
    try:
        if amount and not problem:
            value = check_tenders(amount=amount, tenders=tenders).change
    except AmountNotCovered:
        label, value = "Faltan", (amount or _NOTHING) - received
    except Refusal as refusal:
        problem = str(refusal)
    return ChangeBox(
        label=label,
        value="–" if problem else format_mxn(value),
        received=format_mxn(received),
        to_charge=format_mxn(amount or _NOTHING),
        problem=problem,
        is_short=label == "Faltan",
    )


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt in a list."""

    time: str
    holder: str
    account_number: str
    folio: str
    amount: str
    url: str
    is_cancelled: bool


def receipt_lines(payments: Iterable[Payment], *, status: DeskStatus) -> list[ReceiptLine]:
    """Receipts of the session, as they were issued."""
    return [
        ReceiptLine(
            time=f"{status.local(payment.paid_at):%H:%M}",
            holder=receipt_of(payment)["holder"],
            account_number=receipt_of(payment)["account_number"],
            folio=payment.movement.folio,
            amount=format_amount(payment.amount),
            url=reverse("caja:receipt", args=[payment.pk]),
            is_cancelled=hasattr(payment, "reversal"),
        )
        for payment in payments
    ]


@dataclass(frozen=True, slots=True)
class ParkedLine:
    """A parked sale in the list."""

    parked_id: int
    label: str
    amount: str
    parked_at: str


def parked_lines(sales: Iterable[ParkedSale]) -> list[ParkedLine]:
    """What waits to be charged."""
    return [ParkedLine(s.parked_id, s.label, s.amount, s.parked_at) for s in sales]
