"""Capture a route by keyboard in walking order; each line is saved as it is typed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from caudal.domain.billing.queries.reading_gates import reading_gates
from caudal.domain.metering.models import Consumption, ReadingRemark, RoutePeriod
from caudal.domain.metering.operations.reading_checks import GivenReading
from caudal.domain.metering.queries.capture_sheet import CaptureLine, capture_line, capture_lines
from caudal.domain.registry.models import BillingPeriod, Route
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.forms import UNPROCESSABLE
from caudal.interfaces.staff.lecturas import place
from caudal.interfaces.staff.lecturas.forms import CaptureForm, day_or
from caudal.kernel.errors import Refusal
from caudal.usecases.record_readings import ReadingRefused, record_readings

LINES_PER_PAGE = 200
_KEYS = (
    {"key": "Enter", "label": "Guardar y seguir"},
    {"key": "↑", "label": "Anterior"},
    {"key": "↓", "label": "Siguiente"},
    {"key": "F8", "label": "Siguiente por atender"},
    {"key": "F9", "label": "Siguiente sin leer"},
)


@dataclass(frozen=True, slots=True)
class CaptureStatus:
    """What the page says beside a line; ``can_correct`` offers to replace what is kept."""

    tone: str
    icon: str
    text: str
    can_correct: bool = False


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A line of the walk; ``is_closed`` when nothing may be written on it any more."""

    account_id: int
    sequence: int
    number: str
    holder: str
    address: str
    serial: str
    digits: int
    previous: str
    value: str
    remark: str
    url: str
    status: CaptureStatus | None
    is_closed: bool


def capture(request: StaffRequest, period_id: int, route_id: int) -> HttpResponse:
    """The sheet of a route."""
    period = place.period_or_404(period_id)
    route = place.route_or_404(period, route_id)
    page = _page(request)
    lines = capture_lines(
        period=period,
        route_id=route_id,
        offset=(page - 1) * LINES_PER_PAGE,
        limit=LINES_PER_PAGE + 1,
    )
    walk = RoutePeriod.objects.filter(period=period, route=route).first()
    is_billed = walk is not None and walk.state == RoutePeriod.State.BILLED
    still_open = reading_gates(period_ids=[period.pk])[period.pk].open_accounts
    shown = lines[:LINES_PER_PAGE]
    usual = min(place.day_at(period), period.during.upper - timedelta(days=1))
    context = {
        "page_title": f"Captura de la ruta {route.code}",
        "route": {"code": route.code, "name": route.name or route.sector.name},
        "period_name": f"{period.cycle.name} · {period.name}",
        "back_url": place.cycle_url(period),
        "billed_note": _billed_note(shown, still_open) if is_billed else "",
        **(_progress(walk.read_count, walk.account_count) if walk else _progress(0, len(lines))),
        "read_on": day_or(request.GET.get("fecha", ""), usual).isoformat(),
        "first_day": period.during.lower.isoformat(),
        "last_day": place.day_at(period).isoformat(),
        "meter_reader": request.GET.get("lecturista", ""),
        "shows_previous": request.GET.get("anterior") == "1",
        "remarks": list(ReadingRemark.objects.values("code", "name")),
        "rows": [
            _row(one, period, route, is_closed=is_billed and one.account_id not in still_open)
            for one in shown
        ],
        "previous_page": page - 1,
        "next_page": page + 1 if len(lines) > LINES_PER_PAGE else 0,
        "keys": _KEYS,
        "desk_class": "c-desk-flush",
        "desk_body_class": "c-desk-body-whole",
    }
    return render(request, "lecturas/capture.html", context)


