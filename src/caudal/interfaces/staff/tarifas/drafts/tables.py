"""The tables of a draft: their list, their head, and the rows of those without groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from caudal.engines.rating.definition import RowMode
from caudal.engines.rating.draft_tables import (
    KEY_TABLE,
    RANGE_TABLE,
    SCHEDULE,
    dimensions_of,
    groups_of,
    key_rows,
    kind_of,
    mode_of,
    with_head,
)
from caudal.engines.rating.drafting import ItemMissing, PutItem, Section, item_at, items_of
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.forms import StaffForm, posted
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.drafts.page import (
    DraftPage,
    answer,
    is_live,
    item_url,
    notes_of,
    page_of,
    save,
    section_url,
    tried,
)
from caudal.kernel.rounding import RoundingRule

KINDS: Final = (
    (SCHEDULE, "Escalonada: de m³ a importe"),
    (RANGE_TABLE, "Rangos: de un número a otro número"),
    (KEY_TABLE, "Claves: un valor por clave"),
)
MODES: Final = tuple((str(mode), text.capitalize()) for mode, text in words.MODES.items())
_RULES: Final = tuple((str(rule), words.ROUNDING[rule].capitalize()) for rule in RoundingRule)


class TableForm(StaffForm):
    """What a table is looked up by and how its rows are written."""

    clave = forms.CharField(
        label="Clave", max_length=40, required=False, help_text="Así la llaman las fórmulas."
    )
    nombre = forms.CharField(label="Nombre en pantalla", max_length=80, required=False)
    tipo = forms.ChoiceField(label="Tipo", choices=KINDS)
    modo = forms.ChoiceField(
        label="Cómo se escriben los renglones",
        choices=MODES,
        required=False,
        help_text="Cada grupo puede decir otra cosa.",
    )
    por = forms.CharField(
        label="Se busca por",
        max_length=200,
        required=False,
        help_text="Entradas o cálculos que forman la clave, separados por comas: uso, zona."
        " Vacío: una sola tabla para todos.",
    )
    unidad = forms.CharField(
        label="Unidad de los importes",
        max_length=40,
        required=False,
        help_text="Vacía: pesos. O la clave de un parámetro, como UMA.",
    )
    multiplica = forms.CharField(
        label="Multiplica topes y bases",
        max_length=200,
        required=False,
        help_text="Como viviendas. Los precios no se multiplican.",
    )
    redondeo_base = forms.ChoiceField(
        label="Redondeo de las bases en pesos", choices=_RULES, required=False
    )
    redondeo_precio = forms.ChoiceField(
        label="Redondeo de los precios en pesos", choices=_RULES, required=False
    )

    def put(self, before: Mapping[str, Any], position: int | None) -> PutItem:
        """The change of the document; the rows stay."""
        said = self.cleaned_data
        head = {
            "tipo": said["tipo"],
            "nombre": said["nombre"],
            "por": [part.strip() for part in said["por"].split(",") if part.strip()],
            "unidad": said["unidad"],
        }
        if said["tipo"] == KEY_TABLE:
            rule = _unless_exact(said["redondeo_base"])
            head |= {"modo": "", "multiplica": "", "redondeo": rule}
        else:
            rules = {name: _unless_exact(said[f"redondeo_{name}"]) for name in ("base", "precio")}
            head |= {
                "modo": said["modo"],
                "multiplica": said["multiplica"],
                "redondeo": {name: rule for name, rule in rules.items() if rule},
            }
        return PutItem(Section.TABLES, said["clave"], with_head(before, head), position)


@dataclass(frozen=True, slots=True)
class TablePage:
    """A table of a draft as one of its pages shows it."""

    page: DraftPage
    position: int
    name: str
    content: Mapping[str, Any]

    @property
    def is_key_table(self) -> bool:
        """Whether its rows are keys with a value."""
        return kind_of(self.content) == KEY_TABLE

    @property
    def has_groups(self) -> bool:
        """Whether its rows stand in groups by key."""
        return not self.is_key_table and bool(dimensions_of(self.content))

    @property
    def url(self) -> str:
        """Where it is edited."""
        return item_url(self.page.draft, Section.TABLES, self.position)

    def put(self, content: Mapping[str, Any]) -> PutItem:
        """The change that gives it another content."""
        return PutItem(Section.TABLES, self.name, dict(content), self.position)


def table_page(draft_id: int, position: int) -> TablePage:
    """A table of a draft, or 404."""
    page = page_of(draft_id, Section.TABLES)
    try:
        name, content = item_at(page.document, Section.TABLES, position)
    except ItemMissing as problem:
        raise Http404 from problem
    return TablePage(page, position, name, content if isinstance(content, Mapping) else {})


def tables(request: StaffRequest, draft_id: int) -> HttpResponse:
    """The tables of a draft."""
    page = page_of(draft_id, Section.TABLES)
    items = [
        {
            "name": name,
            "label": _label(content),
            "url": item_url(page.draft, Section.TABLES, index),
            "summary": _summary(content if isinstance(content, Mapping) else {}),
            "notes": notes_of(page.findings(f"tablas.{name}"))[:3],
            "args": [page.draft.pk, str(Section.TABLES), index],
        }
        for index, (name, content) in enumerate(items_of(page.document, Section.TABLES))
    ]
    return answer(request, page, "tarifas/drafts/tables.html", {"items": items})


def new_table(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Write the head of a table that is not there yet; its rows come next."""
    page = page_of(draft_id, Section.TABLES)
    start = head_of("", {"tipo": SCHEDULE, "modo": str(RowMode.BLOCKS)})
    form = TableForm(posted(request), initial=start)
    if form.is_valid():
        if is_live(request):
            return tried(request, page, lambda: form.put({}, None))
        if saved := save(request, page, lambda: form.put({}, None), form=form):
            position = len(items_of(saved.document, Section.TABLES)) - 1
            messages.success(request, "Tabla agregada. Escriba o pegue sus renglones.")
            return redirect(item_url(page.draft, Section.TABLES, position))
    context = {"tables_url": section_url(page.draft, Section.TABLES)}
    return answer(request, page, "tarifas/drafts/table_head.html", context, form=form)


