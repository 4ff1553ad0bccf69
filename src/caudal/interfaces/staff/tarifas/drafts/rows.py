"""The rows of the tables of a draft: a grid for each group, or for the whole table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any, Final

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from caudal.engines.rating.definition import ANY_KEY, RowMode
from caudal.engines.rating.draft_tables import (
    RANGE_TABLE,
    PlainGroup,
    as_mode,
    dimensions_of,
    groups_of,
    key_rows,
    kind_of,
    mode_of,
    with_group,
    with_key_rows,
)
from caudal.engines.rating.drafting import PutItem, Section
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.forms import StaffForm, posted
from caudal.interfaces.staff.tarifas.drafts.grid import (
    GridColumn,
    Typed,
    key_columns,
    row_columns,
    typed_rows,
)
from caudal.interfaces.staff.tarifas.drafts.grid_view import shown_grid
from caudal.interfaces.staff.tarifas.drafts.groups import (
    group_at,
    group_label,
    group_path,
    group_url,
    listed_groups,
)
from caudal.interfaces.staff.tarifas.drafts.page import (
    answer,
    is_live,
    notes_of,
    save,
    section_url,
    tried,
)
from caudal.interfaces.staff.tarifas.drafts.tables import MODES, TablePage, table_page

_WRITTEN_AS: Final = "modo_escrito"
_MOST_KEYS: Final = 10_000
_KEY_VALUE: Final = GridColumn("Valor")


class GroupForm(StaffForm):
    """How the rows of a group are written, besides the rows: mode, fixed base, price beyond."""

    modo = forms.ChoiceField(label="Cómo se escriben", choices=MODES)
    fijo = forms.CharField(
        label="Cargo fijo",
        max_length=200,
        required=False,
        help_text="Se suma a todos los renglones.",
    )
    despues = forms.CharField(
        label="Precio después del último",
        max_length=200,
        required=False,
        help_text="Solo de «un importe por rango».",
    )

    def __init__(self, *args: Any, key: Sequence[GridColumn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, column in enumerate(key):
            widget = forms.Select(choices=column.choices) if column.choices else forms.TextInput()
            self.fields[f"llave_{place}"] = forms.CharField(
                label=column.title, max_length=80, required=False, widget=widget
            )
        self.key_size = len(key)

    @property
    def key(self) -> tuple[str, ...]:
        """The key that was chosen."""
        return tuple(
            self.cleaned_data[f"llave_{place}"] or ANY_KEY for place in range(self.key_size)
        )

    def group(self, typed: Typed, written_as: RowMode) -> PlainGroup:
        """The group as it is on the page."""
        said = self.cleaned_data
        rows = typed.written or typed.rows[:1] if written_as is RowMode.FIXED else typed.written
        group = PlainGroup(self.key, written_as, rows, said["fijo"], said["despues"])
        return as_mode(group, RowMode(said["modo"]))


@dataclass(frozen=True, slots=True)
class _Grid:
    """What the page of a grid is answered with."""

    form: StaffForm
    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[str | None, ...], ...]
    path: str
    typed: Typed | None = None


def table(request: StaffRequest, draft_id: int, position: int) -> HttpResponse:
    """A table: its grid, or its groups when it has several."""
    found = table_page(draft_id, position)
    if found.is_key_table:
        return _key_table(request, found)
    if not found.has_groups:
        groups = groups_of(found.content)
        only = groups[0] if groups else PlainGroup((), mode_of(found.content))
        return _group(request, found, only, 0 if groups else None)
    return listed_groups(request, found)


def group(request: StaffRequest, draft_id: int, position: int, group: int) -> HttpResponse:
    """The rows of one group."""
    found = table_page(draft_id, position)
    return _group(request, found, group_at(found, group), group)


def new_group(request: StaffRequest, draft_id: int, position: int) -> HttpResponse:
    """A group that is not there yet, blank or with the rows of another one."""
    found = table_page(draft_id, position)
    blank = PlainGroup(_free_key(found), mode_of(found.content))
    copied = request.GET.get("copia", "")
    start = blank
    if copied.isascii() and copied.isdecimal():
        start = replace(group_at(found, int(copied)), key=blank.key)
    return _group(request, found, start, None)


def _key_table(request: StaffRequest, found: TablePage) -> HttpResponse:
    definition = found.page.review.definition
    columns = (*key_columns(definition, dimensions_of(found.content)), _KEY_VALUE)
    form = StaffForm(posted(request))
    typed = typed_rows(request.POST, columns) if form.is_bound else None
    rows = typed.rows if typed else tuple(key_rows(found.content))
    grid = _Grid(form, columns, rows, f"tablas.{found.name}", typed)

    def edit() -> PutItem:
        return found.put(with_key_rows(found.content, typed.written if typed else rows))

    if typed and form.is_valid():
        if is_live(request):
            return tried(request, found.page, edit)
        if saved := save(request, found.page, edit, form=form):
            return _answer(request, replace(found, page=saved), grid)
    return _answer(request, found, grid)


def _group(
    request: StaffRequest, found: TablePage, start: PlainGroup, position: int | None
) -> HttpResponse:
    """The grid of a group, typed or as it is in the draft."""
    form = _group_form(found, start, posted(request))
    written_as = _written_as(request, start)
    columns = row_columns(written_as, is_range=kind_of(found.content) == RANGE_TABLE)
    typed = typed_rows(request.POST, columns) if form.is_bound else None
    if typed and form.is_valid():
        group = form.group(typed, written_as)

        def edit() -> PutItem:
            return found.put(with_group(found.content, position, group))

        if is_live(request):
            return tried(request, found.page, edit)
        if saved := save(request, found.page, edit, form=form):
            after = replace(found, page=saved, content=edit().content)
            return _saved(request, after, group, typed, position)
    rows = typed.rows if typed else start.rows
    grid = _Grid(form, columns, rows, group_path(found, start), typed)
    return _answer(request, found, grid, start, position)


def _saved(
    request: StaffRequest, found: TablePage, group: PlainGroup, typed: Typed, position: int | None
) -> HttpResponse:
    """The same grid once it is kept; a new group has its own address from now on."""
    last = len(groups_of(found.content)) - 1
    grid = _Grid(
        _group_form(found, group, None),
        row_columns(group.mode, is_range=kind_of(found.content) == RANGE_TABLE),
        typed.rows if group.rows == typed.written else group.rows,
        group_path(found, group),
        typed,
    )
    response = _answer(request, found, grid, group, last if position is None else position)
    if position is None:
        response["HX-Push-Url"] = group_url(found, last)
    return response


def _group_form(found: TablePage, group: PlainGroup, data: QueryDict | None) -> GroupForm:
    columns = key_columns(found.page.review.definition, dimensions_of(found.content))
    return GroupForm(data, key=columns, initial=_initial(group))


def _free_key(found: TablePage) -> tuple[str, ...]:
    """The first key that the tariff lists and has no rows yet."""
    columns = key_columns(found.page.review.definition, dimensions_of(found.content))
    taken = {group.key for group in groups_of(found.content)}
    listed = product(*([key for key, _ in column.choices] or [ANY_KEY] for column in columns))
    usual = (ANY_KEY,) * len(columns)
    return next((key for key in islice(listed, _MOST_KEYS) if key not in taken), usual)


def _answer(
    request: StaffRequest,
    found: TablePage,
    grid: _Grid,
    group: PlainGroup | None = None,
    position: int | None = None,
) -> HttpResponse:
    page = found.page
    findings = page.findings(grid.path)
    pasted = grid.typed.pasted if grid.typed else None
    context: dict[str, Any] = {
        "table_name": found.name,
        "table_url": found.url,
        "tables_url": section_url(page.draft, Section.TABLES),
        "head_url": reverse("tarifas:draft_table_head", args=[page.draft.pk, found.position]),
        "is_grouped": found.has_groups,
        "grid": shown_grid(
            grid.columns,
            grid.rows,
            findings,
            grid.path,
            grid.typed.focus if grid.typed else None,
        ),
        "notes": notes_of([each for each in findings if "[" not in each.path]),
        "pasted": pasted,
        "pasted_count": counted(len(pasted.rows), "renglón", "renglones") if pasted else "",
        "pasted_text": "\n".join(each.text.replace(" · ", "\t") for each in pasted.refused)
        if pasted
        else "",
        "written_as": str(group.mode) if group else "",
        "is_fixed": group is not None and group.mode is RowMode.FIXED,
    }
    if group is not None:
        context |= {
            "group_label": group_label(found, group),
            "group_action": group_url(found, position),
        }
    return answer(request, page, "tarifas/drafts/rows.html", context, form=grid.form)


def _initial(group: PlainGroup) -> Mapping[str, Any]:
    key = {f"llave_{place}": part for place, part in enumerate(group.key)}
    return {"modo": str(group.mode), "fijo": group.fixed, "despues": group.after, **key}


def _written_as(request: StaffRequest, start: PlainGroup) -> RowMode:
    """The way in which the cells of the page are written, which the choice beside may change."""
    said = request.POST.get(_WRITTEN_AS, "")
    return RowMode(said) if said in [str(mode) for mode in RowMode] else start.mode
