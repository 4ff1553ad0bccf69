"""Withdraw to the vault, count blind and close."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.payments.operations.sessions import CashSessionClosed, WithdrawalExceedsCash
from caudal.domain.payments.queries.desks import desk_status
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.caja import presenters
from caudal.interfaces.staff.caja.approval import supervisor_signing
from caudal.interfaces.staff.caja.forms import CountForm, WithdrawalForm
from caudal.interfaces.staff.caja.receipts import DESK_CRUMB, SUPERVISOR_FIELDS
from caudal.interfaces.staff.forms import answer_form, refusals_on
from caudal.kernel.money import format_mxn
from caudal.usecases.close_cash_session import close_cash_session
from caudal.usecases.withdraw_cash import withdraw_cash


def withdraw(request: StaffRequest) -> HttpResponseBase:
    """Hand cash over to a supervisor, who signs here."""
    status = desk_status(cashier_id=request.user.pk)
    form = WithdrawalForm(
        request.POST if request.method == "POST" else None,
        initial={"key": secrets.token_urlsafe(18)},
    )
    if request.method == "POST" and form.is_valid():
        fields = {**SUPERVISOR_FIELDS, WithdrawalExceedsCash: "amount"}
        with refusals_on(form, fields=fields):
            if status is None:
                raise CashSessionClosed
            approver = supervisor_signing(
                request,
                username=form.cleaned_data["supervisor"],
                password=form.cleaned_data["password"],
            )
            withdrawal = withdraw_cash(
                cash_session_id=status.session_id,
                amount=form.cleaned_data["amount"],
                key=form.cleaned_data["key"],
                acting_user=request.user,
                approver=approver,
                at=now(),
            )
            amount = format_mxn(withdrawal.amount)
            messages.success(request, f"Retiro {withdrawal.number} por {amount} entregado.")
            return redirect("caja:desk")
    if status is None and request.method != "POST":
        return redirect("caja:open")
    return answer_form(request, "caja/approval.html", form, _withdrawal_page())


def _withdrawal_page() -> dict[str, Any]:
    return {
        "page_title": "Retirar a bóveda",
        "breadcrumbs": [*DESK_CRUMB, {"label": "Retirar a bóveda"}],
        "consequence": (
            "El efectivo sale de su caja y quien firma lo recibe. El retiro queda en su corte."
        ),
        "action": reverse("caja:withdraw"),
        "verb": "Retirar efectivo",
        "back_url": reverse("caja:desk"),
    }


def close_session(request: StaffRequest) -> HttpResponseBase:
    """Corte de caja: count without knowing what is expected; the difference shows afterwards."""
    status = desk_status(cashier_id=request.user.pk)
    form = CountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if status is None:
                raise CashSessionClosed
            closing = close_cash_session(
                cash_session_id=status.session_id,
                denominations=form.denominations(),
                explanation=form.cleaned_data["explanation"],
                acting_user=request.user,
                at=now(),
            )
            return redirect("turnos:session", session_id=closing.session_id)
    if status is None and request.method != "POST":
        return redirect("caja:open")
    context = {
        "page_title": "Corte de caja",
        "breadcrumbs": [*DESK_CRUMB, {"label": "Corte de caja"}],
        "desk": presenters.desk_bar(status=status, at=now()) if status else None,
    }
    return answer_form(request, "caja/close.html", form, context)