def record(request: StaffRequest, period_id: int, route_id: int, account_id: int) -> HttpResponse:
    """Save one line. The same line sent again changes nothing, so a lost answer does no harm."""
    period = place.period_or_404(period_id)
    route = place.route_or_404(period, route_id)
    if capture_line(period=period, route_id=route_id, account_id=account_id) is None:
        raise Http404
    form = CaptureForm(request.POST)
    if not form.is_valid():
        reason = next(str(errors[0]) for errors in form.errors.values())
        return _answer(request, account_id, _refusal(reason), code=UNPROCESSABLE)
    data = form.cleaned_data
    try:
        record_readings(
            period_id=period.pk,
            readings=[
                GivenReading(
                    account_id=account_id,
                    read_on=data["read_on"],
                    value_m3=data["value"],
                    remark_id=data["remark"].pk if data["remark"] else None,
                    meter_reader=data["meter_reader"],
                )
            ],
            acting_user=request.user,
            at=now(),
            corrects=data["corrects"],
            reason="Corregida al capturar" if data["corrects"] else "",
        )
    except ReadingRefused as refusal:
        status = _refusal(str(refusal), can_correct=refusal.is_conflict)
        return _answer(request, account_id, status, code=UNPROCESSABLE)
    except Refusal as refusal:
        return _answer(request, account_id, _refusal(str(refusal)), code=UNPROCESSABLE)
    line = capture_line(period=period, route_id=route_id, account_id=account_id)
    walk = RoutePeriod.objects.get(period=period, route=route)
    progress = _progress(walk.read_count, walk.account_count)
    return _answer(request, account_id, _status(line) if line else None, progress=progress)


def _answer(
    request: StaffRequest,
    account_id: int,
    status: CaptureStatus | None,
    *,
    progress: dict[str, str] | None = None,
    code: int = 200,
) -> HttpResponse:
    context = {"status": status, "account_id": account_id, "progress": progress}
    return render(request, "lecturas/capture_status.html", context, status=code)


def _progress(read: int, accounts: int) -> dict[str, str]:
    return {"read_count": f"{read:,}", "account_count": f"{accounts:,}"}


def _refusal(reason: str, *, can_correct: bool = False) -> CaptureStatus:
    return CaptureStatus("bad", "alert-circle", reason, can_correct)


def _billed_note(lines: Sequence[CaptureLine], still_open: Collection[int]) -> str:
    """What a billed route still takes."""
    if any(line.account_id in still_open for line in lines):
        return (
            "Esta ruta ya se facturó en este periodo: solo entran lecturas de las cuentas que se"
            " retuvieron y siguen sin recibo."
        )
    return "Esta ruta ya se facturó en este periodo: no entra ninguna lectura."


def _row(line: CaptureLine, period: BillingPeriod, route: Route, *, is_closed: bool) -> CaptureRow:
    return CaptureRow(
        account_id=line.account_id,
        sequence=line.sequence,
        number=line.number,
        holder=line.holder,
        address=line.address,
        serial=line.serial or "Sin medidor",
        digits=line.digits,
        previous=words.volume(line.previous_m3),
        value="" if line.value_m3 is None else _typed(line),
        remark=line.remark_code,
        url=reverse("lecturas:record", args=[period.pk, route.pk, line.account_id]),
        status=_status(line),
        is_closed=is_closed,
    )


def _typed(line: CaptureLine) -> str:
    """As somebody would type it: without thousands."""
    return words.volume(line.value_m3).replace(",", "")


def _status(line: CaptureLine) -> CaptureStatus | None:
    if line.state == Consumption.State.RE_READ:
        return CaptureStatus("attention", "refresh", "Por releer: escriba la nueva lectura")
    if not line.is_recorded:
        return None
    if line.value_m3 is None:
        return CaptureStatus("attention", "alert-triangle", "Sin lectura, con anomalía")
    if line.is_expected:
        return CaptureStatus("ok", "check", "Dentro de lo esperado")
    return CaptureStatus(
        "attention", "alert-triangle", "Fuera de lo esperado: confirme lo que escribió"
    )


def _page(request: StaffRequest) -> int:
    text = request.GET.get("pagina", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 5 else 1
