"""The head of an account's page: who, where, how much, what is special and what may be done."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from caudal.domain.payments.queries.desks import desk_status
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.receivables.queries.standing import AccountStanding
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.registry.queries.account_head import AccountHead
from caudal.domain.registry.queries.notes import Note
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.cuentas.account import OpenAccount
from caudal.kernel.money import format_mxn

STATUS_CHIPS = {
    ServiceAccount.Status.ACTIVE: ("Activa", "ok", "circle-check"),
    ServiceAccount.Status.SUSPENDED: ("Suspendida", "neutral", "clock-pause"),
    ServiceAccount.Status.CLOSED: ("Baja", "neutral", "ban"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word."""

    label: str
    tone: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the person may do here; a dialog opens over the page."""

    label: str
    url: str
    icon: str
    is_dialog: bool = False


@dataclass(frozen=True, slots=True)
class BalanceCard:
    """The one large figure and how it divides."""

    label: str
    value: str
    last_payment: str
    overdue: str
    bar_label: str
    segments: list[dict[str, Any]]
    legend: list[dict[str, str]]
    note: str


@dataclass(frozen=True, slots=True)
class PinnedNote:
    """A note that no tab hides."""

    text: str
    by: str
    unpin_url: str


def chips(account: OpenAccount) -> list[Chip]:
    """What is special about the account, in words."""
    head, standing = account.head, account.standing
    label, tone, icon = STATUS_CHIPS[ServiceAccount.Status(head.status)]
    found = [Chip(label, tone, icon)]
    if standing.overdue_bills:
        text = counted(standing.overdue_bills, "recibo vencido", "recibos vencidos")
        found.append(Chip(text, "bad", "clock-exclamation"))
    elif standing.overdue:
        found.append(Chip("Adeudo vencido", "bad", "clock-exclamation"))
    elif not standing.owed:
        found.append(Chip("Al corriente", "ok", "check"))
    found += [Chip(name, "info", "rosette-discount-check") for name in head.discounts]
    if not head.is_metered:
        found.append(Chip("Sin medidor", "outline", "gauge"))
    if head.wants_printed_bill:
        found.append(Chip("Recibo impreso", "outline", "printer"))
    return found


def facts(head: AccountHead) -> list[dict[str, Any]]:
    """The line of facts under the address."""
    place = f"{head.sector_code} · {head.route_code} · {head.route_sequence:04d}"
    contact = head.phone or head.email or words.UNKNOWN
    return [
        {"label": "Cuenta", "value": head.number, "can_copy": True},
        {"label": "Contrato", "value": head.contract_number or words.UNKNOWN},
        {"label": "Uso y tarifa", "value": f"{head.use_class} · {head.tariff}"},
        {"label": "Sector · ruta · secuencia", "value": place},
        {"label": "Contacto", "value": contact},
    ]


def balance_card(standing: AccountStanding) -> BalanceCard:
    """The balance of today and its parts: overdue, not yet due, in favour."""
    in_favour = standing.balance < 0
    return BalanceCard(
        label=f"{'Saldo a favor' if in_favour else 'Saldo'} al {words.day(standing.on_date)}",
        value=format_mxn(abs(standing.balance)),
        last_payment=f"Último pago {words.day(standing.last_payment_on)}"
        if standing.last_payment_on
        else "Sin pagos",
        overdue=f"Vencido {format_mxn(standing.overdue)}" if standing.overdue else "",
        bar_label=_bar_label(standing),
        segments=_segments(standing),
        legend=_legend(standing),
        note="" if standing.owed else "No debe nada.",
    )


def actions(account: OpenAccount, user: User) -> list[Action]:
    """What the person may do with the account, the likeliest first."""
    found: list[Action] = []
    if user.may(Function.TAKE_PAYMENTS):
        sale = reverse("caja:sale", args=[account.head.account_id])
        is_open = desk_status(cashier_id=user.pk) is not None
        label = "Cobrar" if is_open else "Abrir caja para cobrar"
        found.append(Action(label, sale if is_open else reverse("caja:open"), "cash"))
    if user.may(Function.ADD_NOTES):
        found.append(Action("Escribir nota", account.url("new_note"), "note", is_dialog=True))
    found.append(Action("Imprimir estado de cuenta", account.url("statement_pdf"), "printer"))
    return found


def edits(account: OpenAccount, user: User) -> list[Action]:
    """The corrections of the register that the person may make."""
    if not user.may(Function.EDIT_REGISTER):
        return []
    found = [
        Action("Corregir datos del titular", account.url("edit_customer"), "user-cog"),
        Action("Cambiar titular", account.url("change_holder"), "switch-horizontal"),
        Action("Corregir domicilio", account.url("edit_premise"), "map-pin"),
        Action("Cambiar uso, tarifa o ruta", account.url("edit_terms"), "route"),
        Action("Otorgar descuento", account.url("grant_discount"), "rosette-discount-check"),
    ]
    return [*found, *_status_acts(account)]


def pinned(notes: tuple[Note, ...], account: OpenAccount, user: User) -> list[PinnedNote]:
    """The notes in sight, each with the way to let it go for who may."""
    zone = ZoneInfo(account.head.time_zone)
    may_unpin = user.may(Function.ADD_NOTES)
    return [
        PinnedNote(
            text=note.text,
            by=f"{note.author}, {words.day(note.written_at.astimezone(zone).date())}",
            unpin_url=account.url("unpin_note", note.note_id) if may_unpin else "",
        )
        for note in notes
    ]


def _status_acts(account: OpenAccount) -> list[Action]:
    suspend = Action("Suspender", account.url("suspend"), "player-pause", is_dialog=True)
    reactivate = Action("Reactivar", account.url("reactivate"), "player-play", is_dialog=True)
    close = Action("Dar de baja", account.url("close"), "ban", is_dialog=True)
    match account.head.status:
        case ServiceAccount.Status.ACTIVE:
            return [suspend, close]
        case ServiceAccount.Status.SUSPENDED:
            return [reactivate, close]
        case _:
            return [reactivate]


def _segments(standing: AccountStanding) -> list[dict[str, Any]]:
    """Overdue first, then not yet due; shares of what is owed, in percent."""
    if not standing.owed:
        return []
    overdue = (standing.overdue * 100 / standing.owed).quantize(Decimal("0.01"))
    found = [
        {"start": Decimal(0), "share": overdue, "tone": "bad"},
        {"start": overdue, "share": 100 - overdue, "tone": "2"},
    ]
    return [segment for segment in found if segment["share"]]


def _legend(standing: AccountStanding) -> list[dict[str, str]]:
    found: list[tuple[str, str, Decimal]] = []
    if standing.overdue:
        days = counted(standing.overdue_days, "día", "días")
        found.append((f"Vencido, {days}", "bad", standing.overdue))
    if standing.not_yet_due:
        due = standing.next_due_date
        label = f"Vence {words.short_day(due, today=standing.on_date)}" if due else "Por vencer"
        found.append((label, "2", standing.not_yet_due))
    if standing.credit_balance:
        found.append(("Saldo a favor", "3", -standing.credit_balance))
    return [
        {"label": label, "tone": tone, "value": format_mxn(amount)} for label, tone, amount in found
    ]


def _bar_label(standing: AccountStanding) -> str:
    return f"Vencido {format_mxn(standing.overdue)}, por vencer {format_mxn(standing.not_yet_due)}"
