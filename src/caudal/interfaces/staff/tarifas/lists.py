"""The list of versions of tariffs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import django_filters
from django.http import HttpResponseBase
from django.utils import timezone

from caudal.domain.platform.functions import Function
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import ChipColumn, DateColumn, StaffColumn
from caudal.interfaces.staff.filters import StaffFilters
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable
from caudal.interfaces.staff.tarifas import words

_STATES = (words.IN_FORCE, words.TO_COME, words.PAST, words.WAITING, words.REJECTED)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version and where it is in its life today."""

    version: TariffVersion
    state: str

    @property
    def pk(self) -> int:
        """Its key, for the link."""
        return self.version.pk

    @property
    def starts_on(self) -> date:
        """Its first day."""
        start: date = self.version.valid_during.lower
        return start

    @property
    def ends_on(self) -> date | None:
        """Its last day, when it is known."""
        end: date | None = self.version.valid_during.upper
        return end - timedelta(days=1) if end else None


def version_rows(versions: Sequence[TariffVersion]) -> list[VersionRow]:
    """Versions as the list shows them."""
    day = timezone.localtime(now()).date()
    return [VersionRow(version, words.state_of(version=version, on=day)[0]) for version in versions]


class VersionTable(StaffTable):
    """One version a row."""

    code = StaffColumn(
        "Versión",
        accessor="version__code",
        order_by="code",
        to=("tarifas:version", {"version_id": "pk"}),
    )
    tariff = StaffColumn("Tarifa", accessor="version__tariff__name", order_by="tariff__name")
    starts = DateColumn("Desde", accessor="starts_on", order_by="valid_during")
    ends = DateColumn("Hasta", accessor="ends_on", orderable=False)
    state = ChipColumn(
        "Estado", accessor="state", orderable=False, chips={word[0]: word for word in _STATES}
    )
    coverage = ChipColumn(
        "Tabla", accessor="version__is_complete", order_by="is_complete", chips=words.COVERAGE
    )
    source = StaffColumn("Fuente", accessor="version__source", orderable=False)

    class Meta(StaffTable.Meta):
        pass


class VersionFilters(StaffFilters):
    """By tariff and by state."""

    tarifa = django_filters.ModelChoiceFilter(
        field_name="tariff",
        queryset=Tariff.objects.order_by("name"),
        label="Tarifa",
        empty_label="Todas",
    )
    estado = django_filters.ChoiceFilter(
        field_name="state",
        choices=(
            (TariffVersion.State.PUBLISHED, "Publicada"),
            (TariffVersion.State.PROPOSED, "Por aprobar"),
            (TariffVersion.State.REJECTED, "Rechazada"),
        ),
        label="Estado",
        empty_label="Todos",
    )


VERSIONS = ListScreen(
    table=VersionTable,
    filters=VersionFilters,
    order="-starts",
    noun=("versión", "versiones"),
    export_name="Versiones de tarifa",
    present=version_rows,
    template="tarifas/versions.html",
    empty=EmptyState(
        title="Aún no hay tarifas",
        text="Una tarifa entra con el paquete del organismo, o se propone aquí desde un archivo.",
        icon="table",
    ),
)


def versions(request: StaffRequest) -> HttpResponseBase:
    """Every version, the newest first."""
    rows = TariffVersion.objects.select_related("tariff")
    context = {
        "page_title": "Tarifas",
        "may_propose": request.user.may(Function.PROPOSE_TARIFFS),
    }
    return VERSIONS.answer(request, rows=rows, context=context)
