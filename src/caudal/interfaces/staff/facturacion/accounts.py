"""The accounts of a run, one by one: what was decided and how it was calculated."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.billing.queries.explanations import Explainer
from caudal.domain.metering.models import Consumption
from caudal.domain.platform.functions import Function
from caudal.domain.registry.queries.account_list import ListedAccount, listed_accounts
from caudal.engines.rating import RatingError
from caudal.engines.sentinels import HoldReason
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.facturacion import words
from caudal.interfaces.staff.facturacion.explanation import explanation
from caudal.interfaces.staff.facturacion.held import reading_url
from caudal.interfaces.staff.facturacion.lists import RUN_ACCOUNTS
from caudal.interfaces.staff.facturacion.run import crumbs, run_or_404
from caudal.kernel.money import format_mxn


def run_accounts(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Every account of the run with its result."""
    run = run_or_404(run_id)
    context = {"page_title": f"Cuentas de {run.code}", "breadcrumbs": crumbs(run, "Cuentas")}
    return RUN_ACCOUNTS.answer(request, rows=RunAccount.objects.filter(run=run), context=context)


def run_account(request: StaffRequest, run_id: int, number: str) -> HttpResponse:
    """One account: result, reason, and the steps of its amount."""
    run = run_or_404(run_id)
    staged = get_object_or_404(
        RunAccount.objects.select_related("account", "tariff_version", "released_by"),
        run=run,
        account__number=number,
    )
    account = listed_accounts(account_ids=[staged.account_id])[staged.account_id]
    label, tone = words.OUTCOME_CHIPS[staged.outcome]
    context: dict[str, Any] = {
        "page_title": f"Cuenta {number} en {run.code}",
        "page_chips": [{"label": label, "tone": tone}],
        "breadcrumbs": crumbs(run, f"Cuenta {number}"),
        "holder": account.holder,
        "total": format_mxn(staged.total),
        "facts": _facts(staged, account),
        "reason": _reason(staged),
        "account_url": reverse("cuentas:account", args=[number]),
        "reading_url": reading_url(run, number) if staged.consumption_id else "",
        "release_url": _release_url(request, run, staged, number),
        **_calculation(staged),
    }
    return render(request, "facturacion/run_account.html", context)


def _calculation(staged: RunAccount) -> dict[str, Any]:
    """The explanation, or why there is none."""
    if staged.tariff_version_id is None or staged.rated_on is None:
        return {"uncalculated": "No llegó a calcularse: primero hay que resolver su motivo."}
    try:
        rated = Explainer().explain(
            version_id=staged.tariff_version_id, rated_on=staged.rated_on, inputs=staged.inputs
        )
    except RatingError as error:
        return {"uncalculated": str(error)}
    return {"explanation": explanation(rated)}


def _facts(staged: RunAccount, account: ListedAccount) -> list[dict[str, str]]:
    basis = Consumption.Basis(staged.basis).label if staged.basis else words.UNKNOWN
    version = staged.tariff_version.code if staged.tariff_version else words.UNKNOWN
    average = staged.average_total
    return [
        {"label": "Domicilio", "value": f"{account.address}, {account.colonia}"},
        {"label": "Uso", "value": account.use_class},
        {"label": "Ruta", "value": f"{account.route_code} · {account.route_sequence}"},
        {"label": "Consumo", "value": f"{words.volume(staged.volume_m3)} m³ ({basis.lower()})"},
        {"label": "Versión de tarifa", "value": version},
        {
            "label": "Promedio de sus recibos",
            "value": format_mxn(average) if average is not None else words.UNKNOWN,
        },
    ]


def _reason(staged: RunAccount) -> str:
    if not staged.reason:
        return ""
    detail = words.reason_detail(staged)
    text = f"{words.reason_title(staged)}{f': {detail}' if detail else ''}."
    if staged.released_by is not None:
        return f"Retenida por «{text}» {staged.released_by.full_name} decidió facturarla."
    return text


def _release_url(request: StaffRequest, run: BillingRun, staged: RunAccount, number: str) -> str:
    can_release = (
        run.state == BillingRun.State.IN_REVIEW
        and staged.outcome == RunAccount.Outcome.HELD
        and staged.reason in set(HoldReason)
        and request.user.may(Function.CALCULATE_BILLING_RUNS)
    )
    return reverse("facturacion:release", args=[run.pk, number]) if can_release else ""
