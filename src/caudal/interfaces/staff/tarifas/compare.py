"""Two versions side by side, or a draft beside a version: what changes, and what a bill costs."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from caudal.adapters.tabular.export import ColumnKind, ExportColumn, write_excel
from caudal.domain.platform.functions import Function
from caudal.domain.tariffs.models import TariffDraft, TariffVersion
from caudal.domain.tariffs.queries.drafts import document_of, open_drafts
from caudal.domain.tariffs.queries.versions import definition_of
from caudal.engines.rating import review_draft
from caudal.engines.rating.compare import Change, Value, compare
from caudal.engines.rating.words import places
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.lists import EXCEL_TYPE
from caudal.interfaces.staff.tarifas.curves import NOTHING, Side, curves, percent_change
from caudal.interfaces.staff.tarifas.responses import attachment
from caudal.kernel.errors import Refusal
from caudal.usecases.record_export import record_export

BEFORE, AFTER = "antes", "despues"
_DRAFT_MARK: Final = "b"
_COLUMNS: Final = (
    ExportColumn(title="Parte"),
    ExportColumn(title="Nombre"),
    ExportColumn(title="Lugar"),
    ExportColumn(title="Qué"),
    ExportColumn(title="Antes"),
    ExportColumn(title="Después"),
    ExportColumn(title="Cambio", kind=ColumnKind.PERCENT),
)


class DraftNotComparable(Refusal):
    """A draft with errors charges nothing yet."""

    def __init__(self) -> None:
        super().__init__("El borrador tiene errores: corríjalos para compararlo.")


class PairIncomplete(Refusal):
    """There is nothing to compare with."""

    def __init__(self) -> None:
        super().__init__("Elija las dos versiones que quiere comparar.")


class PairForm(forms.Form):
    """Which two are compared."""

    def __init__(self, request: StaffRequest, given: dict[str, str]) -> None:
        super().__init__(given, label_suffix="", use_required_attribute=False)
        choices = _choices(request)
        for name, label in ((BEFORE, "Antes"), (AFTER, "Después")):
            self.fields[name] = forms.ChoiceField(label=label, choices=choices)


def comparison(request: StaffRequest) -> HttpResponse:
    """Choose two, and read what changes from one to the other."""
    before, after = (_side(request, request.GET.get(name, "")) for name in (BEFORE, AFTER))
    given = {name: request.GET.get(name, "") for name in (BEFORE, AFTER)}
    context: dict[str, Any] = {
        "page_title": "Comparar versiones",
        "breadcrumbs": [
            {"label": "Tarifas", "url": reverse("tarifas:list")},
            {"label": "Comparar"},
        ],
        "pair_form": PairForm(request, given),
    }
    if before and after:
        context |= _compared(request, before, after)
    return render(request, "tarifas/compare.html", context)


def comparison_excel(request: StaffRequest) -> HttpResponse:
    """Every change in one sheet."""
    before, after = (_side(request, request.GET.get(name, "")) for name in (BEFORE, AFTER))
    if before is None or after is None:
        raise PairIncomplete
    title = f"{before.code} contra {after.code}"
    record_export(
        title=f"Comparación {title}",
        file_format="xlsx",
        filters={},
        acting_user=request.user,
        at=now(),
    )
    book = BytesIO()
    rows = [
        (
            str(change.part),
            change.name,
            change.place,
            change.what,
            _text(change.before),
            _text(change.after),
            change.share,
        )
        for change in compare(before.definition, after.definition)
    ]
    write_excel(stream=book, title=title, columns=_COLUMNS, rows=rows)
    return attachment(book.getvalue(), f"Comparación {title}.xlsx", EXCEL_TYPE)


def _compared(request: StaffRequest, before: Side, after: Side) -> dict[str, Any]:
    changes = compare(before.definition, after.definition)
    query = urlencode({BEFORE: before.value, AFTER: after.value})
    return {
        "before": before,
        "after": after,
        "change_count": len(changes),
        "parts": list(_parts(changes)),
        "excel_url": f"{reverse('tarifas:compare_excel')}?{query}",
        **curves(request.GET, before, after),
    }


def _parts(changes: Sequence[Change]) -> Iterator[dict[str, Any]]:
    for part, found in groupby(changes, key=lambda change: change.part):
        yield {"label": str(part), "rows": [_row(change) for change in found]}


def _row(change: Change) -> dict[str, str]:
    share = change.share
    rises = share is not None and share > 0
    return {
        "name": change.name,
        "place": change.place,
        "what": change.what,
        "before": _text(change.before) or NOTHING,
        "after": _text(change.after) or NOTHING,
        "share": NOTHING if share is None else percent_change(share),
        "tone": "attention" if rises else "ok" if share is not None else "",
    }


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return places(value, 2)
    return value or ""


def _side(request: StaffRequest, value: str) -> Side | None:
    """The version or the draft that the address names; None when it names nothing."""
    if not value:
        return None
    number = value.removeprefix(_DRAFT_MARK)
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Http404
    if value.startswith(_DRAFT_MARK):
        return _draft_side(request, int(number), value)
    version = TariffVersion.objects.filter(pk=int(number)).first()
    if version is None:
        raise Http404
    return Side(version.code, value, definition_of(version=version))


def _draft_side(request: StaffRequest, number: int, value: str) -> Side:
    draft = TariffDraft.objects.filter(pk=number).first()
    if draft is None or not request.user.may(Function.PROPOSE_TARIFFS):
        raise Http404
    review = review_draft(document_of(draft=draft))
    if not review.can_rate:
        raise DraftNotComparable
    return Side(f"borrador {review.definition.code}".strip(), value, review.definition)


def _choices(request: StaffRequest) -> list[tuple[str, str]]:
    versions = TariffVersion.objects.order_by("tariff__name", "-valid_during")
    found = [
        (str(pk), f"{tariff} · {code}")
        for pk, tariff, code in versions.values_list("pk", "tariff__name", "code")
    ]
    if request.user.may(Function.PROPOSE_TARIFFS):
        found += [(f"{_DRAFT_MARK}{draft.pk}", _draft_label(draft)) for draft in open_drafts()]
    return [("", "Elija una versión"), *found]


def _draft_label(draft: TariffDraft) -> str:
    code = document_of(draft=draft).get("clave") or draft.pk
    return f"{draft.tariff.name} · borrador {code}"
