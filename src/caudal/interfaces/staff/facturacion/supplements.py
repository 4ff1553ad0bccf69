"""Prepare a complementary run from the page of an issued one."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.billing.operations.runs import SupplementTooSoon
from caudal.domain.billing.queries.supplements import held_without_bill, principal_of
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.facturacion.forms import SupplementForm
from caudal.interfaces.staff.facturacion.period_runs import reasons_in_words
from caudal.interfaces.staff.facturacion.run import run_or_404
from caudal.interfaces.staff.forms import (
    Confirmation,
    answer_confirmation,
    posted,
    refusals_on,
)
from caudal.usecases.supplement_billing_run import supplement_billing_run


def supplement(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Ask for the date, saying who will be looked at and why they were held, and prepare it."""
    run = run_or_404(run_id)
    day = today(run.cycle.branch.time_zone)
    due_days = run.cycle.due_days
    form = SupplementForm(posted(request), due_days=due_days, initial={"issue_date": day})
    if form.is_valid():
        with refusals_on(form, fields={SupplementTooSoon: "issue_date"}):
            made = supplement_billing_run(
                run_id=run.pk,
                issue_date=form.cleaned_data["issue_date"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"Corrida {made.code} preparada. Ahora calcúlela.")
            return redirect("facturacion:run", made.pk)
    held = held_without_bill(period_id=run.period_id)
    how_many = counted(len(held), "cuenta retenida", "cuentas retenidas")
    reasons = f": {reasons_in_words(held)}" if held else ""
    confirmation = Confirmation(
        title=f"¿Facturar las retenidas de {run.period.name.lower()}?",
        consequence=(
            f"Se prepara una corrida complementaria de {principal_of(run=run).code} con {how_many}"
            f" sin recibo{reasons}. Se calcula, se revisa, se aprueba y se emite como cualquiera;"
            " todavía no se emite nada."
        ),
        verb="Preparar complementaria",
        action=request.path,
        back_url=reverse("facturacion:run", args=[run.pk]),
    )
    return answer_confirmation(request, confirmation, form)
