"""What every page of a draft shares: its sections, what is still wrong, and a bill tried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from caudal.domain.tariffs.models import TariffDraft
from caudal.domain.tariffs.queries.concepts import unknown_concepts
from caudal.domain.tariffs.queries.drafts import document_of
from caudal.engines.rating import DraftReview, Finding, Level, review_draft
from caudal.engines.rating.drafting import Document, Edit, Section, edited, items_of
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import instant
from caudal.interfaces.staff.forms import UNPROCESSABLE, StaffForm, posted, refusals_on
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.drafts.preview import Preview, preview_of
from caudal.kernel.errors import Refusal
from caudal.usecases.edit_tariff_draft import edit_tariff_draft

LIVE: Final = "vivo"
REVISION: Final = "revision"
HEAD, CHECK = "datos", "revisar"
SECTION_LABELS: Final = {
    HEAD: "Datos",
    Section.INPUTS: "Entradas",
    Section.PARAMETERS: "Parámetros",
    Section.TABLES: "Tablas",
    Section.CALCULATIONS: "Cálculos",
    Section.CONCEPTS: "Conceptos",
    Section.EXAMPLES: "Casos",
    CHECK: "Enviar",
}


class RevisionForm(StaffForm):
    """A question about a draft: it only carries the revision that the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as one of its pages shows it."""

    draft: TariffDraft
    document: Document
    review: DraftReview
    section: str

    @property
    def is_open(self) -> bool:
        """Whether it can still be written in."""
        return self.draft.state == TariffDraft.State.OPEN

    def findings(self, path: str) -> list[Finding]:
        """What the review says at a place of the document and below it."""
        return [
            found
            for found in self.review.findings
            if found.path == path or found.path.startswith((f"{path}.", f"{path}["))
        ]


def page_of(draft_id: int, section: str) -> DraftPage:
    """The page of a draft, or 404."""
    found = get_object_or_404(
        TariffDraft.objects.select_related("tariff", "edited_by", "closed_by", "copied_from"),
        pk=draft_id,
    )
    document = document_of(draft=found)
    return DraftPage(found, document, review_draft(document), section)


def answer(
    request: StaffRequest,
    page: DraftPage,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    form: StaffForm | None = None,
) -> HttpResponse:
    """The whole page, with its tabs and its panel; 422 when the form was refused."""
    draft = page.draft
    shown = {
        "page_title": _title(page),
        "page_chips": _chips(page),
        "page_note": f"{draft.tariff.name} · guardado {instant(draft.edited_at)}"
        f" por {draft.edited_by.full_name}",
        "breadcrumbs": [
            {"label": "Tarifas", "url": reverse("tarifas:list")},
            {"label": "Borradores", "url": reverse("tarifas:drafts")},
            {"label": _title(page)},
        ],
        "draft": draft,
        "is_open": page.is_open,
        "tabs": _tabs(page),
        "form": form,
        **panel(page, request),
        **(context or {}),
    }
    status = UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200
    return render(request, template, shown, status=status)


def panel(page: DraftPage, request: StaffRequest) -> dict[str, Any]:
    """What is still wrong, each with a link to its place, and the bill tried out."""
    review = page.review
    unknown = unknown_concepts(definition=review.definition)
    preview: Preview = preview_of(page.review, request)
    return {
        "draft": page.draft,
        "preview": preview,
        "calculation": preview.calculation,
        "findings": [_shown(page, found) for found in review.findings],
        "mismatches": [
            {
                "url": item_url(page.draft, Section.EXAMPLES, found.example),
                "message": str(found).partition(": ")[2],
                "place": f"Caso {found.example + 1}",
            }
            for found in review.mismatches
        ],
        "unknown_concepts": ", ".join(unknown),
        "panel_chip": _state(review, unknown),
        "error_count": len(review.errors) + len(review.mismatches),
    }


def save(
    request: StaffRequest, page: DraftPage, edit: Callable[[], Edit], *, form: StaffForm
) -> DraftPage | None:
    """Keep a change. None when it was refused: the form says why and holds what was typed."""
    found: DraftPage | None = None
    with refusals_on(form):
        draft = edit_tariff_draft(
            draft_id=page.draft.pk,
            revision=revision_of(request),
            edit=edit(),
            acting_user=request.user,
            at=now(),
        )
        document = document_of(draft=draft)
        found = replace(page, draft=draft, document=document, review=review_draft(document))
    return found if not form.errors else None


def tried(request: StaffRequest, page: DraftPage, edit: Callable[[], Edit]) -> HttpResponse:
    """The panel as it would be with what is being typed; nothing is saved."""
    refusal = ""
    try:
        document = edited(page.document, edit())
        page = replace(page, document=document, review=review_draft(document))
    except Refusal as problem:
        refusal = str(problem)
    context = {**panel(page, request), "refusal": refusal, "is_tried": True}
    return render(request, "tarifas/drafts/panel.html", context)


def is_live(request: StaffRequest) -> bool:
    """Whether the page only asks how the panel would look."""
    return request.method == "POST" and LIVE in request.POST


def revision_of(request: StaffRequest) -> int:
    """The revision that the page showed; one that nobody has when it says none."""
    typed = request.POST.get(REVISION, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def revision_form(request: StaffRequest, page: DraftPage) -> RevisionForm:
    """The form of a question about a draft."""
    return RevisionForm(posted(request), initial={REVISION: page.draft.revision})


def item_url(draft: TariffDraft, section: Section, position: int) -> str:
    """Where an item of a section is edited."""
    if section is Section.TABLES:
        return reverse("tarifas:draft_table", args=[draft.pk, position])
    return reverse("tarifas:draft_item", args=[draft.pk, section, position])


def section_url(draft: TariffDraft, section: str) -> str:
    """Where a section is edited."""
    named = {HEAD: "tarifas:draft", CHECK: "tarifas:draft_check"}
    if section in named:
        return reverse(named[section], args=[draft.pk])
    if section == Section.TABLES:
        return reverse("tarifas:draft_tables", args=[draft.pk])
    return reverse("tarifas:draft_section", args=[draft.pk, section])


def section_of(path: str) -> str:
    """The section where a path of the document is edited."""
    first = path.partition(".")[0].partition("[")[0]
    return first if first in set(Section) else HEAD


def place_url(page: DraftPage, path: str) -> str:
    """Where something in the document is corrected."""
    section = section_of(path)
    if section == HEAD:
        return section_url(page.draft, HEAD)
    position = _position(page.document, Section(section), path)
    if position is None:
        return section_url(page.draft, section)
    return item_url(page.draft, Section(section), position)


def _position(document: Document, section: Section, path: str) -> int | None:
    rest = path.removeprefix(section)
    if section is Section.EXAMPLES:
        number = rest[1:].partition("]")[0]
        return int(number) if number.isdecimal() else None
    names = [name for name, _ in items_of(document, section)]
    return next(
        (i for i, name in enumerate(names) if f"{rest}.".startswith((f".{name}.", f".{name}["))),
        None,
    )


def _shown(page: DraftPage, found: Finding) -> dict[str, str]:
    label, tone = words.LEVELS[found.level]
    return {
        "label": label,
        "tone": tone,
        "message": found.message,
        "place": words.place(found.path),
        "url": place_url(page, found.path),
    }


def _title(page: DraftPage) -> str:
    code = str(page.document.get("clave") or "").strip()
    return f"Borrador {code}" if code else "Borrador sin clave"


def _chips(page: DraftPage) -> list[dict[str, str]]:
    label, tone = words.DRAFT_STATES[TariffDraft.State(page.draft.state)]
    return [{"label": label, "tone": tone}]


def _state(review: DraftReview, unknown: list[str]) -> dict[str, str]:
    wrong = len(review.errors) + len(review.mismatches)
    if wrong:
        label = "1 por corregir" if wrong == 1 else f"{wrong} por corregir"
        return {"label": label, "tone": "bad", "icon": "circle-x"}
    if not review.definition.examples:
        return {"label": "Faltan casos", "tone": "attention", "icon": "alert-triangle"}
    if unknown:
        return {"label": "Falta catálogo", "tone": "attention", "icon": "alert-triangle"}
    return {"label": "Listo para firma", "tone": "ok", "icon": "check"}


def _tabs(page: DraftPage) -> list[dict[str, Any]]:
    review = page.review
    wrong = [section_of(found.path) for found in review.errors]
    wrong += [Section.EXAMPLES] * len(review.mismatches)
    return [
        {
            "label": label,
            "url": section_url(page.draft, section),
            "active": section == page.section,
            "count": wrong.count(section) or "",
        }
        for section, label in SECTION_LABELS.items()
    ]


def notes_of(findings: list[Finding]) -> list[dict[str, str]]:
    """Findings as they stand at their place: the ones that stop it first."""
    ordered = sorted(findings, key=lambda found: list(Level).index(found.level))
    return [
        {
            "label": words.LEVELS[found.level][0],
            "tone": words.LEVELS[found.level][1],
            "message": found.message,
            "place": words.place(found.path),
        }
        for found in ordered
    ]
