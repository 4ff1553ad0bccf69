"""The list of acts."""

from collections import defaultdict

import django_filters
from django import forms
from django.apps import apps
from django.db.models import QuerySet

from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.platform.queries import audit
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.staff.audit.presenters import entry_rows, kind_name
from caudal.interfaces.staff.audit.texts import ACTIONS
from caudal.interfaces.staff.columns import InstantColumn, MoneyColumn, StaffColumn
from caudal.interfaces.staff.filters import DayFilter, StaffFilters
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable


class EntryTable(StaffTable):
    """One act a row."""

    at = InstantColumn("Cuándo", to=("audit:entry", {"entry_id": "pk"}))
    who = StaffColumn("Quién", small="address")
    act = StaffColumn("Acto", small="about")
    effect = StaffColumn("Efecto")
    amount = MoneyColumn("Importe")

    class Meta(StaffTable.Meta):
        pass


def _kinds() -> list[tuple[str, str]]:
    """Everything that an act may be about."""
    models = [model for model in apps.get_models() if hasattr(model, "access")]
    models.append(apps.get_model("auth.group"))
    return sorted(
        ((model._meta.label_lower, kind_name(model).capitalize()) for model in models),
        key=lambda pair: pair[1],
    )


def _acts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Acts by the package where they happen."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for action, text in sorted(ACTIONS.items(), key=lambda pair: pair[1]):
        label = str(apps.get_app_config(action.split(".", 1)[0]).verbose_name)
        groups[label].append((action, text))
    return sorted(groups.items())


class EntryFilters(StaffFilters):
    """By person, act, subject, account, dates and text."""

    q = django_filters.CharFilter(
        label="Buscar",
        method="by_text",
        widget=forms.TextInput(
            {"type": "search", "placeholder": "En motivo, antes o después", "autocomplete": "off"}
        ),
    )
    operador = django_filters.ModelChoiceFilter(
        field_name="actor",
        queryset=User.objects.order_by("full_name"),
        label="Quién",
        empty_label="Todos",
    )
    acto = django_filters.ChoiceFilter(
        field_name="action", choices=_acts, label="Acto", empty_label="Todos"
    )
    tipo = django_filters.ChoiceFilter(
        field_name="subject_kind", choices=_kinds, label="Sobre", empty_label="Todo"
    )
    objeto = django_filters.NumberFilter(
        field_name="subject_id", label="Núm. interno", widget=forms.NumberInput({"min": 1})
    )
    cuenta = django_filters.CharFilter(
        label="Cuenta", method="by_account", widget=forms.TextInput({"inputmode": "numeric"})
    )
    desde = DayFilter("at", label="Desde")
    hasta = DayFilter("at", label="Hasta", is_last=True)

    def by_text(self, rows: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        """Acts that mention it."""
        del name
        return audit.mentioning(rows=rows, text=value.strip())

    def by_account(self, rows: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        """Acts on the account of that number."""
        del name
        accounts = ServiceAccount.objects.filter(number=value.strip())
        return rows.filter(account_id__in=accounts.values("pk"))


ENTRIES = ListScreen(
    table=EntryTable,
    filters=EntryFilters,
    noun=("acto", "actos"),
    export_name="Bitácora",
    keys=("-at", "-id"),
    present=entry_rows,
    empty=EmptyState(
        title="La bitácora está vacía",
        text="Aquí queda cada acto: quién, cuándo, desde dónde y qué cambió.",
        icon="history",
    ),
)
