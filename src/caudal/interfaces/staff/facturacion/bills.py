"""Issued bills: those of a run, one explained, its paper, and its cancellation."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from caudal.domain.billing.models import Bill, RoutePrint
from caudal.domain.billing.operations.corrections import preview_cancellation
from caudal.domain.billing.queries.explanations import Explainer
from caudal.domain.metering.models import Consumption
from caudal.domain.platform.functions import Function
from caudal.domain.platform.operations.files import file_path
from caudal.domain.registry.queries.account_list import ListedAccount, listed_accounts
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import instant
from caudal.interfaces.staff.facturacion import words
from caudal.interfaces.staff.facturacion.explanation import explanation
from caudal.interfaces.staff.facturacion.lists import RUN_BILLS
from caudal.interfaces.staff.facturacion.run import crumbs, run_or_404
from caudal.interfaces.staff.forms import (
    Confirmation,
    ReasonForm,
    answer_confirmation,
    posted,
    refusals_on,
)
from caudal.kernel.money import format_mxn
from caudal.usecases.cancel_bill import BillCancelled, cancel_bill
from caudal.usecases.print_bill import print_bill


def run_bills(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """The bills of a run in walking order."""
    run = run_or_404(run_id)
    rows = Bill.objects.filter(run=run).select_related("movement")
    context = {"page_title": f"Recibos de {run.code}", "breadcrumbs": crumbs(run, "Recibos")}
    return RUN_BILLS.answer(request, rows=rows, context=context)


def route_pdf(request: StaffRequest, print_id: int) -> FileResponse:
    """The file of a printed route."""
    del request
    found = get_object_or_404(RoutePrint.objects.select_related("file"), pk=print_id)
    return FileResponse(
        file_path(sha256=found.file.sha256).open("rb"),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.media_type,
    )


def bill_pdf(request: StaffRequest, bill_id: int) -> HttpResponse:
    """The paper of a bill."""
    del request
    bill = _bill_or_404(bill_id)
    disposition = f'inline; filename="recibo-{bill.movement.folio}.pdf"'
    return HttpResponse(
        print_bill(bill=bill),
        content_type="application/pdf",
        headers={"Content-Disposition": disposition},
    )


def bill_explanation(request: StaffRequest, bill_id: int) -> HttpResponse:
    """How each peso of a bill was made, from what was frozen at its issue."""
    bill = _bill_or_404(bill_id)
    account = listed_accounts(account_ids=[bill.account_id])[bill.account_id]
    rated = Explainer().explain(
        version_id=bill.tariff_version_id, rated_on=bill.rated_on, inputs=bill.inputs
    )
    label, tone = words.BILL_CHIPS[bill.is_live]
    may_cancel = bill.is_live and request.user.may(Function.CANCEL_BILLS)
    context = {
        "page_title": f"Recibo {bill.movement.folio}",
        "page_chips": [{"label": label, "tone": tone}],
        "page_note": bill.period.name,
        "breadcrumbs": _crumbs(bill),
        "bill": {"id": bill.pk, "folio": bill.movement.folio},
        "holder": account.holder,
        "account_url": reverse("cuentas:account", args=[account.number]),
        "total": format_mxn(bill.total),
        "facts": _facts(bill, account),
        "links": _links(bill),
        "explanation": explanation(rated),
        "may_cancel": may_cancel,
        "may_see_tariffs": request.user.may(Function.VIEW_TARIFFS),
    }
    return render(request, "facturacion/bill.html", context)


def cancel(request: StaffRequest, bill_id: int) -> HttpResponseBase:
    """Cancel a bill; its period stays without one."""
    return _cancellation(request, bill_id, must_rebill=False)


def rebill(request: StaffRequest, bill_id: int) -> HttpResponseBase:
    """Cancel a bill and issue another in its place."""
    return _cancellation(request, bill_id, must_rebill=True)


def _cancellation(request: StaffRequest, bill_id: int, *, must_rebill: bool) -> HttpResponseBase:
    bill = _bill_or_404(bill_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            cancelled = cancel_bill(
                bill_id=bill_id,
                reason=form.cleaned_data["reason"],
                must_rebill=must_rebill,
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, _done(cancelled))
            new = cancelled.replacement
            return redirect("facturacion:bill_explanation", new.bill_id if new else bill_id)
    verb = "Cancelar y refacturar recibo" if must_rebill else "Cancelar recibo"
    confirmation = Confirmation(
        title=f"¿{verb} {bill.movement.folio}?",
        consequence=_consequence(bill, must_rebill=must_rebill),
        verb=verb,
        action=request.path,
        back_url=reverse("facturacion:bill_explanation", args=[bill_id]),
        danger=True,
    )
    return answer_confirmation(request, confirmation, form)


def _done(cancelled: BillCancelled) -> str:
    if cancelled.replacement is None:
        return f"Recibo {cancelled.cancelled_folio} cancelado."
    new = cancelled.replacement.folio
    return f"Recibo {cancelled.cancelled_folio} cancelado; lo sustituye el {new}."


def _consequence(bill: Bill, *, must_rebill: bool) -> str:
    """What will happen, in pesos, worked out before asking."""
    on_date = today(bill.period.cycle.branch.time_zone)
    preview = preview_cancellation(bill=bill, on_date=on_date)
    parts = [f"La cuenta deja de deber los {format_mxn(bill.total)} de este recibo."]
    if preview.paid:
        parts.append(f"Los {format_mxn(preview.paid)} ya pagados quedan como saldo a favor.")
    if not must_rebill:
        parts.append(f"{bill.period.name} se queda sin recibo.")
    elif preview.new_total is None:
        parts.append(preview.refusal)
    else:
        difference = preview.new_total - bill.total
        parts.append(
            f"Se emite otro por {format_mxn(preview.new_total)}"
            f" ({words.volume(preview.new_volume_m3)} m³), {_compared(difference)}."
        )
    return " ".join([*parts, "El folio cancelado se conserva."])


def _compared(difference: Any) -> str:
    if not difference:
        return "igual que éste"
    return f"{format_mxn(abs(difference))} {'más' if difference > 0 else 'menos'} que éste"


@dataclass(frozen=True, slots=True)
class Link:
    """A sentence about another bill, and where it is."""

    text: str
    url: str
    folio: str
    tone: str


def _links(bill: Bill) -> list[Link]:
    """The cancellation, the bill that this one replaces and the one that replaces it."""
    found = []
    cancellation = getattr(bill, "cancellation", None)
    if cancellation is not None:
        by = cancellation.cancelled_by.full_name
        text = f"Cancelado el {instant(cancellation.cancelled_at)} por {by}: {cancellation.reason}."
        found.append(Link(text, "", "", "bad"))
    for word, other in (("Lo sustituye", _replacement(bill)), ("Sustituye a", bill.replaces)):
        if other is not None:
            url = reverse("facturacion:bill_explanation", args=[other.pk])
            found.append(Link(word, url, other.movement.folio, "info"))
    return found


def _replacement(bill: Bill) -> Bill | None:
    return Bill.objects.select_related("movement").filter(replaces=bill).first()


def _bill_or_404(bill_id: int) -> Bill:
    bills = Bill.objects.select_related(
        "movement",
        "period__cycle__branch",
        "run",
        "tariff_version",
        "consumption__current_reading",
        "consumption__previous_reading",
        "cancellation__cancelled_by",
        "replaces__movement",
    )
    return get_object_or_404(bills, pk=bill_id)


def _crumbs(bill: Bill) -> list[dict[str, str]]:
    folio = bill.movement.folio
    if bill.run is None:
        return [{"label": "Facturación", "url": reverse("facturacion:runs")}, {"label": folio}]
    return crumbs(run_or_404(bill.run.pk), folio)


def _facts(bill: Bill, account: ListedAccount) -> list[dict[str, str]]:
    basis = str(Consumption.Basis(bill.basis).label).lower()
    return [
        {"label": "Cuenta", "value": account.number},
        {"label": "Domicilio", "value": f"{account.address}, {account.colonia}"},
        {"label": "Uso", "value": account.use_class},
        {"label": "Consumo", "value": f"{words.volume(bill.volume_m3)} m³ ({basis})"},
        *_readings(bill),
        {"label": "Emitido", "value": words.day(bill.issue_date)},
        {"label": "Vence", "value": words.day(bill.due_date)},
        {"label": "Versión de tarifa", "value": bill.tariff_version.code},
        {"label": "Huella", "value": f"{bill.content_hash[:12]}…"},
    ]


def _readings(bill: Bill) -> list[dict[str, str]]:
    consumption = bill.consumption
    if consumption is None or consumption.volume_m3 != bill.volume_m3:
        return []
    return [
        {
            "label": label,
            "value": f"{words.volume(reading.value_m3)} el {words.day(reading.read_on)}",
        }
        for label, reading in (
            ("Lectura anterior", consumption.previous_reading),
            ("Lectura actual", consumption.current_reading),
        )
        if reading is not None
    ]
