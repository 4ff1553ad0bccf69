"""The list of sessions and their closings."""

import django_filters
from django.db.models import Case, CharField, QuerySet, Value, When

from caudal.domain.payments.models import CashDesk, CashSession
from caudal.domain.platform.models import Branch
from caudal.interfaces.staff.columns import (
    ChipColumn,
    DateColumn,
    InstantColumn,
    IntegerColumn,
    MoneyColumn,
    StaffColumn,
)
from caudal.interfaces.staff.filters import SearchFilter, StaffFilters
from caudal.interfaces.staff.forms import DayInput
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable

OPEN, BALANCED, OVER, SHORT = "abierto", "cuadra", "sobrante", "faltante"
RESULTS = {
    OPEN: ("Abierto", "info"),
    BALANCED: ("Cuadra", "ok"),
    OVER: ("Sobrante", "attention"),
    SHORT: ("Faltante", "bad"),
}


def with_results(*, sessions: QuerySet[CashSession]) -> QuerySet[CashSession]:
    """Sessions with the word for how each one closed."""
    words = Case(
        When(closed_at=None, then=Value(OPEN)),
        When(closing__over_short=0, then=Value(BALANCED)),
        When(closing__over_short__gt=0, then=Value(OVER)),
        default=Value(SHORT),
        output_field=CharField(),
    )
    return sessions.annotate(result=words)


class SessionTable(StaffTable):
    """One session a row."""

    business_date = DateColumn("Fecha", to=("turnos:session", {"session_id": "pk"}))
    desk = StaffColumn(
        "Caja", accessor="desk__name", order_by="desk__code", small="desk__branch__name"
    )
    cashier = StaffColumn("Cajero", accessor="cashier__full_name", order_by="cashier__full_name")
    opened_at = InstantColumn("Abrió")
    closed_at = InstantColumn("Cerró", small="closing__folio")
    receipts = IntegerColumn("Recibos", accessor="closing__receipt_count")
    declared = MoneyColumn("Declarado", accessor="closing__declared_cash")
    over_short = MoneyColumn("Diferencia", accessor="closing__over_short")
    result = ChipColumn("Corte", chips=RESULTS)

    class Meta(StaffTable.Meta):
        pass


class SessionFilters(StaffFilters):
    """By cashier or desk, branch, dates and result."""

    q = SearchFilter("cashier__full_name", "desk__name", "desk__code", placeholder="Cajero o caja")
    caja = django_filters.ModelChoiceFilter(
        field_name="desk",
        queryset=CashDesk.objects.order_by("code"),
        label="Caja",
        empty_label="Todas",
    )
    sucursal = django_filters.ModelChoiceFilter(
        field_name="desk__branch",
        queryset=Branch.objects.order_by("name"),
        label="Sucursal",
        empty_label="Todas",
    )
    corte = django_filters.ChoiceFilter(
        field_name="result",
        choices=[(value, label) for value, (label, _) in RESULTS.items()],
        label="Corte",
        empty_label="Todos",
    )
    desde = django_filters.DateFilter(
        field_name="business_date", lookup_expr="gte", label="Desde", widget=DayInput()
    )
    hasta = django_filters.DateFilter(
        field_name="business_date", lookup_expr="lte", label="Hasta", widget=DayInput()
    )


SESSIONS = ListScreen(
    table=SessionTable,
    filters=SessionFilters,
    noun=("turno", "turnos"),
    export_name="Turnos y cortes",
    order="-business_date",
    empty=EmptyState(
        title="Aún no hay turnos",
        text="Cuando un cajero abra su caja, aparecerá aquí con su corte.",
        icon="cash-register",
    ),
)
