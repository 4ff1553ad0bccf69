"""The sections of a draft that are lists of items: list them, write one, move it, take it out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.tariffs.models import DraftPaper
from caudal.engines.rating.drafting import (
    ItemMissing,
    MoveItem,
    RemoveItem,
    Section,
    item_at,
    items_of,
)
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import Confirmation, answer_confirmation, posted
from caudal.interfaces.staff.tarifas.drafts.example_form import ExampleItem
from caudal.interfaces.staff.tarifas.drafts.item_base import ItemForm
from caudal.interfaces.staff.tarifas.drafts.item_forms import ITEM_FORMS
from caudal.interfaces.staff.tarifas.drafts.page import (
    SECTION_LABELS,
    DraftPage,
    answer,
    is_live,
    item_url,
    notes_of,
    page_of,
    revision_form,
    revision_of,
    save,
    section_url,
    tried,
)
from caudal.interfaces.staff.tarifas.drafts.summaries import formula_words, summary_of
from caudal.usecases.edit_tariff_draft import edit_tariff_draft

_WITH_FORMULAS = (Section.CALCULATIONS, Section.CONCEPTS)


def section(request: StaffRequest, draft_id: int, section: str) -> HttpResponse:
    """The items of a section, in order."""
    page = page_of(draft_id, _section(section))
    return _listed(request, page)


def new_item(request: StaffRequest, draft_id: int, section: str) -> HttpResponse:
    """Write an item that is not there yet."""
    page = page_of(draft_id, _section(section))
    return _written(request, page, position=None)


def item(request: StaffRequest, draft_id: int, section: str, position: int) -> HttpResponse:
    """Write over an item."""
    page = page_of(draft_id, _section(section))
    return _written(request, page, position=position)


def move_item(request: StaffRequest, draft_id: int, section: str, position: int) -> HttpResponse:
    """Put an item one place higher or lower."""
    page = page_of(draft_id, _movable(section))
    places = -1 if request.POST.get("acto") == "subir" else 1
    edit_tariff_draft(
        draft_id=draft_id,
        revision=revision_of(request),
        edit=MoveItem(Section(page.section), position, places),
        acting_user=request.user,
        at=now(),
    )
    return redirect(section_url(page.draft, page.section))


def remove_item(request: StaffRequest, draft_id: int, section: str, position: int) -> HttpResponse:
    """Ask, and take an item out of the draft."""
    page = page_of(draft_id, _movable(section))
    name, _ = _found(page, position)
    what = name or f"Caso {position + 1}"
    back_url = section_url(page.draft, page.section)
    form = revision_form(request, page)
    edit = RemoveItem(Section(page.section), position)
    if form.is_valid() and save(request, page, lambda: edit, form=form):
        messages.success(request, f"«{what}» ya no está en el borrador.")
        return redirect(back_url)
    confirmation = Confirmation(
        title=f"¿Quitar «{what}»?",
        consequence="Sale de este borrador con todo lo que dice. Las fórmulas que lo usen quedarán"
        " por corregir. La bitácora guarda quién lo quitó.",
        verb="Quitar",
        action=reverse("tarifas:draft_remove_item", args=[draft_id, page.section, position]),
        back_url=back_url,
        danger=True,
    )
    return answer_confirmation(request, confirmation, form)


def _listed(request: StaffRequest, page: DraftPage) -> HttpResponse:
    section = Section(page.section)
    form = ITEM_FORMS[section]
    items = [
        {
            "name": name or f"Caso {index + 1}",
            "url": item_url(page.draft, section, index),
            "summary": summary_of(section, content),
            "notes": notes_of(page.findings(_path(section, name, index))),
            "verdict": _verdict(page, index) if section is Section.EXAMPLES else None,
            "args": [page.draft.pk, str(section), index],
        }
        for index, (name, content) in enumerate(items_of(page.document, section))
    ]
    context = {
        "section": str(section),
        "section_label": SECTION_LABELS[section],
        "noun": form.noun,
        "is_feminine": section is Section.INPUTS,
        "lead": form.lead,
        "items": items,
        "notes": notes_of([each for each in page.review.findings if each.path == section]),
    }
    return answer(request, page, "tarifas/drafts/items.html", context)


def _written(request: StaffRequest, page: DraftPage, *, position: int | None) -> HttpResponse:
    section = Section(page.section)
    name, before = _found(page, position) if position is not None else ("", None)
    form = _form(request, page, name, before)
    if form.is_valid():
        if is_live(request):
            return tried(request, page, lambda: form.put(before, position))
        if save(request, page, lambda: form.put(before, position), form=form):
            messages.success(request, f"{_spoken(form, name, position)}: guardado.")
            return redirect(section_url(page.draft, section))
    path = _path(section, name, position or 0)
    context = {
        "section_url": section_url(page.draft, section),
        "section_label": SECTION_LABELS[section],
        "noun": form.noun,
        "item_name": _spoken(form, name, position) if position is not None else "",
        "notes": notes_of(page.findings(path)) if position is not None else [],
        "words": formula_words(page.review.definition) if section in _WITH_FORMULAS else None,
        "papers": _papers(page),
    }
    return answer(request, page, "tarifas/drafts/item.html", context, form=form)


def _form(request: StaffRequest, page: DraftPage, name: str, before: Any) -> ItemForm:
    kind = ITEM_FORMS[Section(page.section)]
    more = {"papers": _papers(page)} if kind is ExampleItem else {}
    return kind(
        posted(request),
        definition=page.review.definition,
        initial=kind.initial_of(name, before),
        **more,
    )


def _papers(page: DraftPage) -> tuple[str, ...]:
    papers = DraftPaper.objects.filter(draft=page.draft)
    return tuple(papers.values_list("file__name", flat=True))


def _spoken(form: ItemForm, name: str, position: int | None) -> str:
    if form.section is Section.EXAMPLES:
        return f"Caso {position + 1}" if position is not None else "Caso nuevo"
    return name or str(form.cleaned_data.get("clave", ""))


def _verdict(page: DraftPage, index: int) -> dict[str, str]:
    """Whether a golden case gives what the law says."""
    wrong = [each for each in page.review.mismatches if each.example == index]
    if wrong:
        return {"label": "Distinto", "tone": "bad", "text": str(wrong[0]).partition(": ")[2]}
    if page.review.is_tariff:
        return {"label": "Igual", "tone": "ok", "text": ""}
    return {"label": "Sin probar", "tone": "neutral", "text": ""}


def _path(section: Section, name: str, position: int) -> str:
    return f"{section}[{position}]" if section is Section.EXAMPLES else f"{section}.{name}"


def _found(page: DraftPage, position: int) -> tuple[str, Any]:
    try:
        return item_at(page.document, Section(page.section), position)
    except ItemMissing as problem:
        raise Http404 from problem


def _section(word: str) -> str:
    """A section whose items have a form of this kind."""
    if word not in {str(section) for section in ITEM_FORMS}:
        raise Http404
    return word


def _movable(word: str) -> str:
    """A section that holds items."""
    if word not in set(Section):
        raise Http404
    return word
