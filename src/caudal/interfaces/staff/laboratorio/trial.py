"""The page of a trial: its progress while it is made, then who would pay what."""

from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from caudal.adapters.tabular.export import ColumnKind, ExportColumn, write_excel
from caudal.domain.billing.models import TariffTrial
from caudal.domain.billing.queries.trials import colonia_places
from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.queries.jobs import last_job_of
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.facturacion.job_view import is_live
from caudal.interfaces.staff.jobs.presenters import JobCard, job_card
from caudal.interfaces.staff.laboratorio import shown, words
from caudal.interfaces.staff.lists import EXCEL_TYPE
from caudal.usecases.record_export import record_export

#: Tab of the page → dimension of the figures, its heading.
TABS = {
    "uso": ("use", "Uso"),
    "consumo": ("band", "Consumo"),
    "colonia": ("colonia", "Colonia"),
}
_COLUMNS = (
    ExportColumn(title="Agrupado por"),
    ExportColumn(title="Grupo"),
    ExportColumn(title="Cuentas", kind=ColumnKind.INTEGER),
    ExportColumn(title="m³", kind=ColumnKind.VOLUME),
    ExportColumn(title="Vigente", kind=ColumnKind.MONEY),
    ExportColumn(title="Con la prueba", kind=ColumnKind.MONEY),
    ExportColumn(title="Diferencia", kind=ColumnKind.MONEY),
    ExportColumn(title="Pagan más", kind=ColumnKind.INTEGER),
    ExportColumn(title="Pagan menos", kind=ColumnKind.INTEGER),
    ExportColumn(title="Mayor aumento", kind=ColumnKind.MONEY),
)


def trial_page(request: StaffRequest, trial_id: int) -> HttpResponse:
    """The figures of a trial by use, by volume or by colonia; its progress until then."""
    trial = _trial_or_404(trial_id)
    context = {
        "page_title": f"Prueba de {trial.code}",
        "breadcrumbs": [
            {"label": "Laboratorio", "url": reverse("laboratorio:list")},
            {"label": trial.code},
        ],
        "facts": shown.facts(trial),
    }
    if trial.figures is None:
        return render(
            request, "laboratorio/waiting.html", {**context, "job": _card(trial, _job(trial))}
        )
    tab = request.GET.get("por", "uso")
    figures = _figures(trial, trial.figures, tab if tab in TABS else "uso")
    return render(request, "laboratorio/trial.html", {**context, **figures})


def _figures(trial: TariffTrial, figures: dict[str, Any], tab: str) -> dict[str, Any]:
    dimension, heading = TABS[tab]
    places = colonia_places() if tab == "colonia" else {}
    return {
        "main": shown.main_figures(figures),
        "segments": shown.bar(figures),
        "spread": shown.spread_chart(figures),
        "tabs": [
            {
                "label": f"Por {title.lower()}",
                "url": f"?por={name}#grupos",
                "active": name == tab,
            }
            for name, (_, title) in TABS.items()
        ],
        "heading": heading,
        "rows": shown.groups(figures, dimension, shown.names_of(dimension, figures, places)),
        "whole": shown.whole_row(figures),
        "circles": shown.town_map(figures, places),
        "map_side": shown.MAP_SIDE,
        "rises": shown.accounts(figures, "rises"),
        "falls": shown.accounts(figures, "falls"),
        "set_aside": shown.set_aside(figures),
        "refused": shown.refused(figures),
        "excel_url": reverse("laboratorio:excel", args=[trial.pk]),
        "finished_at": trial.finished_at,
    }


def progress(request: StaffRequest, trial_id: int) -> HttpResponse:
    """The card of a trial under way, asked each second; its end draws the page anew."""
    trial = _trial_or_404(trial_id)
    job = _job(trial)
    card = _card(trial, job)
    if card is None or not is_live(job):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "components/progress.html", {"job": card})


def excel(request: StaffRequest, trial_id: int) -> HttpResponse:
    """Every group of a trial in one sheet."""
    trial = get_object_or_404(TariffTrial, pk=trial_id, figures__isnull=False)
    title = f"Prueba {trial.code} {words.months(trial.during)}"
    record_export(title=title, file_format="xlsx", filters={}, acting_user=request.user, at=now())
    book = BytesIO()
    write_excel(stream=book, title=trial.code, columns=_COLUMNS, rows=_rows(trial.figures or {}))
    headers = {"Content-Disposition": f'attachment; filename="{title}.xlsx"'}
    return HttpResponse(book.getvalue(), content_type=EXCEL_TYPE, headers=headers)


def _rows(figures: dict[str, Any]) -> list[tuple[Any, ...]]:
    places = colonia_places()
    found = [
        (heading, names.get(word, word), group)
        for dimension, heading in TABS.values()
        for names in [shown.names_of(dimension, figures, places)]
        for word, group in figures["groups"].get(dimension, {}).items()
    ]
    return [
        (
            heading,
            name,
            group["accounts"],
            shown.cubic_metres(group["litres"]),
            shown.amount(group["today"]),
            shown.amount(group["then"]),
            shown.amount(group["then"] - group["today"]),
            group["up"],
            group["down"],
            shown.amount(group["most_up"]),
        )
        for heading, name, group in (*found, ("Todas", "Total", figures["whole"]))
    ]


def _trial_or_404(trial_id: int) -> TariffTrial:
    return get_object_or_404(TariffTrial.objects.select_related("tariff", "asked_by"), pk=trial_id)


def _job(trial: TariffTrial) -> BackgroundJob | None:
    return last_job_of(subject_kind=TariffTrial._meta.label_lower, subject_id=trial.pk)


def _card(trial: TariffTrial, job: BackgroundJob | None) -> JobCard | None:
    if job is None or trial.figures is not None:
        return None
    url = reverse("laboratorio:progress", args=[trial.pk])
    return shown.waiting_card(job_card(job, at=now()), status_url=url)
