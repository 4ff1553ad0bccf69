"""The list of accounts: search, filter, sort, export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.http import HttpResponseBase

from caudal.domain.receivables.queries.debts import NO_DEBT, DebtSummary, debts_of
from caudal.domain.registry.models import Route, Sector, ServiceAccount
from caudal.domain.registry.queries.account_list import ListedAccount, listed_accounts, matching
from caudal.domain.tariffs.models import UseClass
from caudal.interfaces.clock import today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import ChipColumn, DateColumn, MoneyColumn, StaffColumn
from caudal.interfaces.staff.cuentas.head import STATUS_CHIPS
from caudal.interfaces.staff.filters import StaffFilters
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable
from caudal.interfaces.staff.shell.place import zone_of
from caudal.kernel.periods import add_months

STATES = {status.value: chip[:2] for status, chip in STATUS_CHIPS.items()}
DEBTS = (
    ("con", "Con adeudo"),
    ("vencido", "Vencido"),
    ("3", "Vencido, más de 3 meses"),
    ("12", "Vencido, más de 12 meses"),
    ("24", "Vencido, más de 24 meses"),
    ("sin", "Sin adeudo"),
    ("favor", "Con saldo a favor"),
)
ORDERS = (
    ("ruta", "Ruta y secuencia"),
    ("adeudo", "Mayor adeudo"),
    ("atraso", "Mayor atraso"),
)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of the list with what it owes."""

    account: ListedAccount
    debt: DebtSummary

    @property
    def overdue_since(self) -> date | None:
        """The oldest due date that had passed when the debt was reckoned."""
        return self.debt.oldest_due_date if self.debt.overdue else None

    @property
    def number(self) -> str:
        """Its number, for the link."""
        return self.account.number

    @property
    def place(self) -> str:
        """Sector and sequence."""
        return f"Sector {self.account.sector_code} · {self.account.route_sequence:04d}"


class AccountTable(StaffTable):
    """One account a row."""

    number = StaffColumn(
        "Cuenta",
        accessor="account__number",
        order_by="number",
        to=("cuentas:account", {"number": "number"}),
    )
    holder = StaffColumn("Titular", accessor="account__holder", orderable=False)
    address = StaffColumn(
        "Domicilio", accessor="account__address", small="account__colonia", orderable=False
    )
    use_class = StaffColumn("Uso", accessor="account__use_class", orderable=False)
    route = StaffColumn("Ruta", accessor="account__route_code", small="place", orderable=False)
    status = ChipColumn("Estado", accessor="account__status", chips=STATES, orderable=False)
    oldest_due_date = DateColumn(
        "Vencido desde", accessor="overdue_since", order_by="debt__oldest_due_date"
    )
    owed = MoneyColumn("Adeudo", accessor="debt__owed", order_by="debt__owed")

    class Meta(StaffTable.Meta):
        pass


class AccountFilters(StaffFilters):
    """By text, state, use, place and debt; ``por`` chooses the order."""

    q = django_filters.CharFilter(
        label="Buscar",
        method="by_text",
        widget=forms.TextInput(
            {
                "type": "search",
                "placeholder": "Cuenta, nombre, domicilio o medidor",
                "autocomplete": "off",
            }
        ),
    )
    estado = django_filters.ChoiceFilter(
        field_name="status",
        choices=ServiceAccount.Status.choices,
        label="Estado",
        empty_label="Todos",
    )
    uso = django_filters.ModelChoiceFilter(
        field_name="use_class",
        queryset=UseClass.objects.order_by("name"),
        label="Uso",
        empty_label="Todos",
    )
    sector = django_filters.ModelChoiceFilter(
        field_name="route__sector",
        queryset=Sector.objects.order_by("code"),
        label="Sector",
        empty_label="Todos",
    )
    ruta = django_filters.ModelChoiceFilter(
        field_name="route",
        queryset=Route.objects.order_by("code"),
        label="Ruta",
        empty_label="Todas",
    )
    adeudo = django_filters.ChoiceFilter(
        choices=DEBTS, label="Adeudo", empty_label="Todos", method="by_debt"
    )
    por = django_filters.ChoiceFilter(
        choices=ORDERS, label="Ordenar por", empty_label="Cuenta", method="in_order"
    )

    def by_text(
        self, rows: QuerySet[ServiceAccount], name: str, value: str
    ) -> QuerySet[ServiceAccount]:
        """Accounts that match what was typed or scanned."""
        del name
        return matching(rows=rows, text=value) if value.strip() else rows

    def by_debt(
        self, rows: QuerySet[ServiceAccount], name: str, value: str
    ) -> QuerySet[ServiceAccount]:
        """Accounts by what they owe and since when, today where the person reads."""
        del name
        day = today(zone_of(self.request, self.request.user).key)
        match value:
            case "con":
                return rows.filter(debt__owed__gt=0)
            case "sin":
                return rows.exclude(debt__owed__gt=0)
            case "favor":
                return rows.filter(debt__credit_balance__gt=F("debt__owed"))
            case "vencido":
                return rows.filter(debt__owed__gt=0, debt__oldest_due_date__lt=day)
        since = add_months(day, -int(value))
        return rows.filter(debt__owed__gt=0, debt__oldest_due_date__lt=since)

    def in_order(
        self, rows: QuerySet[ServiceAccount], name: str, value: str
    ) -> QuerySet[ServiceAccount]:
        """Nothing is left out: the screen chosen by the view sorts."""
        del self, name, value
        return rows


def account_rows(accounts: Sequence[ServiceAccount]) -> list[AccountRow]:
    """A page of accounts with who they are and what they owe, two statements for all."""
    keys = [account.pk for account in accounts]
    known, debts = listed_accounts(account_ids=keys), debts_of(account_ids=keys)
    return [AccountRow(account=known[key], debt=debts.get(key, NO_DEBT)) for key in keys]


def _screen(*, keys: tuple[str, ...] = (), order: str = "") -> ListScreen:
    return ListScreen(
        table=AccountTable,
        filters=AccountFilters,
        noun=("cuenta", "cuentas"),
        export_name="Cuentas",
        keys=keys,
        order=order,
        present=account_rows,
        template="cuentas/list.html",
        empty=EmptyState(
            title="Aún no hay cuentas",
            text="Importe el padrón desde un archivo de Excel o CSV para empezar.",
            icon="users",
        ),
    )


# By key where the order may be followed to the last of many accounts; by number where people look
# at the first ones.
BY_NUMBER = _screen(keys=("number",))
SCREENS = {
    "ruta": _screen(keys=("route_id", "route_sequence", "id")),
    "adeudo": _screen(order="-owed"),
    "atraso": _screen(order="oldest_due_date"),
}


def accounts(request: StaffRequest) -> HttpResponseBase:
    """Every account of the register."""
    screen = SCREENS.get(request.GET.get("por", ""), BY_NUMBER)
    rows = ServiceAccount.objects.all()
    return screen.answer(request, rows=rows, context={"page_title": "Cuentas"})