def table_head(request: StaffRequest, draft_id: int, position: int) -> HttpResponse:
    """Write the head of a table over; its rows stay."""
    found = table_page(draft_id, position)
    page = found.page
    form = TableForm(posted(request), initial=head_of(found.name, found.content))
    if form.is_valid():
        if is_live(request):
            return tried(request, page, lambda: form.put(found.content, position))
        if save(request, page, lambda: form.put(found.content, position), form=form):
            messages.success(request, "Encabezado guardado.")
            return redirect(found.url)
    context = {
        "tables_url": section_url(page.draft, Section.TABLES),
        "table_url": found.url,
        "table_name": found.name,
        "notes": notes_of(page.findings(f"tablas.{found.name}"))[:6],
    }
    return answer(request, page, "tarifas/drafts/table_head.html", context, form=form)


def head_of(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a table."""
    rounding = content.get("redondeo")
    rules = rounding if isinstance(rounding, Mapping) else {"base": rounding}
    exact = str(RoundingRule.EXACT)
    return {
        "clave": name,
        "nombre": content.get("nombre", ""),
        "tipo": kind_of(content),
        "modo": str(mode_of(content)),
        "por": ", ".join(dimensions_of(content)),
        "unidad": content.get("unidad", ""),
        "multiplica": content.get("multiplica", ""),
        "redondeo_base": rules.get("base") or exact,
        "redondeo_precio": rules.get("precio") or exact,
    }


def _unless_exact(rule: str) -> str:
    return "" if rule == RoundingRule.EXACT else rule


def _label(content: Any) -> str:
    return str(content.get("nombre") or "") if isinstance(content, Mapping) else ""


def _summary(content: Mapping[str, Any]) -> str:
    by = ", ".join(dimensions_of(content))
    looked_up = f" por {by}" if by else ""
    if kind_of(content) == KEY_TABLE:
        return f"{counted(len(key_rows(content)), 'clave', 'claves')}{looked_up}"
    groups = groups_of(content)
    rows = counted(sum(len(group.rows) for group in groups), "renglón", "renglones")
    in_groups = f" en {counted(len(groups), 'grupo', 'grupos')}" if by else ""
    return f"{words.MODES[mode_of(content)].capitalize()} · {rows}{in_groups}{looked_up}"
