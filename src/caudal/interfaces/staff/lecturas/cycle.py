"""The cycle under way: who of each route is read, who is missing, what waits in the crítica."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from caudal.domain.billing.queries.reading_gates import reading_gates
from caudal.domain.metering.models import RoutePeriod
from caudal.domain.metering.queries.route_progress import RouteProgress, route_progress
from caudal.domain.metering.queries.unread import routes_of, unread_accounts
from caudal.domain.platform.functions import Function
from caudal.domain.registry.models import BillingPeriod
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.forms import (
    Confirmation,
    StaffForm,
    answer_confirmation,
    posted,
    refusals_on,
)
from caudal.interfaces.staff.lecturas import place
from caudal.usecases.close_route_reading import close_route_reading
from caudal.usecases.open_route_periods import open_route_periods

State = RoutePeriod.State

_CHIPS = {
    "": ("Sin abrir", "neutral"),
    State.OPEN: ("Abierta", "info"),
    State.REVIEWED: ("Revisada", "ok"),
    State.BILLED: ("Facturada", "neutral"),
}


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A route in the table."""

    code: str
    name: str
    accounts: str
    read: str
    unreadable: str
    missing: str
    to_review: str
    chip: dict[str, str]
    bar: list[dict[str, Any]]
    bar_label: str
    capture_url: str
    review_url: str
    close_url: str


def cycle(request: StaffRequest) -> HttpResponseBase:
    """The routes of a cycle in a period."""
    period = place.chosen_period(request)
    if period is None:
        return render(request, "lecturas/no_cycle.html", {"page_title": "Lecturas"})
    routes = route_progress(period=period)
    gate = reading_gates(period_ids=[period.pk])[period.pk]
    reopened = routes_of(account_ids=gate.open_accounts)
    context = {
        "page_title": "Lecturas",
        "page_note": f"{period.cycle.name} · {period.name}",
        "cycles": place.cycle_choices(period),
        "periods": place.period_choices(period),
        "figures": _figures(routes),
        "rows": [
            _row(
                request, period, one, is_open=one.route_id in reopened or one.state != State.BILLED
            )
            for one in routes
        ],
        "route_count": f"{len(routes):,}",
        "total": _total(routes),
        **_links(request, period, routes),
    }
    return render(request, "lecturas/cycle.html", context)


def open_routes(request: StaffRequest, period_id: int) -> HttpResponseBase:
    """Send every route of the cycle to be read."""
    period = place.period_or_404(period_id)
    count = open_route_periods(period_id=period.pk, acting_user=request.user, at=now())
    opened = counted(count, "ruta", "rutas")
    messages.success(
        request, f"Se abrieron {opened} de {period.name}." if count else "Ya estaban abiertas."
    )
    return redirect(place.cycle_url(period))


def close_route(request: StaffRequest, period_id: int, route_id: int) -> HttpResponse:
    """Ask before who was not read goes to the crítica, and send them."""
    period = place.period_or_404(period_id)
    route = place.route_or_404(period, route_id)
    form = StaffForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            count = close_route_reading(
                period_id=period.pk, route_id=route.pk, acting_user=request.user, at=now()
            )
            sent = counted(count, "cuenta pasó", "cuentas pasaron")
            messages.success(request, f"{sent} a la crítica como sin lectura.")
            return redirect(place.cycle_url(period))
    gate = reading_gates(period_ids=[period.pk])[period.pk]
    unread = unread_accounts(period=period, route_ids=[route_id])
    missing = sum(gate.admits(account_id) for account_id in unread)
    question = Confirmation(
        title=f"¿Cerrar la lectura de la ruta {route.code}?",
        consequence=(
            f"{counted(missing, 'cuenta sin leer pasa', 'cuentas sin leer pasan')} a la"
            " crítica con el volumen que proponen las reglas. Si después llega su lectura, la"
            " sustituye."
        ),
        verb="Cerrar lectura",
        action=reverse("lecturas:close", args=[period.pk, route.pk]),
        back_url=place.cycle_url(period),
    )
    return answer_confirmation(request, question, form)


