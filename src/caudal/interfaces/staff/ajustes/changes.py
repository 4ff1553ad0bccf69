"""Proposals: the list, one of them before and after, and its signature."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from caudal.adapters.packs.showing import shown_rows
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange
from caudal.domain.platform.queries import configuration
from caudal.domain.tariffs.models import TariffVersion
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.ajustes.signatures import STATE_CHIPS, signature_of
from caudal.interfaces.staff.columns import ChipColumn, InstantColumn, StaffColumn, instant
from caudal.interfaces.staff.filters import StaffFilters
from caudal.interfaces.staff.forms import (
    Confirmation,
    StaffForm,
    answer_confirmation,
    posted,
    refusals_on,
)
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable
from caudal.usecases.decide_configuration_change import decide_configuration_change

_NOTE = forms.Textarea({"rows": 2})


class ChangeTable(StaffTable):
    """One proposal a row."""

    title = StaffColumn("Propuesta", small="reason", to=("ajustes:change", {"change_id": "pk"}))
    kind = StaffColumn("Qué cambia", accessor="get_kind_display", order_by="kind")
    state = ChipColumn("Estado", chips=STATE_CHIPS)
    proposed_by = StaffColumn(
        "Propuso", accessor="proposed_by__full_name", order_by="proposed_by__full_name"
    )
    proposed_at = InstantColumn("Propuesta el")
    decided_by = StaffColumn(
        "Decidió", accessor="decided_by__full_name", order_by="decided_by__full_name"
    )

    class Meta(StaffTable.Meta):
        pass


class ChangeFilters(StaffFilters):
    """By state and by what changes."""

    estado = django_filters.ChoiceFilter(
        field_name="state",
        choices=[(state, word) for state, (word, _) in STATE_CHIPS.items()],
        label="Estado",
        empty_label="Todos",
    )
    cambia = django_filters.ChoiceFilter(
        field_name="kind",
        choices=ConfigurationChange.Kind.choices,
        label="Qué cambia",
        empty_label="Todo",
    )


CHANGES = ListScreen(
    table=ChangeTable,
    filters=ChangeFilters,
    order="-proposed_at",
    noun=("propuesta", "propuestas"),
    export_name="Propuestas",
    template="ajustes/changes.html",
    empty=EmptyState(
        title="No hay propuestas",
        text="Lo que mueve dinero lo propone una persona y entra en vigor cuando otra lo firma.",
        icon="writing-sign",
    ),
)


class SignForm(StaffForm):
    """What the signer wants to be remembered."""

    note = forms.CharField(label="Nota", max_length=500, required=False, widget=_NOTE)


class RejectForm(StaffForm):
    """Why it does not take effect."""

    note = forms.CharField(
        label="Motivo",
        max_length=500,
        widget=_NOTE,
        error_messages={"required": "Escriba por qué la rechaza."},
        help_text="Lo lee quien la propuso.",
    )


def changes(request: StaffRequest) -> HttpResponseBase:
    """Every proposal, the newest first."""
    context = {
        "page_title": "Propuestas por firmar",
        "may_propose": request.user.may(Function.PROPOSE_SETTINGS),
    }
    return CHANGES.answer(request, rows=configuration.changes(), context=context)


def change(request: StaffRequest, change_id: int) -> HttpResponse:
    """One proposal: what holds today, what it would be, who asks for it and why."""
    found = _change_or_404(change_id)
    label, tone = STATE_CHIPS[ConfigurationChange.State(found.state)]
    context = {
        "page_title": found.title,
        "page_chips": [{"label": label, "tone": tone}],
        "breadcrumbs": [
            {"label": "Propuestas por firmar", "url": reverse("ajustes:changes")},
            {"label": found.title},
        ],
        "change": found,
        "signature": signature_of(change=found, user=request.user),
        "rows": shown_rows(change=found),
        "facts": _facts(found),
        "version": _version_of(found),
        "may_see_tariffs": request.user.may(Function.VIEW_TARIFFS),
    }
    return render(request, "ajustes/change.html", context)


def sign(request: StaffRequest, change_id: int) -> HttpResponse:
    """Ask, and put it in force."""
    found = _change_or_404(change_id)
    confirmation = Confirmation(
        title=f"¿Firmar «{found.title}»?",
        consequence="Entra en vigor desde su fecha y ya no se cambia: se propone otra."
        " Su firma queda en la bitácora.",
        verb="Firmar propuesta",
        action=reverse("ajustes:sign", args=[change_id]),
        back_url=reverse("ajustes:change", args=[change_id]),
    )
    return _decided(request, found, confirmation, SignForm(posted(request)), signs=True)


def reject(request: StaffRequest, change_id: int) -> HttpResponse:
    """Ask for the reason, and leave it without effect."""
    found = _change_or_404(change_id)
    confirmation = Confirmation(
        title=f"¿Rechazar «{found.title}»?",
        consequence="Nada cambia: sigue en vigor lo de hoy. Quien la propuso lee el motivo.",
        verb="Rechazar propuesta",
        action=reverse("ajustes:reject", args=[change_id]),
        back_url=reverse("ajustes:change", args=[change_id]),
        danger=True,
    )
    return _decided(request, found, confirmation, RejectForm(posted(request)), signs=False)


def _decided(
    request: StaffRequest,
    change: ConfigurationChange,
    confirmation: Confirmation,
    form: forms.Form,
    *,
    signs: bool,
) -> HttpResponse:
    if form.is_valid():
        with refusals_on(form):
            decide_configuration_change(
                change_id=change.pk,
                signs=signs,
                note=form.cleaned_data["note"],
                acting_user=request.user,
                at=now(),
            )
            done = "firmada: ya está en vigor desde su fecha" if signs else "rechazada"
            messages.success(request, f"«{change.title}» {done}.")
            return redirect("ajustes:change", change.pk)
    return answer_confirmation(request, confirmation, form)


def _change_or_404(change_id: int) -> ConfigurationChange:
    return get_object_or_404(configuration.changes(), pk=change_id)


def _facts(change: ConfigurationChange) -> list[dict[str, Any]]:
    facts = [
        {"label": "Qué cambia", "value": change.get_kind_display()},
        {"label": "Propuso", "value": change.proposed_by.full_name},
        {"label": "Propuesta el", "value": instant(change.proposed_at)},
        {"label": "Motivo", "value": change.reason},
    ]
    if change.decided_by is not None and change.decided_at is not None:
        signed = change.state == ConfigurationChange.State.APPLIED
        facts += [
            {"label": "Firmó" if signed else "Rechazó", "value": change.decided_by.full_name},
            {"label": "El", "value": instant(change.decided_at)},
        ]
        if change.decision_note:
            facts.append({"label": "Nota", "value": change.decision_note})
    return facts


def _version_of(change: ConfigurationChange) -> TariffVersion | None:
    if change.kind != ConfigurationChange.Kind.TARIFF_VERSION:
        return None
    return TariffVersion.objects.filter(digest=change.after["digest"]).order_by("-pk").first()
