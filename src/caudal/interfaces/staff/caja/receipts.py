"""Receipts of the session: look at them, print them again, cancel them."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy

from caudal.adapters.documents.issuer import issuer_identity
from caudal.adapters.documents.receipts import render_receipt, render_ticket
from caudal.adapters.documents.typesetting import Mark
from caudal.domain.payments.models import Payment
from caudal.domain.payments.queries import receipts as receipt_queries
from caudal.domain.payments.queries.desks import desk_status
from caudal.domain.payments.queries.receipts import StoredReceipt, stored_receipt
from caudal.domain.platform.functions import Function
from caudal.domain.platform.queries.utility import the_utility
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest, View
from caudal.interfaces.staff.caja import presenters
from caudal.interfaces.staff.caja.approval import (
    SupervisorLockedOut,
    SupervisorUnknown,
    supervisor_signing,
)
from caudal.interfaces.staff.caja.forms import CancelReceiptForm
from caudal.interfaces.staff.caja.frame import PRINTABLE
from caudal.interfaces.staff.caja.papers import receipt_paper
from caudal.interfaces.staff.caja.receipt_view import receipt_view
from caudal.interfaces.staff.forms import answer_form, refusals_on
from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_mxn
from caudal.usecases.cancel_receipt import cancel_receipt

DESK_CRUMB = ({"label": "Caja", "url": reverse_lazy("caja:desk")},)
LIST_CRUMB = ({"label": "Turnos y cortes", "url": reverse_lazy("turnos:list")},)
SUPERVISOR_FIELDS: dict[type[Refusal], str] = {
    SupervisorUnknown: "password",
    SupervisorLockedOut: "supervisor",
}


def visible_receipts(request: StaffRequest) -> QuerySet[Payment]:
    """The receipts in reach: a cashier's own, or all for who may look at all sessions."""
    every = receipt_queries.receipts().select_related("session__desk__branch", "session__cashier")
    if request.user.may(Function.VIEW_CASH_SESSIONS):
        return every
    return every.filter(session__cashier=request.user)


def session_receipts(request: StaffRequest) -> HttpResponseBase:
    """The receipts of the cashier's open session, the last one first."""
    status = desk_status(cashier_id=request.user.pk)
    if status is None:
        return redirect("caja:open")
    found = receipt_queries.receipts().filter(session_id=status.session_id).order_by("-pk")
    lines = presenters.receipt_lines(found, status=status)
    context = {
        "page_title": "Recibos del turno",
        "breadcrumbs": [*DESK_CRUMB, {"label": "Recibos del turno"}],
        "desk": presenters.desk_bar(status=status, at=now()),
        "receipts": lines,
        "receipts_title": presenters.counted_receipts(len(lines)),
    }
    return render(request, "caja/receipts.html", context)


def receipt(request: StaffRequest, payment_id: int) -> HttpResponse:
    """One receipt: what it says and what can be done with it."""
    stored = _stored(request, payment_id)
    return render(request, "caja/receipt.html", _page_of(request, stored))


def _in_a_frame(view: View) -> View:
    """The desk prints the paper from a frame of its own page."""
    return csp_replace({"frame-ancestors": ["'self'"], "object-src": ["'self'"]})(view)


def _ticket(request: StaffRequest, payment_id: int) -> HttpResponse:
    """The receipt on the roll of an 80 mm printer."""
    return _paper(request, payment_id, on_roll=True)


def _letter(request: StaffRequest, payment_id: int) -> HttpResponse:
    """The receipt on a letter page."""
    return _paper(request, payment_id, on_roll=False)


ticket, letter = _in_a_frame(_ticket), _in_a_frame(_letter)


def cancel(request: StaffRequest, payment_id: int) -> HttpResponseBase:
    """Cancel a receipt of the open session: reason, and a supervisor who signs here."""
    own = visible_receipts(request).filter(session__cashier=request.user)
    stored = stored_receipt(payment=get_object_or_404(own, pk=payment_id))
    form = CancelReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, fields=SUPERVISOR_FIELDS):
            approver = supervisor_signing(
                request,
                username=form.cleaned_data["supervisor"],
                password=form.cleaned_data["password"],
            )
            cancel_receipt(
                payment_id=payment_id,
                cash_session_id=stored.session_id,
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
                approver=approver,
                at=now(),
            )
            amount = format_mxn(stored.amount)
            messages.success(request, f"Recibo {stored.folio} cancelado: devuelva {amount}.")
            return _go(request, reverse("caja:receipt", args=[payment_id]))
    template = "caja/approval_dialog.html" if request.htmx else "caja/approval.html"
    return answer_form(request, template, form, _cancellation(stored))


def _go(request: StaffRequest, url: str) -> HttpResponseBase:
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)


def _cancellation(stored: StoredReceipt) -> dict[str, Any]:
    return {
        "page_title": f"Cancelar recibo {stored.folio}",
        "breadcrumbs": [
            *DESK_CRUMB,
            {"label": stored.folio, "url": reverse("caja:receipt", args=[stored.payment_id])},
            {"label": "Cancelar"},
        ],
        "dialog_id": "cancel-receipt",
        "title": f"¿Cancelar el recibo {stored.folio}?",
        "consequence": (
            f"Se devuelven {format_mxn(stored.amount)} y la cuenta {stored.account_number} de"
            f" {stored.holder} vuelve a deber lo que pagó, con sus vencimientos originales."
            " El recibo conserva su folio, marcado CANCELADO."
        ),
        "action": reverse("caja:cancel", args=[stored.payment_id]),
        "verb": "Cancelar recibo",
        "is_danger": True,
        "back_url": reverse("caja:receipt", args=[stored.payment_id]),
    }


def _stored(request: StaffRequest, payment_id: int) -> StoredReceipt:
    return stored_receipt(payment=get_object_or_404(visible_receipts(request), pk=payment_id))


def _page_of(request: StaffRequest, stored: StoredReceipt) -> dict[str, Any]:
    status = desk_status(cashier_id=request.user.pk)
    is_own = status is not None and status.session_id == stored.session_id
    return {
        "page_title": f"Recibo de caja {stored.folio}",
        "page_chips": [{"label": "Cancelado", "tone": "bad"}]
        if stored.is_cancelled
        else [{"label": "Vigente", "tone": "ok"}],
        "breadcrumbs": [
            *(DESK_CRUMB if request.user.may(Function.TAKE_PAYMENTS) else LIST_CRUMB),
            {"label": stored.folio},
        ],
        "receipt": receipt_view(receipt=stored),
        "may_cancel": is_own and not stored.is_cancelled,
    }


def _paper(request: StaffRequest, payment_id: int, *, on_roll: bool) -> HttpResponse:
    stored = _stored(request, payment_id)
    utility = the_utility()
    paper = receipt_paper(receipt=stored, utility=utility)
    render_paper = render_ticket if on_roll else render_receipt
    pdf = render_paper(paper, issuer=issuer_identity(utility=utility), mark=_mark(request, stored))
    kind = "ticket" if on_roll else "recibo"
    disposition = f'inline; filename="{kind}-{stored.folio}.pdf"'
    headers = {"Content-Disposition": disposition, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _mark(request: StaffRequest, stored: StoredReceipt) -> Mark | None:
    """The original prints once, right after the charge, in the login that charged; then copies."""
    if stored.is_cancelled:
        return Mark.CANCELLED
    originals: list[int] = request.session.get(PRINTABLE, [])
    if stored.payment_id not in originals:
        return Mark.COPY
    request.session[PRINTABLE] = [pk for pk in originals if pk != stored.payment_id]
    return None
