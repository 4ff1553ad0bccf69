"""The lists of billing: runs, the accounts of a run, its bills."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import django_filters
from django.db.models import QuerySet

from caudal.domain.billing.models import Bill, BillingRun, RunAccount
from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import BillingCycle, Route
from caudal.domain.registry.queries.account_list import ListedAccount, listed_accounts
from caudal.domain.tariffs.models import UseClass
from caudal.interfaces.staff.columns import (
    ChipColumn,
    DateColumn,
    IntegerColumn,
    MoneyColumn,
    StaffColumn,
    WordColumn,
)
from caudal.interfaces.staff.facturacion import words
from caudal.interfaces.staff.filters import SearchFilter, StaffFilters
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable


class RunTable(StaffTable):
    """One run a row."""

    code = StaffColumn("Corrida", to=("facturacion:run", {"run_id": "pk"}))
    kind = WordColumn(
        "Tipo", accessor="supplements__code", say=words.complementary, default="Principal"
    )
    cycle = StaffColumn("Ciclo", accessor="cycle__name", order_by="cycle__code")
    period = StaffColumn("Periodo", accessor="period__name", order_by="period__during")
    state = ChipColumn("Estado", chips=words.RUN_CHIPS)
    active_count = IntegerColumn("Activas")
    billed_count = IntegerColumn("Facturadas")
    held_count = IntegerColumn("Retenidas")
    total = MoneyColumn("Importe")
    issue_date = DateColumn("Emisión")
    due_date = DateColumn("Vence")

    class Meta(StaffTable.Meta):
        pass


class RunFilters(StaffFilters):
    """By cycle and state."""

    ciclo = django_filters.ModelChoiceFilter(
        field_name="cycle",
        queryset=BillingCycle.objects.order_by("code"),
        label="Ciclo",
        empty_label="Todos",
    )
    estado = django_filters.ChoiceFilter(
        field_name="state", choices=BillingRun.State.choices, label="Estado", empty_label="Todos"
    )


RUNS = ListScreen(
    table=RunTable,
    filters=RunFilters,
    order="-period",
    noun=("corrida", "corridas"),
    export_name="Corridas",
    template="facturacion/runs.html",
    empty=EmptyState(
        title="Aún no hay corridas",
        text="Una corrida calcula, revisa y emite juntos los recibos de un ciclo y periodo.",
        icon="file-dollar",
    ),
)


@dataclass(frozen=True, slots=True)
class RunAccountRow:
    """An account of a run with who it is and why it is not billed."""

    staged: RunAccount
    account: ListedAccount
    reason: str
    detail: str

    @property
    def run_id(self) -> int:
        """Its run, for the link."""
        return self.staged.run_id

    @property
    def number(self) -> str:
        """Its number, for the link."""
        return self.account.number

    @property
    def place(self) -> int:
        """Its place in the walk, from 1."""
        return self.staged.position + 1

    @property
    def is_released(self) -> bool:
        """Whether a person let it be billed."""
        return self.staged.released_by_id is not None


def run_account_rows(staged: Sequence[RunAccount]) -> list[RunAccountRow]:
    """A page of accounts of a run; one statement more for who they are."""
    known = listed_accounts(account_ids=[each.account_id for each in staged])
    return [
        RunAccountRow(
            staged=each,
            account=known[each.account_id],
            reason=words.reason_title(each) if each.reason else "",
            detail=words.reason_detail(each) if each.reason else "",
        )
        for each in staged
    ]


class RunAccountTable(StaffTable):
    """One account a row."""

    position = IntegerColumn("Orden", accessor="place", order_by="position")
    number = StaffColumn(
        "Cuenta",
        accessor="account__number",
        small="account__holder",
        order_by="account__number",
        to=("facturacion:run_account", {"run_id": "run_id", "number": "number"}),
    )
    holder = StaffColumn("Titular", accessor="account__holder", orderable=False, visible=False)
    use_class = StaffColumn("Uso", accessor="account__use_class", orderable=False)
    outcome = ChipColumn(
        "Resultado", accessor="staged__outcome", order_by="outcome", chips=words.OUTCOME_CHIPS
    )
    reason = StaffColumn("Motivo", small="detail", order_by="reason")
    detail = StaffColumn("Detalle", orderable=False, visible=False)
    volume_m3 = WordColumn(
        "m³", accessor="staged__volume_m3", order_by="volume_m3", say=words.volume
    )
    average = MoneyColumn("Promedio", accessor="staged__average_total", order_by="average_total")
    total = MoneyColumn("Calculado", accessor="staged__total", order_by="total")

    class Meta(StaffTable.Meta):
        pass


class RunAccountFilters(StaffFilters):
    """By account, result, reason and use."""

    q = SearchFilter("account__search_text", placeholder="Cuenta, nombre o domicilio")
    resultado = django_filters.ChoiceFilter(
        field_name="outcome",
        choices=RunAccount.Outcome.choices,
        label="Resultado",
        empty_label="Todos",
    )
    motivo = django_filters.ChoiceFilter(
        field_name="reason", choices=words.REASON_CHOICES, label="Motivo", empty_label="Todos"
    )
    uso = django_filters.ModelChoiceFilter(
        field_name="account__use_class",
        queryset=UseClass.objects.order_by("name"),
        label="Uso",
        empty_label="Todos",
    )


RUN_ACCOUNTS = ListScreen(
    table=RunAccountTable,
    filters=RunAccountFilters,
    order="position",
    noun=("cuenta", "cuentas"),
    export_name="Cuentas de la corrida",
    present=run_account_rows,
    empty=EmptyState(
        title="La corrida aún no se calcula",
        text="Cuando se calcule, aquí está cada cuenta del ciclo con su resultado.",
        icon="calculator",
    ),
)


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill of a run with whose it is."""

    bill: Bill
    account: ListedAccount

    @property
    def bill_id(self) -> int:
        """Its key, for the link."""
        return self.bill.pk

    @property
    def basis(self) -> str:
        """Medido, Estimado ..."""
        return str(Consumption.Basis(self.bill.basis).label).lower()

    @property
    def is_live(self) -> bool:
        """Whether it still counts."""
        return self.bill.is_live

    @property
    def total(self) -> Decimal:
        """What it charged."""
        return self.bill.total


