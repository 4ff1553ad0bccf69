"""Money parameters: every value with its date and source, and proposing a new one."""

import django_filters
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange, MoneyParameter
from caudal.engines.rating.words import places
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import NUMBER_ATTRS, DateColumn, StaffColumn, WordColumn
from caudal.interfaces.staff.filters import StaffFilters
from caudal.interfaces.staff.forms import DayField, StaffForm, answer_form, posted, refusals_on
from caudal.interfaces.staff.lists import EmptyState, ListScreen, StaffTable
from caudal.usecases.propose_configuration_change import propose_configuration_change


class ParameterTable(StaffTable):
    """One value a row."""

    code = StaffColumn("Parámetro")
    valid_from = DateColumn("Desde")
    value = WordColumn("Valor", say=lambda value: places(value, 2), attrs=NUMBER_ATTRS)
    source = StaffColumn("Fuente", orderable=False)

    class Meta(StaffTable.Meta):
        pass


class ParameterFilters(StaffFilters):
    """By parameter."""

    parametro = django_filters.AllValuesFilter(
        field_name="code", label="Parámetro", empty_label="Todos"
    )


PARAMETERS = ListScreen(
    table=ParameterTable,
    filters=ParameterFilters,
    order="-valid_from",
    noun=("valor", "valores"),
    export_name="Parámetros",
    template="ajustes/parameters.html",
    empty=EmptyState(
        title="Aún no hay parámetros",
        text="Un parámetro es un número de la ley con su fecha, como la UMA.",
        icon="percentage",
    ),
)


class ParameterForm(StaffForm):
    """A value of the law from a date."""

    code = forms.CharField(
        label="Parámetro", max_length=40, help_text="Como está en las tarifas: UMA, INPC…"
    )
    valid_from = DayField(label="Desde")
    value = forms.DecimalField(
        label="Valor",
        max_digits=18,
        decimal_places=6,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "Escriba el valor como 117.31."},
    )
    source = forms.CharField(label="Fuente", max_length=300, help_text="Dónde se publicó y cuándo.")
    reason = forms.CharField(
        label="Motivo",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Lo lee quien firma.",
    )


def parameters(request: StaffRequest) -> HttpResponseBase:
    """Every value, the newest first."""
    context = {
        "page_title": "Parámetros",
        "breadcrumbs": _crumbs("Parámetros"),
        "may_propose": request.user.may(Function.PROPOSE_SETTINGS),
    }
    return PARAMETERS.answer(request, rows=MoneyParameter.objects.all(), context=context)


def propose(request: StaffRequest) -> HttpResponse:
    """A new value from a date; it waits for another person's signature."""
    form = ParameterForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            change = propose_configuration_change(
                kind=ConfigurationChange.Kind.MONEY_PARAMETER,
                facts={
                    "code": given["code"].strip(),
                    "valid_from": given["valid_from"].isoformat(),
                    "value": f"{given['value']:f}",
                    "source": given["source"].strip(),
                },
                reason=given["reason"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"«{change.title}» espera la firma de otra persona.")
            return redirect("ajustes:change", change.pk)
    context = {
        "page_title": "Proponer parámetro",
        "breadcrumbs": _crumbs("Proponer parámetro"),
        "cancel_url": reverse("ajustes:parameters"),
    }
    return answer_form(request, "ajustes/propose_parameter.html", form, context)


def _crumbs(last: str) -> list[dict[str, str]]:
    return [
        {"label": "Propuestas por firmar", "url": reverse("ajustes:changes")},
        {"label": last},
    ]
