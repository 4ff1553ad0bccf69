"""Begin a session: which desk, with how much."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from caudal.domain.payments.operations.sessions import CashSessionAlreadyOpen
from caudal.domain.payments.queries.desks import desk_status, free_desks
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.caja.forms import OpenSessionForm
from caudal.interfaces.staff.forms import answer_form, refusals_on
from caudal.kernel.money import format_mxn
from caudal.usecases.open_cash_session import CashDeskNotAvailable, open_cash_session


def open_session(request: StaffRequest) -> HttpResponseBase:
    """Choose a free desk of the cashier's branch and say with how much it begins."""
    if desk_status(cashier_id=request.user.pk) is not None:
        return redirect("caja:desk")
    desks = free_desks(branch_id=request.user.branch_id)
    form = OpenSessionForm(request.POST if request.method == "POST" else None)
    form.fields["desk"].queryset = desks  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        with refusals_on(
            form, fields={CashDeskNotAvailable: "desk", CashSessionAlreadyOpen: "desk"}
        ):
            session = open_cash_session(
                cash_desk_id=form.cleaned_data["desk"].pk,
                float_amount=form.cleaned_data["float_amount"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(
                request, f"Turno abierto con un fondo de {format_mxn(session.float_amount)}."
            )
            return redirect("caja:desk")
    context = {
        "page_title": "Abrir caja",
        "has_desks": desks.exists(),
        "branch": request.user.branch.name if request.user.branch else "",
    }
    return answer_form(request, "caja/open.html", form, context)
