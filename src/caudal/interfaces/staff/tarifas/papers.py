"""The legal papers of drafts and versions: shown, attached, taken away."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from caudal.domain.platform.models import StoredFile
from caudal.domain.platform.operations.files import file_path
from caudal.domain.tariffs.models import DraftPaper, TariffDraft, TariffVersion, VersionPaper
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import instant
from caudal.interfaces.staff.forms import (
    Confirmation,
    StaffForm,
    answer_confirmation,
    answer_form,
    posted,
    refusals_on,
)
from caudal.usecases.attach_tariff_paper import (
    GivenPaper,
    attach_paper_to_draft,
    attach_paper_to_version,
)
from caudal.usecases.detach_tariff_paper import detach_tariff_paper


class PaperForm(StaffForm):
    """One file."""

    file = forms.FileField(
        label="Documento legal",
        widget=forms.ClearableFileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"required": "Elija el PDF o la imagen."},
        help_text="PDF, PNG o JPEG de la ley, el boletín o el acta.",
    )


def shown_papers(
    papers: QuerySet[DraftPaper] | QuerySet[VersionPaper], *, route: str
) -> list[dict[str, Any]]:
    """Papers as a page lists them; ``route`` opens one."""
    found: Iterable[DraftPaper | VersionPaper] = papers
    return [
        {
            "id": paper.pk,
            "name": paper.file.name,
            "url": reverse(route, args=[paper.pk]),
            "note": f"{paper.attached_by.full_name} · {instant(paper.attached_at)}",
        }
        for paper in found
    ]


def draft_attach(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Attach a paper to a draft."""
    draft = get_object_or_404(TariffDraft, pk=draft_id)
    form = PaperForm(posted(request), request.FILES or None)
    back_url = reverse("tarifas:draft_check", args=[draft_id])
    if form.is_valid():
        with refusals_on(form):
            attach_paper_to_draft(
                draft_id=draft.pk, paper=_given(form), acting_user=request.user, at=now()
            )
            messages.success(request, "Documento adjuntado.")
            return redirect(back_url)
    return _asked(request, form, back_url)


def version_attach(request: StaffRequest, version_id: int) -> HttpResponse:
    """Attach a paper to a version."""
    version = get_object_or_404(TariffVersion, pk=version_id)
    form = PaperForm(posted(request), request.FILES or None)
    back_url = reverse("tarifas:version", args=[version_id])
    if form.is_valid():
        with refusals_on(form):
            attach_paper_to_version(
                version_id=version.pk, paper=_given(form), acting_user=request.user, at=now()
            )
            messages.success(request, "Documento adjuntado.")
            return redirect(back_url)
    return _asked(request, form, back_url)


def draft_detach(request: StaffRequest, draft_paper_id: int) -> HttpResponse:
    """Ask, and take a paper away from its draft."""
    paper = get_object_or_404(DraftPaper.objects.select_related("file"), pk=draft_paper_id)
    back_url = reverse("tarifas:draft_check", args=[paper.draft_id])
    form = StaffForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            detach_tariff_paper(paper_id=paper.pk, acting_user=request.user, at=now())
            messages.success(request, f"«{paper.file.name}» ya no está en el borrador.")
            return redirect(back_url)
    confirmation = Confirmation(
        title=f"¿Quitar «{paper.file.name}»?",
        consequence="Deja de acompañar a este borrador. La bitácora guarda quién lo quitó.",
        verb="Quitar documento",
        action=reverse("tarifas:draft_detach", args=[draft_paper_id]),
        back_url=back_url,
        danger=True,
    )
    return answer_confirmation(request, confirmation, form)


def draft_paper(request: StaffRequest, draft_paper_id: int) -> FileResponse:
    """A paper of a draft, as it was attached."""
    del request
    found = get_object_or_404(DraftPaper.objects.select_related("file"), pk=draft_paper_id)
    return _file(found.file)


def version_paper(request: StaffRequest, version_paper_id: int) -> FileResponse:
    """A paper of a version, as it was attached."""
    del request
    found = get_object_or_404(VersionPaper.objects.select_related("file"), pk=version_paper_id)
    return _file(found.file)


def _file(file: StoredFile) -> FileResponse:
    return FileResponse(
        file_path(sha256=file.sha256).open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.media_type,
    )


def _given(form: PaperForm) -> GivenPaper:
    file = form.cleaned_data["file"]
    return GivenPaper(name=file.name, size_bytes=file.size, chunks=file.chunks())


def _asked(request: StaffRequest, form: PaperForm, back_url: str) -> HttpResponse:
    context = {"page_title": "Adjuntar documento legal", "cancel_url": back_url}
    return answer_form(request, "tarifas/attach.html", form, context)
