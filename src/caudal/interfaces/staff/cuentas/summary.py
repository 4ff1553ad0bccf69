"""Resumen: twelve months of consumption, the last movements, the meter and what happened last."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse

from caudal.domain.billing.queries.bills import billed_volumes
from caudal.domain.metering.queries.consumption_history import (
    ConsumptionHistory,
    ConsumptionPoint,
    consumption_history,
)
from caudal.domain.metering.queries.meters import InstalledMeter, installed_meters
from caudal.domain.platform.functions import Function
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.queries.statement import statement_lines
from caudal.domain.receivables.queries.timeline import timeline
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.cuentas.account import OpenAccount, open_account
from caudal.interfaces.staff.cuentas.events import FILTERS, timeline_events
from caudal.interfaces.staff.cuentas.money_rows import movement_rows
from caudal.interfaces.staff.cuentas.tabs import answer_tab

LAST_MOVEMENTS = 6
LAST_EVENTS = 7
_MONTHS = ("Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic")


def summary(request: StaffRequest, number: str) -> HttpResponse:
    """The first tab: what a clerk needs before anything is asked."""
    account = open_account(request, number)
    key, today = account.head.account_id, account.head.on_date
    lines = statement_lines(account_id=key, last_day=today, limit=LAST_MOVEMENTS)
    events = timeline(account_id=key, time_zone=account.head.time_zone, limit=LAST_EVENTS)
    bills = {line.movement_id for line in lines if line.kind == Movement.Kind.BILL}
    bills |= {event.event_id for event in events if event.kind == Movement.Kind.BILL}
    billed = billed_volumes(movement_ids=bills)
    history = consumption_history(account_id=key, until=today + timedelta(days=1))
    meters = installed_meters(account_id=key, connection_id=account.head.connection_id)
    context = {
        **consumption_context(history),
        "movements": movement_rows(lines, account, billed),
        "statement_url": account.url("statement"),
        "excel_url": account.url("statement_excel"),
        "meter": meter_card(meters[0]) if meters and meters[0].removed_on is None else None,
        "meter_url": account.url("meter"),
        **activity_card(request, account),
        "events": timeline_events(events, today=today, billed=billed),
    }
    return answer_tab(request, account, "account", context)


def activity_card(
    request: StaffRequest, account: OpenAccount, chosen: str = "todo"
) -> dict[str, Any]:
    """What stands around the events of the card: its filter and the way to write a note."""
    return {
        "activity_url": account.url("activity"),
        "activity_filters": [
            {
                "label": label,
                "url": f"{account.url('activity')}?tipo={code}",
                "active": code == chosen,
            }
            for code, label in FILTERS.items()
        ],
        "activity_filter": FILTERS[chosen],
        "note_url": account.url("new_note") if request.user.may(Function.ADD_NOTES) else "",
    }


def consumption_context(history: ConsumptionHistory) -> dict[str, Any]:
    """The chart and what its head says."""
    average = history.average_m3
    estimated = [point for point in history.points if point.is_estimated]
    return {
        "chart": chart_data(history) if history.points else None,
        "average": words.volume(average) if average is not None else "",
        "has_previous": history.has_previous,
        "estimated_word": _estimated_word(estimated),
    }


def chart_data(history: ConsumptionHistory) -> dict[str, Any]:
    """What ``charts.js`` draws; a chart is no money, so its numbers may be floats."""
    previous = [_number(point.previous_m3) for point in history.points]
    return {
        "labels": [_label(point) for point in history.points],
        "values": [_number(point.volume_m3) for point in history.points],
        "estimated": [point.is_estimated for point in history.points],
        "previous": previous if history.has_previous else None,
        "unit": "m³",
    }


def meter_card(meter: InstalledMeter) -> dict[str, Any]:
    """The meter that hangs now and its last reading."""
    value = meter.last_value_m3 if meter.last_value_m3 is not None else meter.initial_value_m3
    read_on = meter.last_read_on or meter.installed_on
    return {
        "serial": meter.serial,
        "facts": [
            {"label": "Lectura", "value": f"{words.volume(value)} m³", "strong": True},
            {"label": "Tomada", "value": words.day(read_on)},
            {"label": "Diámetro", "value": f"{meter.diameter_mm} mm · {meter.digits} dígitos"},
            {"label": "Instalado", "value": words.day(meter.installed_on)},
        ],
    }


def _estimated_word(estimated: list[ConsumptionPoint]) -> str:
    """How the legend calls what no meter gave; one word when all of it has the same reason."""
    labels = {point.basis_label for point in estimated}
    return labels.pop() if len(labels) == 1 else "No medido" if labels else ""


def _label(point: ConsumptionPoint) -> str:
    """``Oct 26``, ``Sep–Oct 26`` for a bimonth."""
    first, last = point.during.start, point.during.last_day
    months = _MONTHS[first.month - 1]
    if (first.year, first.month) != (last.year, last.month):
        months = f"{months}–{_MONTHS[last.month - 1]}"
    return f"{months} {last:%y}"


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
