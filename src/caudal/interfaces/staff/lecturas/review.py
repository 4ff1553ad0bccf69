"""Crítica: the readings that wait for a decision, with the account in front beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caudal.domain.metering.operations.decision_undo import last_decided
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.metering.queries.review_list import (
    ReviewCounts,
    ReviewFilter,
    ReviewGroup,
    ReviewLine,
    review_counts,
    review_line,
    review_lines,
    review_spot,
)
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.registry.models import BillingPeriod, Route
from caudal.engines.reading_review.findings import label_of
from caudal.engines.reading_review.rules import FindingCode
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.cuentas.account import account_or_404
from caudal.interfaces.staff.lecturas import place
from caudal.interfaces.staff.lecturas.panel import panel_of
from caudal.interfaces.staff.lecturas.presenters import review_rows
from caudal.interfaces.staff.lecturas.review_sheet import TITLE, review_sheet
from caudal.interfaces.staff.lists import EXCEL_TYPE, FORMAT
from caudal.usecases.record_export import record_export

LINES_PER_PAGE = 60
_GROUPS = {
    ReviewGroup.PENDING: "Todas",
    ReviewGroup.RE_READ: "Por releer",
    ReviewGroup.HELD: "Retenidas",
    ReviewGroup.NOTICES: "Avisos",
    ReviewGroup.DECIDED: "Resueltas",
}
_SHORT = {FindingCode.ZERO_AGAIN: "Cero", FindingCode.ESTIMATED_AGAIN: "Estimada otra vez",
          FindingCode.FAR_AWAY: "Lejos de la toma"}  # fmt: skip
_KEYS = (
    ("J", "Bajar"),
    ("K", "Subir"),
    ("X", "Seleccionar"),
    ("A", "Aceptar"),
    ("E", "Estimar"),
    ("R", "Releer"),
    ("H", "Retener"),
    ("C", "Corregir"),
    ("G", "Girado"),
    ("P", "Otro volumen"),
    ("N", "Nota"),
    ("Z", "Deshacer"),
)


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """What the address of the crítica says: filter, page and the account in front."""

    chosen: ReviewFilter
    page: int = 1
    current_id: int | None = None

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "ReviewPlace":
        """From a query string or from the hidden fields of a form; nonsense is the usual."""
        group = values.get("estado", "")
        finding = values.get("hallazgo", "")
        return cls(
            ReviewFilter(
                ReviewGroup(group) if group in set(ReviewGroup) else ReviewGroup.PENDING,
                finding if finding in set(FindingCode) else "",
                _number(values.get("ruta", "")),
            ),
            max(_number(values.get("pagina", "")) or 1, 1),
            _number(values.get("actual", "")),
        )

    def query(self, **changes: str | int | None) -> str:
        """The query string of another place, beginning with ``?``."""
        values: dict[str, str | int | None] = {
            "estado": "" if self.chosen.group is ReviewGroup.PENDING else self.chosen.group.value,
            "hallazgo": self.chosen.finding,
            "ruta": self.chosen.route_id,
            "pagina": None if self.page == 1 else self.page,
            **changes,
        }
        return f"?{urlencode({name: value for name, value in values.items() if value})}"

    def hidden(self) -> list[tuple[str, str]]:
        """The same as fields of a form."""
        return [
            ("estado", self.chosen.group.value),
            ("hallazgo", self.chosen.finding),
            ("ruta", str(self.chosen.route_id or "")),
            ("pagina", str(self.page)),
        ]


def review(request: StaffRequest, period_id: int) -> HttpResponse:
    """The whole screen; ``?cuenta=`` brings an account to the front, wherever it stands."""
    period = place.period_or_404(period_id)
    if number := request.GET.get("cuenta"):
        return redirect(_url_of_account(period, number))
    at = ReviewPlace.read(request.GET.dict())
    if request.GET.get(FORMAT) == "xlsx":
        return _sheet(request, period, at.chosen)
    # Who was in front may have left the list, corrected: the next in the walk takes his place.
    line = review_line(period=period, consumption_id=at.current_id) if at.current_id else None
    context = review_context(request, period, at, after=line.place if line else None)
    return render(request, "lecturas/review.html", context)


def _url_of_account(period: BillingPeriod, number: str) -> str:
    """The page of the walk with the account in front; what nobody had to review is among the
    readings of its own page.
    """
    account_or_404(number)
    spot = review_spot(period=period, account_number=number)
    if spot is None:
        return reverse("cuentas:readings", args=[number])
    at = ReviewPlace(ReviewFilter(spot.group), page=1 + spot.position // LINES_PER_PAGE)
    url = reverse("lecturas:review", args=[period.pk])
    return f"{url}{at.query(actual=spot.consumption_id)}"


def _sheet(request: StaffRequest, period: BillingPeriod, chosen: ReviewFilter) -> HttpResponse:
    """The list as Excel, noted in the log."""
    filters = {"periodo": period.code, "estado": chosen.group.value}
    filters |= {"hallazgo": chosen.finding} if chosen.finding else {}
    filters |= {"ruta": str(chosen.route_id)} if chosen.route_id else {}
    record_export(
        title=f"{TITLE} {period.code}",
        file_format="xlsx",
        filters=filters,
        acting_user=request.user,
        at=now(),
    )
    name = quote(f"{TITLE} {period.cycle.code} {period.code}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    content = review_sheet(period=period, chosen=chosen)
    return HttpResponse(content, content_type=EXCEL_TYPE, headers=headers)


def panel(request: StaffRequest, period_id: int, consumption_id: int) -> HttpResponse:
    """The right column of another account, as one moves through the list."""
    period = place.period_or_404(period_id)
    at = ReviewPlace.read(request.GET.dict())
    line = review_line(period=period, consumption_id=consumption_id)
    if line is None:
        raise Http404
    day = place.day_at(period)
    context = {
        "panel": panel_of(
            line=line,
            period=period,
            rules=review_rules(on_date=day),
            on_date=day,
            place_query=at.query(),
        ),
        "hidden": at.hidden(),
        "seen_at": now().isoformat(),
    }
    return render(request, "lecturas/panel.html", context)


def review_context(
    request: StaffRequest,
    period: BillingPeriod,
    at: ReviewPlace,
    *,
    after: tuple[str, int, int] | None = None,
) -> dict[str, Any]:
    """List, counts and panel. ``after`` is the place in the walk of what was just decided: the
    next one comes to the front.
    """
    day = place.day_at(period)
    rules = review_rules(on_date=day)
    lines, has_more = _page(period, at)
    current = _current(lines, at, after)
    counts = review_counts(period=period, route_id=at.chosen.route_id)
    url = reverse("lecturas:review", args=[period.pk])
    return {
        "page_title": "Crítica de lecturas",
        "period_note": _note(period, at),
        "cycle_url": place.cycle_url(period),
        "summary": _summary(counts),
        "filters": _filters(at, counts, url),
        "groups": _groups(at, counts, url),
        "rows": review_rows(
            lines=lines,
            period=period,
            rules=rules,
            current_id=current.consumption_id if current else None,
        ),
        "is_decidable": at.chosen.group is not ReviewGroup.DECIDED,
        "previous_url": f"{url}{at.query(pagina=at.page - 1)}" if at.page > 1 else "",
        "next_url": f"{url}{at.query(pagina=at.page + 1)}" if has_more else "",
        "empty": _empty(at),
        "excel_url": f"{url}{at.query(pagina=None, formato='xlsx')}",
        "panel": panel_of(
            line=current, period=period, rules=rules, on_date=day, place_query=at.query()
        )
        if current
        else None,
        "hidden": at.hidden(),
        "seen_at": now().isoformat(),
        "decide_url": reverse("lecturas:decide", args=[period.pk]),
        "undo_url": reverse("lecturas:undo", args=[period.pk]),
        "last_act": _last_act(request, period),
        "keys": [{"key": key, "label": label} for key, label in _KEYS],
        "desk_class": "c-desk-flush",
        "desk_body_class": "c-desk-body-378",
    }


def _page(period: BillingPeriod, at: ReviewPlace) -> tuple[list[ReviewLine], bool]:
    lines = review_lines(
        period=period,
        chosen=at.chosen,
        offset=(at.page - 1) * LINES_PER_PAGE,
        limit=LINES_PER_PAGE + 1,
    )
    return lines[:LINES_PER_PAGE], len(lines) > LINES_PER_PAGE


def _current(
    lines: Sequence[ReviewLine], at: ReviewPlace, after: tuple[str, int, int] | None
) -> ReviewLine | None:
    """The account that was in front, else the next one in the walk, else the last one."""
    for line in lines:
        if line.consumption_id == at.current_id:
            return line
    if after is not None:
        for line in lines:
            if line.place > after:
                return line
        return lines[-1] if lines else None
    return lines[0] if lines else None


def _note(period: BillingPeriod, at: ReviewPlace) -> str:
    route = Route.objects.filter(pk=at.chosen.route_id).first() if at.chosen.route_id else None
    where = f" · ruta {route.code}" if route else ""
    return f"{period.cycle.name} · {period.name.lower()}{where}"


def _summary(counts: ReviewCounts) -> list[dict[str, str]]:
    waiting = counts.by_group[ReviewGroup.PENDING]
    return [
        {"value": f"{counts.total:,}", "label": "lecturas"},
        {"value": f"{counts.without_finding:,}", "label": "sin hallazgo"},
        {"value": f"{waiting:,}", "label": "por revisar"},
    ]


def _filters(at: ReviewPlace, counts: ReviewCounts, url: str) -> list[dict[str, Any]]:
    """The findings of the group; their counts add up to the first one."""
    group = at.chosen.group
    found = {
        finding: count for (where, finding), count in counts.by_finding.items() if where is group
    }
    everything = {
        "label": _GROUPS[group],
        "count": f"{counts.by_group[group]:,}",
        "url": f"{url}{at.query(hallazgo='', pagina=None)}",
        "active": not at.chosen.finding,
    }
    by_finding = [
        {
            "label": _SHORT.get(code) or label_of(code, {}),
            "count": f"{found[code.value]:,}",
            "url": f"{url}{at.query(hallazgo=code.value, pagina=None)}",
            "active": at.chosen.finding == code.value,
        }
        for code in FindingCode
        if code.value in found
    ]
    return [everything, *by_finding]


def _groups(at: ReviewPlace, counts: ReviewCounts, url: str) -> list[dict[str, Any]]:
    """The other groups, beside the findings of this one."""
    return [
        {
            "label": "Por revisar" if group is ReviewGroup.PENDING else label,
            "count": f"{counts.by_group[group]:,}",
            "url": f"{url}{at.query(estado=group.value, hallazgo='', pagina=None)}",
            "active": False,
        }
        for group, label in _GROUPS.items()
        if group is not at.chosen.group and counts.by_group[group]
    ]


def _empty(at: ReviewPlace) -> dict[str, str]:
    if at.chosen.group is ReviewGroup.PENDING and not at.chosen.finding:
        return {
            "title": "No queda ninguna lectura por revisar",
            "text": "Lo que llegue con hallazgos aparece aquí. La corrida puede calcularse.",
        }
    return {"title": "Nada coincide con el filtro", "text": "Elija otro hallazgo o estado."}


def _last_act(request: StaffRequest, period: BillingPeriod) -> str:
    """The last act of the person that can be undone: «0182371-8 estimada con 14 m³»."""
    rows = last_decided(period_id=period.pk, user=request.user)
    if not rows:
        return ""
    first = rows[0]
    label = str(Decision(first.decision).label).lower()
    if len(rows) > 1:
        return f"{len(rows):,} lecturas: {label}"
    volume = (
        f" con {words.volume(first.volume_m3)} m³"
        if first.decision in {Decision.ACCEPT, Decision.ESTIMATE}
        else ""
    )
    return f"{first.account.number} {label}{volume}"


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