def bill_rows(bills: Sequence[Bill]) -> list[BillRow]:
    """A page of bills; one statement more for whose they are."""
    known = listed_accounts(account_ids=[bill.account_id for bill in bills])
    return [BillRow(bill, known[bill.account_id]) for bill in bills]


class BillTable(StaffTable):
    """One bill a row, in walking order."""

    folio = StaffColumn(
        "Folio",
        accessor="bill__movement__folio",
        to=("facturacion:bill_explanation", {"bill_id": "bill_id"}),
    )
    number = StaffColumn(
        "Cuenta",
        accessor="account__number",
        to=("cuentas:account", {"number": "account__number"}),
    )
    holder = StaffColumn("Titular", accessor="account__holder")
    route = StaffColumn("Ruta", accessor="account__route_code")
    volume_m3 = WordColumn("m³", accessor="bill__volume_m3", small="basis", say=words.volume)
    total = MoneyColumn("Total")
    state = ChipColumn("Estado", accessor="is_live", chips=words.BILL_CHIPS)

    class Meta(StaffTable.Meta):
        pass


def _routes_of(request: object) -> QuerySet[Route]:
    """The routes of the run in front."""
    run_id = getattr(request, "resolver_match").kwargs["run_id"]  # noqa: B009
    return Route.objects.filter(cycle__billingrun=run_id).order_by("code")


class BillFilters(StaffFilters):
    """By account, route and state."""

    q = SearchFilter("account__search_text", placeholder="Cuenta, nombre o domicilio")
    ruta = django_filters.ModelChoiceFilter(
        field_name="account__route",
        queryset=_routes_of,
        label="Ruta",
        empty_label="Todas",
    )
    estado = django_filters.ChoiceFilter(
        choices=(("vigente", "Vigente"), ("cancelado", "Cancelado")),
        label="Estado",
        empty_label="Todos",
        method="by_state",
    )

    def by_state(self, rows: QuerySet[Bill], name: str, value: str) -> QuerySet[Bill]:
        """Live bills or cancelled ones."""
        del self, name
        return rows.filter(is_live=value == "vigente")


RUN_BILLS = ListScreen(
    table=BillTable,
    filters=BillFilters,
    keys=("position", "id"),
    noun=("recibo", "recibos"),
    export_name="Recibos",
    present=bill_rows,
    empty=EmptyState(
        title="La corrida aún no emite recibos",
        text="Se emiten cuando otra persona la aprueba.",
        icon="file-dollar",
    ),
)
