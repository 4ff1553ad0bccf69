"""The page of a run: one answer (does it close?), and everything to decide about it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries import run_review
from caudal.domain.billing.queries.explanations import recheck
from caudal.domain.billing.queries.route_prints import prints_of, routes_of
from caudal.domain.billing.queries.run_tariffs import versions_published_since
from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.facturacion import run_view, words
from caudal.interfaces.staff.facturacion.held import held_card
from caudal.interfaces.staff.facturacion.job_view import current_job, is_live, run_job_card
from caudal.interfaces.staff.facturacion.period_runs import runs_of_period
from caudal.kernel.money import format_mxn

SAMPLE = 50
VOLUME = "m3"

State = BillingRun.State


def run_or_404(run_id: int) -> BillingRun:
    """The run of an address with its cycle, period and people."""
    runs = BillingRun.objects.select_related(
        "cycle__branch", "period", "supplements", "prepared_by", "approved_by"
    )
    return get_object_or_404(runs, pk=run_id)


def crumbs(run: BillingRun, *more: str) -> list[dict[str, str]]:
    """Where a page of a run stands."""
    found = [
        {"label": "Facturación", "url": reverse("facturacion:runs")},
        {"label": run.cycle.name, "url": f"{reverse('facturacion:runs')}?ciclo={run.cycle_id}"},
    ]
    if run.supplements is not None:
        principal = run.supplements
        url = reverse("facturacion:run", args=[principal.pk])
        found.append({"label": principal.code, "url": url})
    if not more:
        return [*found, {"label": "Complementaria" if run.supplements else run.period.name}]
    found.append({"label": run.code, "url": reverse("facturacion:run", args=[run.pk])})
    return [*found, *({"label": label} for label in more)]


def run(request: StaffRequest, run_id: int) -> HttpResponse:
    """A run, whatever its step."""
    found = run_or_404(run_id)
    job = current_job(found)
    context = {
        **_head(found, request, has_live_job=is_live(job)),
        "run": {"id": found.pk, "code": found.code, "state": found.state},
        "steps": run_view.steps(found),
        "job": run_job_card(run=found, job=job, user=request.user),
        **runs_of_period(run=found, user=request.user, has_live_job=is_live(job)),
    }
    if found.state in run_view.IS_CALCULATED:
        context |= _review(request, found)
    if found.state == State.ISSUED:
        context |= _papers(found)
    return render(request, "facturacion/run.html", context)


def progress(request: StaffRequest, run_id: int) -> HttpResponse:
    """The card of the step under way, asked each second; its end draws the page anew."""
    found = run_or_404(run_id)
    job = current_job(found)
    card = run_job_card(run=found, job=job, user=request.user)
    if card is None or not is_live(job):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "components/progress.html", {"job": card})


def _head(found: BillingRun, request: StaffRequest, *, has_live_job: bool) -> dict[str, Any]:
    label, tone = words.RUN_CHIPS[found.state]
    may_calculate = request.user.may(Function.CALCULATE_BILLING_RUNS) and not has_live_job
    may_issue = request.user.may(Function.APPROVE_BILLING_RUNS) and not has_live_job
    return {
        "page_title": f"Corrida {found.code}",
        "page_chips": [{"label": label, "tone": tone}],
        "page_note": _note(found),
        "breadcrumbs": crumbs(found),
        "trail_url": f"{reverse('audit:entries')}?q={found.code}"
        if request.user.may(Function.VIEW_AUDIT)
        else "",
        "can_calculate": may_calculate and found.state == State.PREPARED,
        "can_recalculate": may_calculate and found.state == State.IN_REVIEW,
        "can_discard": may_calculate and found.state in {State.PREPARED, State.IN_REVIEW},
        "can_issue": may_issue and found.state == State.APPROVED,
        "is_in_review": found.state == State.IN_REVIEW,
        "may_approve": request.user.may(Function.APPROVE_BILLING_RUNS),
    }


def _note(found: BillingRun) -> str:
    dates = f"Emisión {words.day(found.issue_date)} · vence {words.day(found.due_date)}"
    if found.supplements is None:
        return dates
    return f"{words.complementary(found.supplements.code)} · {dates[0].lower()}{dates[1:]}"


def _review(request: StaffRequest, found: BillingRun) -> dict[str, Any]:
    is_open = found.state == State.IN_REVIEW
    missing = run_review.missing_accounts(run=found) if is_open else 0
    aside = run_review.set_aside(run=found)
    uses = run_review.totals_by_use(run=found)
    periods = run_review.periods_before(run=found)
    by_volume = request.GET.get("ver") == VOLUME
    rows, total = run_view.use_rows(uses, by_volume=by_volume)
    context: dict[str, Any] = {
        "equation": run_view.equation(found, aside, missing),
        "amounts": run_view.amounts(found, uses, periods),
        "use_rows": rows,
        "use_total": total,
        "by_volume": by_volume,
        "period_name": found.period.name,
        "is_compared_alike": found.supplements_id is not None,
        "periods": [*periods, words.UNKNOWN, words.UNKNOWN][:2],
        "spread": run_view.spread_chart(run_review.spread_against_average(run=found)),
        "held": held_card(
            run=found, aside=aside, reason=request.GET.get("motivo", ""), user=request.user
        ),
        "accounts_url": run_view.accounts_url(found),
        "accounts_excel_url": f"{run_view.accounts_url(found)}?formato=xlsx",
    }
    if is_open:
        checks = run_view.checks(
            run=found,
            user=request.user,
            missing=missing,
            changed=run_review.changed_consumptions(run=found),
            versions=versions_published_since(run=found),
            sample=recheck(run=found, sample=SAMPLE),
            uses=uses,
            periods=periods,
        )
        stopped_by = next((check.label for check in checks if check.state == "failed"), "")
        context |= {"checks": checks, "stopped_by": stopped_by}
    return context


def _papers(found: BillingRun) -> dict[str, Any]:
    """What an issued run can be printed as."""
    prints, routes = prints_of(run=found), routes_of(run=found)
    outdated = [route for route in routes if not route.is_printed]
    return {
        "bills_url": reverse("facturacion:run_bills", args=[found.pk]),
        "issued": {
            "bills": f"{found.issued_count:,}",
            "total": format_mxn(found.total),
            "routes": f"{len(routes):,}",
            "printed": f"{len(routes) - len(outdated):,}",
        },
        "prints": [
            {
                "route": each.route_code,
                "sector": each.sector_code,
                "bills": f"{each.bill_count:,}",
                "url": reverse("facturacion:route_pdf", args=[each.print_id]),
                "is_current": each.is_current,
            }
            for each in prints
        ],
        "can_print": bool(outdated),
        "print_label": "Imprimir por ruta" if not prints else "Imprimir lo que cambió o falta",
    }
