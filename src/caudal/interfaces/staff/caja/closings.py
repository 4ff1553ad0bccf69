"""Sessions and their closings: the list for supervisors, and one session with its report."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from caudal.adapters.documents.cash_closings import render_cash_closing
from caudal.adapters.documents.issuer import issuer_identity
from caudal.domain.payments.models import CashClosing, CashSession
from caudal.domain.payments.queries import closings
from caudal.domain.payments.queries.receipts import receipt_of, receipts
from caudal.domain.platform.functions import Function
from caudal.domain.platform.queries.utility import the_utility
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.caja.lists import SESSIONS, with_results
from caudal.interfaces.staff.caja.papers import closing_paper
from caudal.interfaces.staff.caja.presenters import counted_receipts
from caudal.interfaces.staff.caja.receipt_view import Line
from caudal.kernel.money import format_amount, format_mxn


@dataclass(frozen=True, slots=True)
class ClosingView:
    """How a session closed: the difference first, then what explains it."""

    folio: str
    result: str
    tone: str
    difference: str
    cash: tuple[Line, ...]
    counted: tuple[Line, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class SessionReceipt:
    """A receipt of the session."""

    time: str
    folio: str
    holder: str
    amount: str
    url: str
    is_cancelled: bool


def visible_sessions(request: StaffRequest) -> QuerySet[CashSession]:
    """The sessions in reach: the cashier's own, or all for who may look at all of them."""
    every = closings.cash_sessions()
    if request.user.may(Function.VIEW_CASH_SESSIONS):
        return every
    return every.filter(cashier=request.user)


def session_list(request: StaffRequest) -> HttpResponseBase:
    """Every session, with its closing."""
    rows = with_results(sessions=visible_sessions(request))
    return SESSIONS.answer(request, rows=rows, context={"page_title": "Turnos y cortes"})


def session(request: StaffRequest, session_id: int) -> HttpResponse:
    """One session: its closing once it is closed, what left the drawer, its receipts."""
    found = get_object_or_404(visible_sessions(request), pk=session_id)
    zone = ZoneInfo(found.desk.branch.time_zone)
    closing: CashClosing | None = getattr(found, "closing", None)
    lines = _receipts(found, zone)
    context = {
        "page_title": f"Turno de {found.cashier.full_name}",
        "page_chips": [
            {"label": "Cerrado", "tone": "neutral"}
            if closing
            else {"label": "Abierto", "tone": "info"}
        ],
        "breadcrumbs": [_list_crumb(request), {"label": found.cashier.full_name}],
        "facts": _facts(found, zone),
        "closing": _closing_view(closing, found) if closing else None,
        "report_url": reverse("turnos:report", args=[session_id]) if closing else "",
        "tenders": [
            Line(each.label, counted_receipts(each.receipt_count), format_amount(each.amount))
            for each in closings.tenders_of(session_id=session_id)
        ]
        if closing
        else [],
        "withdrawals": [
            Line(
                f"Retiro {each.number}",
                f"{_hour(each.at, zone)} · {each.received_by}",
                format_amount(each.amount),
            )
            for each in closings.withdrawals_of(session_id=session_id)
        ],
        "cancelled": [
            Line(
                each.folio, f"{each.reason} · autorizó {each.approver}", format_amount(each.amount)
            )
            for each in closings.cancelled_receipts_of(session_id=session_id)
        ],
        "receipts": lines,
        "receipts_title": counted_receipts(len(lines)),
        "may_open": request.user.may(Function.TAKE_PAYMENTS) and found.cashier == request.user,
    }
    return render(request, "caja/session.html", context)


def report(request: StaffRequest, session_id: int) -> HttpResponse:
    """The closing report, to be signed."""
    found = get_object_or_404(visible_sessions(request), pk=session_id)
    closing: CashClosing | None = getattr(found, "closing", None)
    if closing is None:
        raise Http404
    issuer = issuer_identity(utility=the_utility())
    pdf = render_cash_closing(closing_paper(closing=closing), issuer=issuer)
    name = f"corte-{closing.folio}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _list_crumb(request: StaffRequest) -> dict[str, str]:
    if request.user.may(Function.VIEW_CASH_SESSIONS):
        return {"label": "Turnos y cortes", "url": reverse("turnos:list")}
    return {"label": "Caja", "url": reverse("caja:desk")}


def _facts(found: CashSession, zone: ZoneInfo) -> list[dict[str, str]]:
    closed_at = _hour(found.closed_at, zone) if found.closed_at else "–"
    return [
        {"label": "Caja", "value": f"{found.desk.name} · {found.desk.branch.name}"},
        {"label": "Fecha", "value": f"{found.business_date:%d/%m/%Y}"},
        {"label": "Abrió", "value": _hour(found.opened_at, zone)},
        {"label": "Cerró", "value": closed_at},
        {"label": "Fondo fijo", "value": format_mxn(found.float_amount)},
    ]


def _closing_view(closing: CashClosing, found: CashSession) -> ClosingView:
    paper = closing_paper(closing=closing)
    difference = closing.over_short
    result, tone = ("Cuadra", "ok") if not difference else ("Sobrante", "attention")
    if difference < 0:
        result, tone = "Faltante", "bad"
    return ClosingView(
        folio=closing.folio,
        result=result,
        tone=tone,
        difference=format_mxn(abs(difference)),
        cash=(
            Line("Fondo fijo", "", format_amount(found.float_amount)),
            Line("Cobrado en efectivo", "", format_amount(paper.cash.collected_mxn)),
            Line("Retiros", "", format_amount(-paper.withdrawn_mxn)),
            Line("Efectivo esperado", "", format_amount(closing.expected_cash)),
            Line("Efectivo declarado", "", format_amount(closing.declared_cash)),
        ),
        counted=tuple(
            Line(each.name, f"× {each.pieces:,}", format_amount(each.amount_mxn))
            for each in paper.denominations
        ),
        explanation=closing.explanation,
    )


def _receipts(found: CashSession, zone: ZoneInfo) -> list[SessionReceipt]:
    return [
        SessionReceipt(
            time=_hour(payment.paid_at, zone),
            folio=payment.movement.folio,
            holder=receipt_of(payment)["holder"],
            amount=format_amount(payment.amount),
            url=reverse("caja:receipt", args=[payment.pk]),
            is_cancelled=hasattr(payment, "reversal"),
        )
        for payment in receipts().filter(session=found).order_by("-pk")
    ]


def _hour(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
