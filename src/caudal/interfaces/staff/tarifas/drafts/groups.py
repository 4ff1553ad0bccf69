"""The groups of rows of a table of a draft: their list, their order, and taking one out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from caudal.engines.rating.definition import ANY_KEY
from caudal.engines.rating.draft_tables import (
    PlainGroup,
    dimensions_of,
    groups_of,
    moved_group,
    without_group,
)
from caudal.engines.rating.drafting import Section
from caudal.engines.rating.parse_tables import join_key
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.forms import Confirmation, answer_confirmation
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.drafts.grid import key_columns
from caudal.interfaces.staff.tarifas.drafts.page import (
    answer,
    notes_of,
    revision_form,
    revision_of,
    save,
    section_url,
)
from caudal.interfaces.staff.tarifas.drafts.tables import TablePage, table_page
from caudal.usecases.edit_tariff_draft import edit_tariff_draft


def move_group(request: StaffRequest, draft_id: int, position: int, group: int) -> HttpResponse:
    """Put a group one place higher or lower."""
    found = table_page(draft_id, position)
    group_at(found, group)
    places = -1 if request.POST.get("acto") == "subir" else 1
    edit_tariff_draft(
        draft_id=draft_id,
        revision=revision_of(request),
        edit=found.put(moved_group(found.content, group, places)),
        acting_user=request.user,
        at=now(),
    )
    return redirect(found.url)


def remove_group(request: StaffRequest, draft_id: int, position: int, group: int) -> HttpResponse:
    """Ask, and take a group out of its table."""
    found = table_page(draft_id, position)
    what = group_label(found, group_at(found, group))
    form = revision_form(request, found.page)
    edit = found.put(without_group(found.content, group))
    if form.is_valid() and save(request, found.page, lambda: edit, form=form):
        messages.success(request, f"«{what}» ya no está en la tabla.")
        return redirect(found.url)
    confirmation = Confirmation(
        title=f"¿Quitar «{what}»?",
        consequence=f"Sus renglones salen de la tabla {found.name} de este borrador.",
        verb="Quitar",
        action=reverse("tarifas:draft_remove_group", args=[draft_id, position, group]),
        back_url=found.url,
        danger=True,
    )
    return answer_confirmation(request, confirmation, form)


def listed_groups(request: StaffRequest, found: TablePage) -> HttpResponse:
    """The groups of a table, one a line."""
    page = found.page
    groups = [
        {
            "label": group_label(found, each),
            "url": group_url(found, index),
            "copy_url": reverse("tarifas:draft_new_group", args=[page.draft.pk, found.position])
            + f"?copia={index}",
            "summary": _group_summary(each),
            "notes": notes_of(page.findings(group_path(found, each)))[:3],
            "args": [page.draft.pk, found.position, index],
        }
        for index, each in enumerate(groups_of(found.content))
    ]
    path = f"tablas.{found.name}"
    own = [each for each in page.findings(path) if each.path in (path, f"{path}.filas")]
    context = {
        "table_name": found.name,
        "tables_url": section_url(page.draft, Section.TABLES),
        "head_url": reverse("tarifas:draft_table_head", args=[page.draft.pk, found.position]),
        "groups": groups,
        "position": found.position,
        "notes": notes_of([*own, *page.findings(f"{path}.por"), *page.findings(f"{path}.unidad")]),
    }
    return answer(request, page, "tarifas/drafts/groups.html", context)


def group_at(found: TablePage, position: int) -> PlainGroup:
    """A group of a table, or 404."""
    groups = groups_of(found.content)
    if position >= len(groups):
        raise Http404
    return groups[position]


def group_url(found: TablePage, position: int | None) -> str:
    """Where the rows of a group are written; a new one has no position yet."""
    draft_id = found.page.draft.pk
    if not found.has_groups:
        return found.url
    if position is None:
        return reverse("tarifas:draft_new_group", args=[draft_id, found.position])
    return reverse("tarifas:draft_group", args=[draft_id, found.position, position])


def group_label(found: TablePage, group: PlainGroup) -> str:
    """The key of a group, by the names on the screen."""
    columns = key_columns(found.page.review.definition, dimensions_of(found.content))
    parts = [
        dict(column.choices).get(part, "Los demás" if part == ANY_KEY else part)
        for column, part in zip(columns, group.key, strict=True)
    ]
    return ", ".join(parts) or found.name


def _group_summary(group: PlainGroup) -> str:
    rows = counted(len(group.rows), "renglón", "renglones")
    return f"{words.MODES[group.mode].capitalize()} · {rows}"


def group_path(found: TablePage, group: PlainGroup) -> str:
    """Where a group is in the document."""
    path = f"tablas.{found.name}.filas"
    return f"{path}.{join_key(group.key)}" if group.key else path
