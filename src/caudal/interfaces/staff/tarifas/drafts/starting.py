"""The list of drafts, and beginning one: blank, copied from a version, or from a YAML file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from caudal.domain.tariffs.models import Tariff, TariffDraft, TariffVersion
from caudal.domain.tariffs.queries.drafts import document_of
from caudal.engines.rating import TariffTextError
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import ChipColumn, InstantColumn, StaffColumn
from caudal.interfaces.staff.forms import StaffForm, answer_form, posted, refusals_on
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.uploads import text_of
from caudal.usecases.start_tariff_draft import start_tariff_draft

BLANK, COPY, FILE = "blanco", "copia", "archivo"


class DraftTable(StaffTable):
    """One draft a row."""

    code = StaffColumn("Borrador", orderable=False, to=("tarifas:draft", {"draft_id": "pk"}))
    tariff = StaffColumn("Tarifa", accessor="draft__tariff__name", order_by="tariff__name")
    state = ChipColumn("Estado", accessor="draft__state", chips=words.DRAFT_STATES)
    edited_by = StaffColumn(
        "Guardó", accessor="draft__edited_by__full_name", order_by="edited_by__full_name"
    )
    edited_at = InstantColumn("Guardado", accessor="draft__edited_at", order_by="edited_at")

    class Meta(StaffTable.Meta):
        pass


class DraftRow:
    """A draft by the code that its document has so far."""

    def __init__(self, draft: TariffDraft) -> None:
        self.draft, self.pk = draft, draft.pk
        self.code = str(document_of(draft=draft).get("clave") or "") or "Sin clave"


DRAFTS = ListScreen(
    table=DraftTable,
    order="-edited_at",
    noun=("borrador", "borradores"),
    export_name="Borradores de tarifa",
    present=lambda drafts: [DraftRow(draft) for draft in drafts],
    template="tarifas/drafts/list.html",
    empty=EmptyState(
        title="No hay borradores",
        text="Empiece uno en blanco, o copie la versión que rige y cambie sus tablas.",
        icon="table",
    ),
)


class StartForm(StaffForm):
    """The tariff, and what the draft starts from."""

    tariff = forms.ModelChoiceField(
        label="Tarifa",
        queryset=Tariff.objects.order_by("name"),
        empty_label="Elija una tarifa",
        error_messages={"required": "Elija la tarifa que tendrá la versión."},
    )
    origin = forms.ChoiceField(
        label="Empezar desde",
        choices=(
            (COPY, "Una versión que ya existe"),
            (BLANK, "Hojas en blanco"),
            (FILE, "Un archivo YAML"),
        ),
        widget=forms.RadioSelect,
        initial=COPY,
    )
    version = forms.ModelChoiceField(
        label="Versión",
        queryset=TariffVersion.objects.order_by("tariff__name", "-valid_during"),
        empty_label="Elija una versión",
        required=False,
        help_text="Si se copia de una versión.",
    )
    file = forms.FileField(
        label="Archivo YAML",
        required=False,
        widget=forms.ClearableFileInput({"accept": ".yaml,.yml"}),
        help_text="Puede tener errores: se muestran para corregirlos.",
    )

    def clean(self) -> dict[str, Any]:
        """What the origin needs must be there."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("origin") == COPY and not said.get("version"):
            self.add_error("version", "Elija la versión que se copia.")
        if said.get("origin") == FILE and not said.get("file"):
            self.add_error("file", "Elija el archivo YAML.")
        return said


def drafts(request: StaffRequest) -> HttpResponseBase:
    """Every draft, the last one saved first."""
    rows = TariffDraft.objects.select_related("tariff", "edited_by")
    context = {
        "page_title": "Borradores de tarifa",
        "breadcrumbs": [
            {"label": "Tarifas", "url": reverse("tarifas:list")},
            {"label": "Borradores"},
        ],
    }
    return DRAFTS.answer(request, rows=rows, context=context)


def new_draft(request: StaffRequest) -> HttpResponse:
    """Begin a draft."""
    form = StartForm(posted(request), request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            draft = _started(request, form)
            if draft is not None:
                return redirect("tarifas:draft", draft.pk)
    context = {
        "page_title": "Nuevo borrador",
        "breadcrumbs": [
            {"label": "Tarifas", "url": reverse("tarifas:list")},
            {"label": "Borradores", "url": reverse("tarifas:drafts")},
            {"label": "Nuevo borrador"},
        ],
        "cancel_url": reverse("tarifas:drafts"),
    }
    return answer_form(request, "tarifas/drafts/new.html", form, context)


def copy_version(request: StaffRequest, version_id: int) -> HttpResponse:
    """Begin a draft with what a version says."""
    version = get_object_or_404(TariffVersion, pk=version_id)
    draft = start_tariff_draft(
        tariff_id=version.tariff_id, copy_of=version, acting_user=request.user, at=now()
    )
    messages.success(
        request, f"Borrador con lo que dice {version.code}: dele otra clave y otra vigencia."
    )
    return redirect("tarifas:draft", draft.pk)


def _started(request: StaffRequest, form: StartForm) -> TariffDraft | None:
    said = form.cleaned_data
    text = text_of(form, said["file"]) if said["origin"] == FILE else None
    if form.errors:
        return None
    try:
        return start_tariff_draft(
            tariff_id=said["tariff"].pk,
            copy_of=said["version"] if said["origin"] == COPY else None,
            text=text,
            acting_user=request.user,
            at=now(),
        )
    except TariffTextError as problem:
        form.add_error("file", str(problem))
        return None
