"""Asking for a trial: which version, or which file, over which period."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.billing.queries.trials import triable_periods
from caudal.domain.tariffs.models import TariffVersion
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.forms import StaffForm, answer_form, posted, refusals_on
from caudal.interfaces.staff.laboratorio import words
from caudal.usecases.request_tariff_trial import NothingToTry, request_tariff_trial

_State = TariffVersion.State
_PERIODS_SHOWN = 36


class _VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A version with its tariff, and whether it still waits for a signature."""

    def label_from_instance(self, obj: Any) -> str:
        """``AG-2027, Agua (por aprobar)``."""
        state = "" if obj.state == _State.PUBLISHED else " (por aprobar)"
        return f"{obj.code}, {obj.tariff.name}{state}"


class TrialForm(StaffForm):
    """The version to try and the period whose roll it is tried on."""

    version = _VersionField(
        label="Versión que se prueba",
        queryset=TariffVersion.objects.exclude(state=_State.REJECTED)
        .select_related("tariff")
        .order_by("-state", "tariff__name", "-valid_during"),
        empty_label="Elija una versión",
        help_text="Por aprobar o publicada. Se prueba en las cuentas que tienen su tarifa.",
        error_messages={"required": "Elija la versión que quiere probar."},
    )
    period = forms.ChoiceField(
        label="Periodo",
        help_text="Se usan los consumos de esas fechas y el padrón de hoy.",
        error_messages={"invalid_choice": "Elija un periodo de la lista."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        period = self.fields["period"]
        if isinstance(period, forms.ChoiceField):
            period.choices = _periods()

    def clean_period(self) -> tuple[date, date]:
        """The first day of the period and the first after it."""
        first, _, after = self.cleaned_data["period"].partition("_")
        return date.fromisoformat(first), date.fromisoformat(after)


def _periods() -> list[tuple[str, str]]:
    found = []
    for period in triable_periods()[:_PERIODS_SHOWN]:
        first, after = period.during.lower, period.during.upper
        cycles = f", {counted(period.cycles, 'ciclo', 'ciclos')}" if period.cycles > 1 else ""
        label = f"{words.months(period.during)}{cycles}"
        found.append((f"{first.isoformat()}_{after.isoformat()}", label))
    return found


def ask(request: StaffRequest) -> HttpResponse:
    """Choose what to try; the figures are made in the background."""
    initial = {"version": request.GET.get("version")}
    form = TrialForm(posted(request), initial=initial)
    if form.is_valid():
        version = form.cleaned_data["version"]
        first, after = form.cleaned_data["period"]
        with refusals_on(form, fields={NothingToTry: "period"}):
            asked = request_tariff_trial(
                tariff=version.tariff,
                document=version.document,
                first_day=first,
                next_day=after,
                acting_user=request.user,
                at=now(),
            )
            return redirect("laboratorio:trial", asked.trial.pk)
    context = {
        "page_title": "Probar una tarifa",
        "breadcrumbs": [
            {"label": "Laboratorio", "url": reverse("laboratorio:list")},
            {"label": "Probar una tarifa"},
        ],
        "cancel_url": reverse("laboratorio:list"),
    }
    return answer_form(request, "laboratorio/ask.html", form, context)
