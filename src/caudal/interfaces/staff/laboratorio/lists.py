"""The list of trials."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import django_filters
from django.http import HttpResponseBase

from caudal.domain.billing.models import TariffTrial
from caudal.domain.tariffs.models import Tariff
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import (
    ChipColumn,
    InstantColumn,
    IntegerColumn,
    MoneyColumn,
    StaffColumn,
)
from caudal.interfaces.staff.filters import SearchFilter, StaffFilters
from caudal.interfaces.staff.laboratorio import words
from caudal.interfaces.staff.laboratorio.access import may_try
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial with its main figures, None while it is not finished."""

    trial: TariffTrial
    period: str
    accounts: int | None
    today: Decimal | None
    then: Decimal | None

    @property
    def pk(self) -> int:
        """Its key, for the link."""
        return self.trial.pk

    @property
    def is_finished(self) -> bool:
        """Whether it has figures."""
        return self.trial.figures is not None


def trial_rows(found: Sequence[TariffTrial]) -> list[TrialRow]:
    """Trials as the list shows them."""
    return [_row(trial) for trial in found]


def _row(trial: TariffTrial) -> TrialRow:
    period, figures = words.months(trial.during), trial.figures
    if figures is None:
        return TrialRow(trial, period, None, None, None)
    today, then = (Decimal(figures[side]["total"]).scaleb(-2) for side in ("today", "then"))
    return TrialRow(trial, period, figures["accounts"], today, then)


class TrialTable(StaffTable):
    """One trial a row."""

    code = StaffColumn(
        "Versión probada",
        accessor="trial__code",
        order_by="code",
        to=("laboratorio:trial", {"trial_id": "pk"}),
    )
    tariff = StaffColumn("Tarifa", accessor="trial__tariff__name", order_by="tariff__name")
    period = StaffColumn("Periodo", order_by="during")
    state = ChipColumn(
        "Estado",
        accessor="is_finished",
        order_by="finished_at",
        chips={True: ("Lista", "ok"), False: ("Sin cifras", "neutral")},
    )
    accounts = IntegerColumn("Cuentas", orderable=False)
    today = MoneyColumn("Vigente", orderable=False)
    then = MoneyColumn("Con la prueba", orderable=False)
    asked_by = StaffColumn("Pidió", accessor="trial__asked_by__full_name", orderable=False)
    asked_at = InstantColumn("Fecha", accessor="trial__asked_at", order_by="asked_at")

    class Meta(StaffTable.Meta):
        pass


class TrialFilters(StaffFilters):
    """By tariff and by the code that was tried."""

    q = SearchFilter("code", placeholder="Versión")
    tarifa = django_filters.ModelChoiceFilter(
        field_name="tariff",
        queryset=Tariff.objects.order_by("name"),
        label="Tarifa",
        empty_label="Todas",
    )


TRIALS = ListScreen(
    table=TrialTable,
    filters=TrialFilters,
    order="-asked_at",
    noun=("prueba", "pruebas"),
    export_name="Pruebas de tarifa",
    present=trial_rows,
    template="laboratorio/trials.html",
    empty=EmptyState(
        title="Aún no se ha probado ninguna tarifa",
        text="Elija una versión, publicada o por aprobar, y un periodo: verá cuánto se facturaría,"
        " quién pagaría más y cuánto, sin emitir nada.",
        icon="flask",
    ),
)


def trials(request: StaffRequest) -> HttpResponseBase:
    """Every trial, the latest first."""
    rows = TariffTrial.objects.select_related("tariff", "asked_by").defer("document")
    context = {"page_title": "Laboratorio de tarifas", "may_try": may_try(request.user)}
    return TRIALS.answer(request, rows=rows, context=context)
