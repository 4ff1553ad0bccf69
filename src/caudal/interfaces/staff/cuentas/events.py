"""The timeline of an account as its component reads it."""

from collections.abc import Iterable, Mapping
from datetime import date

from caudal.domain.billing.queries.bills import BilledVolume
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.queries.timeline import EventGroup, TimelineEvent
from caudal.interfaces.staff.audit.texts import action_text
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.cuentas.money_rows import billed_in_words
from caudal.kernel.money import format_mxn

FILTERS = {
    "todo": "Todo",
    "recibos": "Recibos y cargos",
    "pagos": "Pagos",
    "lecturas": "Lecturas",
    "notas": "Notas",
    "padron": "Padrón",
}
GROUPS = {
    "recibos": EventGroup.BILLS,
    "pagos": EventGroup.PAYMENTS,
    "lecturas": EventGroup.READINGS,
    "notas": EventGroup.NOTES,
    "padron": EventGroup.REGISTER,
}
_MARKS = {
    Movement.Kind.OPENING.value: ("coins", "neutral"),
    Movement.Kind.BILL.value: ("file-dollar", "info"),
    Movement.Kind.BILL_CANCELLATION.value: ("receipt-off", "bad"),
    Movement.Kind.SURCHARGE.value: ("percentage", "attention"),
    Movement.Kind.PAYMENT.value: ("cash", "ok"),
    Movement.Kind.PAYMENT_REVERSAL.value: ("cash-banknote-off", "bad"),
    "reading": ("gauge", "neutral"),
    "note": ("note", "attention"),
    "holder": ("user-check", "info"),
}


def timeline_events(
    events: Iterable[TimelineEvent], *, today: date, billed: Mapping[int, BilledVolume]
) -> list[dict[str, object]]:
    """Events for ``components/timeline.html``."""
    return [_event(event, today, billed) for event in events]


def _event(
    event: TimelineEvent, today: date, billed: Mapping[int, BilledVolume]
) -> dict[str, object]:
    icon, tone = _MARKS.get(event.kind, ("history", "info"))
    shown: dict[str, object] = {
        "icon": icon,
        "tone": tone,
        "title": _title(event),
        "date": words.short_day(event.on_date, today=today),
        "datetime": event.on_date.isoformat(),
        "detail": _detail(event, billed),
    }
    if event.is_undone:
        is_reading = event.kind == "reading"
        label, chip_tone = ("Corregida", "neutral") if is_reading else ("Cancelado", "bad")
        shown["chip"] = {"label": label, "tone": chip_tone}
    return shown


def _title(event: TimelineEvent) -> str:
    match event.kind:
        case "reading" if event.value_m3 is not None:
            return f"Lectura {words.volume(event.value_m3)} m³"
        case "reading":
            return "Sin lectura"
        case "note":
            return f"Nota de {event.person}"
        case "holder":
            return f"Titular: {event.text}"
    if event.amount is None:
        return action_text(event.kind)
    return f"{event.text}, {format_mxn(abs(event.amount))}"


def _detail(event: TimelineEvent, billed: Mapping[int, BilledVolume]) -> str:
    match event.kind:
        case "note":
            return event.text
        case "holder":
            return ""
        case "reading":
            parts = [event.text, event.person]
        case Movement.Kind.BILL if event.event_id in billed:
            parts = [event.folio, billed_in_words(billed[event.event_id])]
        case _ if event.amount is not None:
            parts = [event.folio]
        case _:
            parts = [event.text, event.person]
    return " · ".join(part for part in parts if part)
