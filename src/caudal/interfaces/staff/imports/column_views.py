"""Say which column is which, and ask for the check."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from caudal.adapters.imports.source import ImportSource, open_import
from caudal.domain.imports.models import ImportBatch, ImportKind, ImportMapping
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.imports.queries import batches as queries
from caudal.domain.imports.queries.reading_periods import periods_to_read
from caudal.domain.platform.operations.files import file_path
from caudal.domain.platform.queries.utility import the_utility
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import answer_form, posted, refusals_on
from caudal.interfaces.staff.imports import presenters
from caudal.interfaces.staff.imports.forms import COLUMN_PREFIX, ColumnsForm
from caudal.interfaces.staff.imports.views import chip, crumbs, reach
from caudal.usecases.start_import_check import start_import_check

_ARRANGEABLE = (
    ImportBatch.State.RECEIVED,
    ImportBatch.State.CHECKED,
    ImportBatch.State.FAILED,
)
SAVED = "acomodo"


def columns(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Show the first rows, tie columns to data and queue the check."""
    found = reach(request, batch_id)
    if found.state not in _ARRANGEABLE:
        return redirect("imports:batch", batch_id)
    kind = ImportKind(found.kind)
    saved = queries.mappings(kind=kind)
    source = _opened(found, _chosen(request, found, saved))
    sample = source.preview(presenters.SAMPLE_ROWS)
    form = ColumnsForm(
        posted(request),
        kind=kind,
        fields=source.fields,
        columns=presenters.column_choices(source, sample),
        chosen=source.mapping.to_saved(),
        periods=_periods(kind),
        initial=_initial(found),
    )
    if form.is_valid():
        with refusals_on(form):
            _start(request, found, form)
            return redirect("imports:batch", batch_id)
    context = {
        "page_title": found.file.name,
        "page_chips": [chip(found)],
        "breadcrumbs": crumbs(found.file.name),
        "steps": presenters.steps(found),
        "written": presenters.how_it_is_written(source),
        "headings": source.table.headings,
        "sample": sample,
        "rows": _rows(form, source),
        "unused": [column.heading for column in source.mapping.unknown],
        "saved": [
            {
                "label": one.name,
                "url": f"{reverse('imports:columns', args=[batch_id])}?{SAVED}={one.pk}",
                "active": request.GET.get(SAVED) == str(one.pk),
            }
            for one in saved
        ],
    }
    return answer_form(request, "imports/columns.html", form, context)


def _chosen(
    request: StaffRequest, found: ImportBatch, saved: list[ImportMapping]
) -> Mapping[str, str]:
    """A saved mapping when one is asked for, else what the batch remembers."""
    wanted = request.GET.get(SAVED, "")
    mapping = next((one for one in saved if str(one.pk) == wanted), None)
    chosen: Mapping[str, str] = mapping.columns if mapping else found.columns
    return chosen


def _opened(found: ImportBatch, chosen: Mapping[str, str]) -> ImportSource:
    path = file_path(sha256=found.file.sha256)
    return open_import(path=path, kind=ImportKind(found.kind), columns=chosen)


def _periods(kind: ImportKind) -> list[tuple[str, str]]:
    """The periods that a file of readings may be of; other files have none."""
    if kind is not ImportKind.READINGS:
        return []
    found = periods_to_read(on_date=today(the_utility().time_zone))
    return [(each.code, each.label) for each in found]


def _initial(found: ImportBatch) -> dict[str, object]:
    options = ImportOptions.read(found.options)
    return {
        "create_routes": options.create_routes,
        "cycle": options.cycle_code,
        "period": options.period_code,
        "corrects": options.corrects_readings,
    }


def _start(request: StaffRequest, found: ImportBatch, form: ColumnsForm) -> None:
    cycle = form.cleaned_data.get("cycle")
    start_import_check(
        batch_id=found.pk,
        columns=form.columns(),
        options=ImportOptions(
            create_routes=bool(form.cleaned_data.get("create_routes")),
            cycle_code=cycle.code if cycle else "",
            period_code=form.cleaned_data.get("period", ""),
            corrects_readings=bool(form.cleaned_data.get("corrects")),
        ),
        save_as=form.cleaned_data["save_as"],
        acting_user=request.user,
        at=now(),
    )


def _rows(form: ColumnsForm, source: ImportSource) -> list[presenters.MappedField]:
    """Required data first, then those that the file carries, then the others."""
    suggested = {one.suggested_field: one.heading for one in source.mapping.unknown}
    rows = [
        presenters.MappedField(
            field=form[COLUMN_PREFIX + spec.name],
            is_required=spec.required,
            suggestion=suggested.get(spec.name, ""),
        )
        for spec in source.fields
    ]
    return sorted(rows, key=lambda row: (not row.is_required, not row.field.value()))
