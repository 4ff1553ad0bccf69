"""The page of a version: its tables by use, what is charged with them, and the calculator."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from caudal.adapters.tabular.export import ColumnKind, ExportColumn, write_excel
from caudal.domain.billing.models import Bill
from caudal.domain.platform.functions import Function
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.queries.versions import definition_of, version_before
from caudal.engines.rating import TariffDefinition, printed_tables
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.ajustes.signatures import (
    Signature,
    signature_of,
    waiting_change_of,
)
from caudal.interfaces.staff.counts import count_of
from caudal.interfaces.staff.forms import UNPROCESSABLE
from caudal.interfaces.staff.laboratorio.access import may_try
from caudal.interfaces.staff.lists import EXCEL_TYPE
from caudal.interfaces.staff.shell.place import zone_of
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.accounts import AccountNotUsable, inputs_of_account
from caudal.interfaces.staff.tarifas.calculator import (
    DATE_FIELD,
    Calculation,
    CalculatorForm,
    calculate,
    starting_values,
)
from caudal.interfaces.staff.tarifas.concepts import shown_concepts
from caudal.interfaces.staff.tarifas.papers import shown_papers
from caudal.interfaces.staff.tarifas.printed import shown_keys, shown_tables, tab_input
from caudal.interfaces.staff.tarifas.responses import attachment
from caudal.interfaces.staff.tarifas.review import review_of_document
from caudal.usecases.record_export import record_export

_COLUMNS = (
    ExportColumn(title="Tabla"),
    ExportColumn(title="Uso"),
    ExportColumn(title="Bloque"),
    ExportColumn(title="Desde", kind=ColumnKind.VOLUME),
    ExportColumn(title="Hasta", kind=ColumnKind.VOLUME),
    ExportColumn(title="Cuota", kind=ColumnKind.MONEY),
    ExportColumn(title="Precio por m³", kind=ColumnKind.PRICE),
    ExportColumn(title="Al tope del bloque", kind=ColumnKind.MONEY),
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the whole page and its fragment share."""

    version: TariffVersion
    definition: TariffDefinition
    tab: str
    form: CalculatorForm
    calculation: Calculation


def version_page(request: StaffRequest, version_id: int) -> HttpResponse:
    """One version, as a person would print it."""
    return _answer(request, _page(request, version_id))


def calculation(request: StaffRequest, version_id: int) -> HttpResponse:
    """The answer of the calculator as one types, with the rows that it passes through."""
    context = {**_calculated(_page(request, version_id)), "is_fragment": True}
    return render(request, "tarifas/calculation.html", context)


def real_account(request: StaffRequest, version_id: int) -> HttpResponse:
    """Fill the calculator with what a real account would bring."""
    page = _page(request, version_id)
    day = _day_in_force(page.definition, _today(request))
    number = request.GET.get("cuenta", "").strip()
    try:
        inputs = inputs_of_account(page.definition, number=number, on_date=day)
    except AccountNotUsable as refusal:
        return _answer(request, page, account_problem=str(refusal))
    url = reverse("tarifas:version", args=[version_id])
    return redirect(f"{url}?{urlencode({**inputs, 'cuenta': number})}")


def excel(request: StaffRequest, version_id: int) -> HttpResponse:
    """Every table of the version in one sheet."""
    version = get_object_or_404(TariffVersion, pk=version_id)
    record_export(
        title=f"Tarifa {version.code}",
        file_format="xlsx",
        filters={},
        acting_user=request.user,
        at=now(),
    )
    book = BytesIO()
    rows = [
        (t.label, t.key_label, row.title, row.lower, row.upper, row.quota, row.price, row.at_top)
        for t in printed_tables(definition_of(version=version))
        for row in t.rows
    ]
    write_excel(stream=book, title=version.code, columns=_COLUMNS, rows=rows)
    return attachment(book.getvalue(), f"Tarifa {version.code}.xlsx", EXCEL_TYPE)


def document(request: HttpRequest, version_id: int) -> HttpResponse:
    """The version as the YAML file that can be loaded elsewhere."""
    del request
    version = get_object_or_404(TariffVersion, pk=version_id)
    return attachment(version.document.encode(), f"{version.code}.yaml", "application/yaml")