def _figures(routes: list[RouteProgress]) -> list[dict[str, str]]:
    accounts = sum(one.accounts for one in routes)
    read = sum(one.read for one in routes)
    pending, held = sum(one.pending for one in routes), sum(one.held for one in routes)
    missing = sum(one.missing for one in routes)
    share = f"{read * 100 // accounts} % de {accounts:,}" if accounts else "Sin cuentas medidas"
    return [
        {"label": "Leídas", "value": f"{read:,}", "note": share, "tone": ""},
        {
            "label": "Sin poder leer",
            "value": f"{sum(one.unreadable + one.unread for one in routes):,}",
            "note": "con anomalía o cerradas sin visita",
            "tone": "",
        },
        {"label": "Faltan", "value": f"{missing:,}", "note": "sin visita todavía", "tone": ""},
        {
            "label": "Por revisar",
            "value": f"{pending:,}",
            "note": f"y {sum(one.to_re_read for one in routes):,} por releer",
            "tone": "attention" if pending else "",
        },
        {"label": "Retenidas", "value": f"{held:,}", "note": "no se facturan", "tone": ""},
    ]


def _row(
    request: StaffRequest, period: BillingPeriod, one: RouteProgress, *, is_open: bool
) -> RouteRow:
    can_capture = request.user.may(Function.CAPTURE_READINGS)
    can_review = request.user.may(Function.REVIEW_READINGS)
    label, tone = _CHIPS[one.state]
    review = f"{reverse('lecturas:review', args=[period.pk])}?ruta={one.route_id}"
    return RouteRow(
        code=one.code,
        name=one.name or one.sector,
        accounts=f"{one.accounts:,}",
        read=f"{one.read:,}",
        unreadable=f"{one.unreadable + one.unread:,}",
        missing=f"{one.missing:,}",
        to_review=f"{one.pending + one.to_re_read:,}",
        chip={"label": label, "tone": tone},
        bar=_bar(one),
        bar_label=(
            f"Ruta {one.code}: {one.read:,} leídas, {one.unreadable + one.unread:,} sin poder leer"
            f" y {one.missing:,} que faltan, de {one.accounts:,}"
        ),
        capture_url=reverse("lecturas:capture", args=[period.pk, one.route_id])
        if can_capture
        else "",
        review_url=review if can_review and one.pending + one.to_re_read + one.held else "",
        close_url=reverse("lecturas:close", args=[period.pk, one.route_id])
        if can_review and is_open and one.state and one.missing
        else "",
    )


def _bar(one: RouteProgress) -> list[dict[str, Any]]:
    """Read, and found unreadable; the track shows who is missing."""
    whole, start = max(one.accounts, 1), 0
    segments = []
    for tone, count in (("1", one.read), ("attention", one.unreadable + one.unread)):
        if count:
            share = {"start": start * 100 / whole, "share": count * 100 / whole}
            segments.append({**share, "tone": tone})
        start += count
    return segments


def _total(routes: list[RouteProgress]) -> dict[str, str]:
    return {
        "accounts": f"{sum(one.accounts for one in routes):,}",
        "read": f"{sum(one.read for one in routes):,}",
        "unreadable": f"{sum(one.unreadable + one.unread for one in routes):,}",
        "missing": f"{sum(one.missing for one in routes):,}",
        "to_review": f"{sum(one.pending + one.to_re_read for one in routes):,}",
    }


def _links(
    request: StaffRequest, period: BillingPeriod, routes: list[RouteProgress]
) -> dict[str, Any]:
    """What the person may do with the whole cycle."""
    user = request.user
    unopened = [one for one in routes if not one.state]
    waiting = sum(one.pending + one.to_re_read + one.held for one in routes)
    may_import = user.may(Function.IMPORT_READINGS)
    return {
        "open_url": reverse("lecturas:open", args=[period.pk])
        if unopened and user.may(Function.CAPTURE_READINGS)
        else "",
        "open_label": f"Abrir {counted(len(unopened), 'ruta', 'rutas')}",
        "review_url": reverse("lecturas:review", args=[period.pk])
        if user.may(Function.REVIEW_READINGS)
        else "",
        "review_label": f"Revisar crítica ({waiting:,})" if waiting else "Ver crítica",
        "import_url": words.link_if_any("imports:new") if may_import else "",
    }
