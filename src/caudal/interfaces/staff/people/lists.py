"""The lists of operators and of roles."""

import django_filters
from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from caudal.domain.platform.models import Branch, User
from caudal.interfaces.staff.columns import ChipColumn, InstantColumn, IntegerColumn, StaffColumn
from caudal.interfaces.staff.filters import SearchFilter, StaffFilters
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable

STATES = {True: ("Activo", "ok"), False: ("Baja", "neutral")}


class OperatorTable(StaffTable):
    """One operator a row."""

    full_name = StaffColumn("Nombre", small="username", to=("people:user", {"user_id": "pk"}))
    role_names = StaffColumn("Roles", orderable=False)
    branch = StaffColumn("Sucursal", accessor="branch__name", order_by="branch__name")
    last_seen_at = InstantColumn("Última actividad")
    is_active = ChipColumn("Estado", chips=STATES)

    class Meta(StaffTable.Meta):
        pass


class OperatorFilters(StaffFilters):
    """By name, role, office and state."""

    q = SearchFilter("full_name", "username", placeholder="Nombre o usuario")
    rol = django_filters.ModelChoiceFilter(
        field_name="groups",
        queryset=Group.objects.order_by("name"),
        label="Rol",
        empty_label="Todos",
    )
    sucursal = django_filters.ModelChoiceFilter(
        field_name="branch",
        queryset=Branch.objects.order_by("name"),
        label="Sucursal",
        empty_label="Todas",
    )
    estado = django_filters.ChoiceFilter(
        choices=[("activos", "Activos"), ("bajas", "De baja")],
        label="Estado",
        empty_label="Todos",
        method="by_state",
        widget=forms.Select,
    )

    def by_state(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Active people, or those whose access was closed."""
        del name
        return rows.filter(is_active=value == "activos")


OPERATORS = ListScreen(
    table=OperatorTable,
    filters=OperatorFilters,
    noun=("operador", "operadores"),
    export_name="Operadores",
    order="full_name",
    empty=EmptyState(title="Aún no hay operadores", icon="users"),
    template="people/operators.html",
)


class RoleTable(StaffTable):
    """One role a row."""

    name = StaffColumn("Rol", to=("people:role", {"role_id": "pk"}))
    function_count = IntegerColumn("Funciones")
    people_count = IntegerColumn("Operadores activos")

    class Meta(StaffTable.Meta):
        pass


ROLES = ListScreen(
    table=RoleTable,
    noun=("rol", "roles"),
    export_name="Roles",
    order="name",
    empty=EmptyState(
        title="Aún no hay roles",
        text="Un rol reúne las funciones de un puesto, como Cajero o Facturación.",
        icon="id-badge-2",
    ),
    template="people/roles.html",
)
