"""The list of long works."""

import django_filters

from caudal.domain.platform.models import BackgroundJob
from caudal.interfaces.staff.columns import ChipColumn, InstantColumn, IntegerColumn, StaffColumn
from caudal.interfaces.staff.filters import DayFilter, SearchFilter, StaffFilters
from caudal.interfaces.staff.jobs.presenters import CHIPS
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable


class JobTable(StaffTable):
    """One work a row."""

    title = StaffColumn("Trabajo", small="message", to=("jobs:job", {"job_id": "pk"}))
    state = ChipColumn("Estado", chips=CHIPS)
    done_count = IntegerColumn("Hechos")
    total_count = IntegerColumn("Total")
    error_count = IntegerColumn("Errores")
    requested_by = StaffColumn("Pidió", accessor="requested_by__full_name", default="Caudal")
    queued_at = InstantColumn("Pedido")
    finished_at = InstantColumn("Terminó")

    class Meta(StaffTable.Meta):
        pass


class JobFilters(StaffFilters):
    """By name, state and date."""

    q = SearchFilter("title", "message", placeholder="Trabajo o mensaje")
    estado = django_filters.ChoiceFilter(
        field_name="state",
        choices=BackgroundJob.State.choices,
        label="Estado",
        empty_label="Todos",
    )
    desde = DayFilter("queued_at", label="Desde")
    hasta = DayFilter("queued_at", label="Hasta", is_last=True)


JOBS = ListScreen(
    table=JobTable,
    filters=JobFilters,
    noun=("trabajo", "trabajos"),
    export_name="Trabajos",
    keys=("-id",),
    empty=EmptyState(
        title="No hay trabajos",
        text="Las corridas, importaciones y exportaciones largas se siguen aquí;"
        " puede salir de la página mientras avanzan.",
        icon="progress",
    ),
)