def _answer(request: StaffRequest, page: _Page, *, account_problem: str = "") -> HttpResponse:
    version, definition = page.version, page.definition
    context = {
        **_calculated(page),
        "page_title": f"Tarifa {version.code}",
        "page_chips": words.chips(version=version, on=_today(request)),
        "breadcrumbs": [
            {"label": "Tarifas", "url": reverse("tarifas:list")},
            {"label": version.tariff.name},
        ],
        "version": version,
        "signature": _signature(request, version),
        "facts": _facts(version, definition),
        "tabs": _tabs(request, page),
        "concepts": shown_concepts(definition, page.calculation.bill),
        "review": review_of_document(version.document),
        "form": page.form,
        "papers": shown_papers(
            version.papers.select_related("file", "attached_by"), route="tarifas:version_paper"
        ),
        "may_propose": request.user.may(Function.PROPOSE_TARIFFS),
        "compare_url": _compare_url(version),
        "versions_url": f"{reverse('tarifas:list')}?tarifa={version.tariff_id}",
        "account_number": request.GET.get("cuenta", ""),
        "account_problem": account_problem,
        "may_use_accounts": request.user.may(Function.VIEW_ACCOUNTS),
        "may_try": may_try(request.user),
    }
    status = UNPROCESSABLE if account_problem else 200
    return render(request, "tarifas/version.html", context, status=status)


def _compare_url(version: TariffVersion) -> str:
    """This version beside the one that it follows."""
    earlier = version_before(version=version)
    query = {"antes": earlier.pk if earlier else "", "despues": version.pk}
    return f"{reverse('tarifas:compare')}?{urlencode(query)}"


def _page(request: StaffRequest, version_id: int) -> _Page:
    version = get_object_or_404(TariffVersion.objects.select_related("tariff"), pk=version_id)
    definition = definition_of(version=version)
    spec = tab_input(definition)
    keys = [value.key for value in spec.values] if spec else []
    wanted = request.GET.get(spec.name, "") if spec else ""
    tab = wanted if wanted in keys else (keys or [""])[0]
    day = _day_in_force(definition, _today(request))
    values = starting_values(definition, tab=tab, on_date=day, given=request.GET.dict())
    form = CalculatorForm(definition, values)
    return _Page(version, definition, tab, form, calculate(definition, form))


def _calculated(page: _Page) -> dict[str, Any]:
    """The tables with the rows that were reached, and the calculation."""
    earlier = version_before(version=page.version)
    day: date = page.form.cleaned_data.get(DATE_FIELD) or page.definition.validity.start
    return {
        "calculation": page.calculation,
        "tables": shown_tables(
            page.definition,
            on_date=_day_in_force(page.definition, day),
            tab=page.tab,
            before=definition_of(version=earlier) if earlier else None,
            pieces=page.calculation.pieces,
        ),
        "key_tables": shown_keys(page.definition, tab=page.tab),
        "earlier_code": earlier.code if earlier else "",
        "version_id": page.version.pk,
    }


def _signature(request: StaffRequest, version: TariffVersion) -> Signature | None:
    """The buttons of a version that waits to be signed."""
    change = waiting_change_of(digest=version.digest)
    return signature_of(change=change, user=request.user) if change else None


def _tabs(request: StaffRequest, page: _Page) -> list[dict[str, Any]]:
    """One tab for each use; what was typed in the calculator goes along."""
    spec = tab_input(page.definition)
    if spec is None:
        return []
    kept = {name: value for name, value in request.GET.items() if page.definition.input(name)}
    return [
        {
            "label": value.label or value.key,
            "url": f"?{urlencode({**kept, spec.name: value.key})}",
            "active": value.key == page.tab,
        }
        for value in spec.values
    ]


def _facts(version: TariffVersion, definition: TariffDefinition) -> list[dict[str, str]]:
    source = definition.source
    bills = count_of(Bill.objects.filter(tariff_version=version))
    facts = [
        {"label": "Vigencia", "value": _validity(version)},
        {"label": "Se aplica por", "value": words.CRITERIA[definition.validity.criterion]},
        {"label": "Fuente", "value": source.published or source.norm},
        {"label": "Aprobaron", "value": source.approved_by or _signers(version)},
        {"label": "Recibos emitidos con ella", "value": bills.text},
    ]
    return [fact for fact in facts if fact["value"]]


def _validity(version: TariffVersion) -> str:
    start, end = version.valid_during.lower, version.valid_during.upper
    if end is None:
        return f"{words.day(start)} en adelante"
    return f"{words.day(start)} al {words.day(end - timedelta(days=1))}"


def _signers(version: TariffVersion) -> str:
    people = (version.proposed_by, version.approved_by)
    return " y ".join(person.full_name for person in people if person is not None)


def _today(request: StaffRequest) -> date:
    return today(zone_of(request, request.user).key)


def _day_in_force(definition: TariffDefinition, day: date) -> date:
    last = definition.validity.last_day or date.max
    return min(max(day, definition.validity.start), last)
