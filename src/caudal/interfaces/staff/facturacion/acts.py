"""What is done to a run: calculate, approve, issue, print, discard, release a held account."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.facturacion import words
from caudal.interfaces.staff.facturacion.forms import ConfirmForm
from caudal.interfaces.staff.facturacion.run import run_or_404
from caudal.interfaces.staff.forms import (
    Confirmation,
    ReasonForm,
    StaffForm,
    answer_confirmation,
    posted,
    refusals_on,
)
from caudal.kernel.money import format_mxn
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.discard_billing_run import discard_billing_run
from caudal.usecases.release_held_account import release_held_account
from caudal.usecases.request_run_calculation import request_run_calculation
from caudal.usecases.request_run_issue import request_run_issue
from caudal.usecases.request_run_print import request_run_print


def calculate(request: StaffRequest, run_id: int) -> HttpResponse:
    """Begin the calculation, or begin it again."""
    run = run_or_404(run_id)
    request_run_calculation(run_id=run.pk, acting_user=request.user, at=now())
    return redirect("facturacion:run", run_id)


def print_routes(request: StaffRequest, run_id: int) -> HttpResponse:
    """Begin to print, route by route."""
    run = run_or_404(run_id)
    request_run_print(run_id=run.pk, acting_user=request.user, at=now())
    return redirect("facturacion:run", run_id)


def approve(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Sign a reviewed run."""
    run = run_or_404(run_id)
    held = counted(run.held_count, "cuenta retenida", "cuentas retenidas")
    consequence = f"Podrán emitirse {_bills(run)}." + (
        f" {held.capitalize()} se quedan sin recibo hasta una corrida complementaria."
        if run.held_count
        else ""
    )

    def act(_form: StaffForm) -> str:
        approve_billing_run(run_id=run_id, acting_user=request.user, at=now())
        return f"Corrida {run.code} aprobada con su firma."

    title = f"¿Aprobar la corrida {run.code}?"
    return _ask(request, run, Question(title, consequence, "Aprobar corrida", act))


def issue(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Begin the issue; resuming one that was interrupted asks nothing again."""
    run = run_or_404(run_id)
    if request.method == "POST" and run.state == BillingRun.State.ISSUING:
        request_run_issue(run_id=run_id, acting_user=request.user, at=now())
        return redirect("facturacion:run", run_id)

    def act(_form: StaffForm) -> str:
        request_run_issue(run_id=run_id, acting_user=request.user, at=now())
        return f"La emisión de {run.code} está en marcha."

    consequence = (
        f"Se emiten {_bills(run)}, con folio, recargos y saldos a favor aplicados. Un recibo"
        " emitido ya no cambia: se corrige cancelándolo. Las cajas siguen cobrando mientras tanto."
    )
    title = f"¿Emitir los recibos de {run.code}?"
    return _ask(request, run, Question(title, consequence, "Emitir recibos", act))


def discard(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Drop a run that nobody has signed."""
    run = run_or_404(run_id)

    def act(form: StaffForm) -> str:
        reason = form.cleaned_data["reason"]
        discard_billing_run(run_id=run_id, reason=reason, acting_user=request.user, at=now())
        return f"Corrida {run.code} descartada; su periodo puede prepararse de nuevo."

    consequence = (
        "Se borra lo calculado y el periodo queda libre para otra corrida. Ningún recibo se ha"
        " emitido; las lecturas no cambian."
    )
    title = f"¿Descartar la corrida {run.code}?"
    return _ask(
        request,
        run,
        Question(title, consequence, "Descartar corrida", act, ReasonForm, danger=True),
    )


def release(request: StaffRequest, run_id: int, number: str) -> HttpResponseBase:
    """Bill anyway an account that a sentinel held."""
    run = run_or_404(run_id)
    staged = get_object_or_404(
        RunAccount.objects.select_related("account"), run=run, account__number=number
    )

    def act(form: StaffForm) -> str:
        release_held_account(
            run_id=run_id,
            account_id=staged.account_id,
            reason=form.cleaned_data["reason"],
            acting_user=request.user,
            at=now(),
        )
        return f"La cuenta {number} se factura por {format_mxn(staged.total)}."

    detail = words.reason_detail(staged)
    consequence = (
        f"Se retuvo por: {words.reason_title(staged).lower()}{f' ({detail})' if detail else ''}."
        f" Su recibo saldrá por {format_mxn(staged.total)} cuando se emita la corrida."
    )
    title = f"¿Facturar la cuenta {number} como se calculó?"
    return _ask(request, run, Question(title, consequence, "Facturar cuenta", act, ReasonForm))


def _bills(run: BillingRun) -> str:
    count = counted(run.billed_count, "recibo", "recibos")
    return f"{count} por {format_mxn(run.total)}, que vencen el {words.day(run.due_date)}"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before an act; ``act`` says what it did."""

    title: str
    consequence: str
    verb: str
    act: Callable[[StaffForm], str]
    form: type[StaffForm] = ConfirmForm
    danger: bool = False


def _ask(request: StaffRequest, run: BillingRun, question: Question) -> HttpResponseBase:
    """Ask, act and go back to the run with what was done."""
    form = question.form(posted(request))
    if form.is_valid():
        with refusals_on(form):
            messages.success(request, question.act(form))
            return redirect("facturacion:run", run.pk)
    confirmation = Confirmation(
        title=question.title,
        consequence=question.consequence,
        verb=question.verb,
        action=request.path,
        back_url=reverse("facturacion:run", args=[run.pk]),
        danger=question.danger,
    )
    return answer_confirmation(request, confirmation, form)
