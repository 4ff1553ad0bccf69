"""The last page of a draft: what is still wrong, its papers, and sending it to be signed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.tariffs.models import DraftPaper, TariffDraft
from caudal.domain.tariffs.queries.concepts import unknown_concepts
from caudal.engines.rating import dump_tariff_yaml
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import (
    Confirmation,
    ReasonForm,
    StaffForm,
    answer_confirmation,
    posted,
    refusals_on,
)
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.drafts.page import (
    CHECK,
    DraftPage,
    answer,
    page_of,
    revision_of,
)
from caudal.interfaces.staff.tarifas.papers import shown_papers
from caudal.interfaces.staff.tarifas.responses import attachment
from caudal.kernel.money import format_mxn
from caudal.usecases.discard_tariff_draft import discard_tariff_draft
from caudal.usecases.submit_tariff_draft import submit_tariff_draft


class SubmitForm(StaffForm):
    """Why the tariff changes."""

    reason = forms.CharField(
        label="Motivo",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Lo lee quien firma.",
        error_messages={"required": "Escriba el motivo; quien firma lo leerá."},
    )


def check(request: StaffRequest, draft_id: int) -> HttpResponse:
    """What the review says, and the button that sends the draft to be signed."""
    page = page_of(draft_id, CHECK)
    form = SubmitForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            change = submit_tariff_draft(
                draft_id=draft_id,
                revision=revision_of(request),
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"«{change.title}» espera la firma de otra persona.")
            return redirect("ajustes:change", change.pk)
    papers = DraftPaper.objects.filter(draft=page.draft).select_related("file", "attached_by")
    context = {
        "checks": _checks(page),
        "closed_reason": _closed_reason(page),
        "papers": shown_papers(papers, route="tarifas:draft_paper"),
        "paper_action": reverse("tarifas:draft_attach", args=[draft_id]),
        "cases": _cases(page),
    }
    return answer(request, page, "tarifas/drafts/check.html", context, form=form)


def discard(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Ask why, and close a draft without effect."""
    page_of(draft_id, CHECK)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            discard_tariff_draft(
                draft_id=draft_id,
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, "Borrador descartado; queda en la lista con su motivo.")
            return redirect("tarifas:drafts")
    confirmation = Confirmation(
        title="¿Descartar este borrador?",
        consequence="Ya no se podrá editar ni enviar. Lo escrito se conserva y se puede bajar.",
        verb="Descartar borrador",
        action=reverse("tarifas:draft_discard", args=[draft_id]),
        back_url=reverse("tarifas:draft", args=[draft_id]),
        danger=True,
    )
    return answer_confirmation(request, confirmation, form)


def document(request: StaffRequest, draft_id: int) -> HttpResponse:
    """What a draft says so far, as the YAML file of a version."""
    del request
    page = page_of(draft_id, CHECK)
    name = str(page.document.get("clave") or "borrador")
    return attachment(dump_tariff_yaml(page.document).encode(), f"{name}.yaml", "application/yaml")


def _checks(page: DraftPage) -> list[dict[str, str]]:
    review = page.review
    cases = len(review.definition.examples)
    told = "1 caso de prueba" if cases == 1 else f"{cases} casos de prueba"
    return [
        _step("Sin errores", "Tiene errores por corregir", is_met=review.is_tariff),
        _step(told, "Falta al menos un caso de prueba", is_met=bool(cases)),
        _step(
            "Los casos dan lo esperado, al centavo y en los dos cálculos",
            "Los casos no dan lo esperado",
            is_met=review.is_ready,
        ),
    ]


def _step(met: str, failed: str, *, is_met: bool) -> dict[str, str]:
    return {"label": met, "state": "done"} if is_met else {"label": failed, "state": "failed"}


def _closed_reason(page: DraftPage) -> str:
    """Why the button is closed; empty when it is not."""
    if page.draft.state != TariffDraft.State.OPEN:
        return words.DRAFT_STATES[TariffDraft.State(page.draft.state)][0]
    if unknown_concepts(definition=page.review.definition):
        return "Hay conceptos que el catálogo no tiene."
    if page.review.is_ready:
        return ""
    return "Corrija lo que falta: está en el panel, con su lugar."


def _cases(page: DraftPage) -> list[dict[str, Any]]:
    """Each golden case with its legal text and its verdict."""
    wrong = {found.example: str(found).partition(": ")[2] for found in page.review.mismatches}
    return [
        {
            "number": index + 1,
            "inputs": ", ".join(f"{name} {value}" for name, value in example.inputs),
            "total": format_mxn(example.total) if example.total is not None else "por concepto",
            "source": example.source,
            "wrong": wrong.get(index, ""),
        }
        for index, example in enumerate(page.review.definition.examples)
    ]
