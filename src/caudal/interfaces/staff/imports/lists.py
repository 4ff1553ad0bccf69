"""The history of imports."""

import django_filters

from caudal.interfaces.staff.columns import (
    ChipColumn,
    InstantColumn,
    IntegerColumn,
    StaffColumn,
    WordColumn,
)
from caudal.interfaces.staff.filters import DayFilter, SearchFilter, StaffFilters
from caudal.interfaces.staff.imports.kinds import CHIPS, KINDS
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable

_LABELS = {kind.value: text.label for kind, text in KINDS.items()}


def _kind(value: str) -> str:
    return _LABELS.get(value, value)  # A table is given the label, an export the value.


class ImportTable(StaffTable):
    """One file a row."""

    name = StaffColumn("Archivo", accessor="file__name", to=("imports:batch", {"batch_id": "pk"}))
    kind = WordColumn("Tipo", say=_kind)
    state = ChipColumn("Estado", chips=CHIPS)
    row_count = IntegerColumn("Filas")
    error_count = IntegerColumn("Con error")
    created_count = IntegerColumn("De alta")
    updated_count = IntegerColumn("Corregidas")
    received_by = StaffColumn("Subió", accessor="received_by__full_name", default="Caudal")
    received_at = InstantColumn("Recibido")

    class Meta(StaffTable.Meta):
        pass


class ImportFilters(StaffFilters):
    """By file, kind, state and date."""

    q = SearchFilter("file__name", placeholder="Nombre del archivo")
    tipo = django_filters.ChoiceFilter(
        field_name="kind",
        choices=[(kind.value, text.label) for kind, text in KINDS.items()],
        label="Tipo",
        empty_label="Todos",
    )
    estado = django_filters.ChoiceFilter(
        field_name="state",
        choices=[(state, label) for state, (label, _) in CHIPS.items()],
        label="Estado",
        empty_label="Todos",
    )
    desde = DayFilter("received_at", label="Desde")
    hasta = DayFilter("received_at", label="Hasta", is_last=True)


def import_list(*, action_url: str) -> ListScreen:
    """The list, with what to do while it is empty."""
    return ListScreen(
        table=ImportTable,
        filters=ImportFilters,
        noun=("importación", "importaciones"),
        export_name="Importaciones",
        keys=("-id",),
        empty=EmptyState(
            title="Aún no se ha importado nada",
            text="Suba el padrón en CSV o Excel tal como lo tiene: se revisa fila por fila"
            " y nada se carga hasta que usted lo pida.",
            icon="file-spreadsheet",
            action_url=action_url,
            action_label="Importar archivo",
            action_icon="upload",
        ),
        template="imports/list.html",
    )
