"""The audit log and one of its acts."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from caudal.domain.platform.models import AuditEntry
from caudal.domain.platform.queries import audit
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.audit import presenters
from caudal.interfaces.staff.audit.lists import ENTRIES
from caudal.interfaces.staff.audit.texts import action_text
from caudal.interfaces.staff.columns import instant
from caudal.kernel.money import format_mxn


def entries(request: StaffRequest) -> HttpResponseBase:
    """Every act, newest first."""
    return ENTRIES.answer(request, rows=audit.entries(), context={"page_title": "Bitácora"})


def entry(request: StaffRequest, entry_id: int) -> HttpResponse:
    """One act with everything that the log knows of it."""
    found = get_object_or_404(audit.entries(), pk=entry_id)
    context = {
        "page_title": action_text(found.action),
        "breadcrumbs": [
            {"label": "Bitácora", "url": reverse("audit:entries")},
            {"label": f"Acto {found.pk}"},
        ],
        "facts": _facts(found),
        "subject_url": presenters.subject_url(found),
        "related_url": _related(found),
        "reason": found.reason,
        "changes": presenters.changes(found),
    }
    return render(request, "audit/entry.html", context)


def _facts(entry: AuditEntry) -> list[dict[str, object]]:
    account = (
        ServiceAccount.objects.filter(pk=entry.account_id).first() if entry.account_id else None
    )
    facts = [
        ("Cuándo", instant(entry.at)),
        ("Quién", entry.actor.full_name if entry.actor else "Caudal"),
        ("Autorizó", entry.approver.full_name if entry.approver else ""),
        ("Sobre", presenters.subject_names([entry])[entry.pk]),
        ("Cuenta", account.number if account else ""),
        ("Importe", format_mxn(entry.amount) if entry.amount is not None else ""),
        ("Equipo", entry.address or ""),
        ("Solicitud", entry.request_id),
        ("Acto", entry.action),
    ]
    return [
        {"label": label, "value": value, "can_copy": label == "Solicitud"}
        for label, value in facts
        if value
    ]


def _related(entry: AuditEntry) -> str:
    """The other acts on the same subject."""
    if entry.subject_id is None:
        return ""
    return f"{reverse('audit:entries')}?tipo={entry.subject_kind}&objeto={entry.subject_id}"
