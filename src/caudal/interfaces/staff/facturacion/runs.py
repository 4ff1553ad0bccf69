"""The list of runs, and preparing one."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.runs import PeriodAlreadyBilled
from caudal.domain.billing.queries.run_review import preparation_of
from caudal.domain.platform.functions import Function
from caudal.domain.registry.models import BillingPeriod
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.facturacion import words
from caudal.interfaces.staff.facturacion.forms import PrepareForm
from caudal.interfaces.staff.facturacion.lists import RUNS
from caudal.interfaces.staff.forms import answer_form, posted, refusals_on
from caudal.interfaces.staff.shell.place import zone_of
from caudal.usecases.prepare_billing_run import prepare_billing_run


def runs(request: StaffRequest) -> HttpResponseBase:
    """Every run, the latest period first."""
    rows = BillingRun.objects.select_related("cycle", "period", "supplements")
    context = {
        "page_title": "Facturación",
        "may_prepare": request.user.may(Function.CALCULATE_BILLING_RUNS),
    }
    return RUNS.answer(request, rows=rows, context=context)


def prepare(request: StaffRequest) -> HttpResponse:
    """Choose cycle, period and date; what the run would find is told before it is opened."""
    day = today(zone_of(request, request.user).key)
    form = PrepareForm(posted(request), today=day, initial={"issue_date": day})
    if form.is_valid():
        with refusals_on(form, fields={PeriodAlreadyBilled: "period"}):
            run = prepare_billing_run(
                period_id=form.cleaned_data["period"],
                issue_date=form.cleaned_data["issue_date"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"Corrida {run.code} preparada. Ahora calcúlela.")
            return redirect("facturacion:run", run.pk)
    context = {
        "page_title": "Preparar corrida",
        "breadcrumbs": [
            {"label": "Facturación", "url": reverse("facturacion:runs")},
            {"label": "Preparar corrida"},
        ],
        "cancel_url": reverse("facturacion:runs"),
        "preview_url": reverse("facturacion:preview"),
    }
    return answer_form(request, "facturacion/prepare.html", form, context)


def preview(request: StaffRequest) -> HttpResponse:
    """What a run of the chosen period would find today."""
    wanted = request.GET.get("period", "")
    if not wanted.isdecimal():
        return HttpResponse(status=204)
    period = get_object_or_404(BillingPeriod.objects.select_related("cycle"), pk=int(wanted))
    found = preparation_of(period=period)
    unread = found.metered - found.with_volume
    context = {
        "title": f"{period.cycle.name} · {period.name}",
        "active": f"{found.active:,}",
        "suspended": f"{found.suspended:,}" if found.suspended else "",
        "metered": f"{found.metered:,}",
        "due": words.day(period.due_date),
        "unread": counted(unread, "cuenta medida no tiene", "cuentas medidas no tienen")
        if unread
        else "",
        "under_review": counted(found.under_review, "lectura sigue", "lecturas siguen")
        if found.under_review
        else "",
    }
    return render(request, "facturacion/preview.html", context)
