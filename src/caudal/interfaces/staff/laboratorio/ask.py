"""Asking for a trial: which version, or which draft, over which period."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.billing.queries.trials import triable_periods
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.domain.tariffs.queries.drafts import document_of, open_drafts
from caudal.engines.rating import dump_tariff_yaml
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.forms import StaffForm, answer_form, posted, refusals_on
from caudal.interfaces.staff.laboratorio import words
from caudal.usecases.request_tariff_trial import (
    DocumentNotUsable,
    NobodyHasTariff,
    NothingToTry,
    request_tariff_trial,
)

_State = TariffVersion.State
_PERIODS_SHOWN: Final = 36
_DRAFT, _VERSION = "borrador", "version"


@dataclass(frozen=True, slots=True)
class Triable:
    """A draft or a version that may be tried; ``value`` is how a form names it."""

    value: str
    label: str
    tariff: Tariff
    document: str


class TrialForm(StaffForm):
    """What to try and the period whose roll it is tried on."""

    tried = forms.ChoiceField(
        label="Lo que se prueba",
        help_text="Un borrador, una versión por aprobar o una publicada. Se prueba en las cuentas"
        " que tienen su tarifa.",
        error_messages={
            "required": "Elija la versión que quiere probar.",
            "invalid_choice": "Elija una versión de la lista.",
        },
    )
    period = forms.ChoiceField(
        label="Periodo",
        help_text="Se usan los consumos de esas fechas y el padrón de hoy.",
        error_messages={"invalid_choice": "Elija un periodo de la lista."},
    )

    def __init__(self, *args: Any, triable: list[tuple[str, list[Triable]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._triable = {one.value: one for _, found in triable for one in found}
        tried, period = self.fields["tried"], self.fields["period"]
        if isinstance(tried, forms.ChoiceField) and isinstance(period, forms.ChoiceField):
            groups = [(name, [(one.value, one.label) for one in found]) for name, found in triable]
            tried.choices = [("", "Elija una versión"), *groups]
            period.choices = _periods()

    def clean_tried(self) -> Triable:
        """What was chosen."""
        return self._triable[self.cleaned_data["tried"]]

    def clean_period(self) -> tuple[date, date]:
        """The first day of the period and the first after it."""
        first, _, after = self.cleaned_data["period"].partition("_")
        return date.fromisoformat(first), date.fromisoformat(after)


def triable_by(user: User) -> list[tuple[str, list[Triable]]]:
    """What a person may try, by its state. Drafts are for those who write them."""
    versions = TariffVersion.objects.exclude(state=_State.REJECTED).select_related("tariff")
    by_state: dict[str, list[Triable]] = {_State.PROPOSED: [], _State.PUBLISHED: []}
    for version in versions.order_by("tariff__name", "-valid_during"):
        label = f"{version.code}, {version.tariff.name}"
        value = f"{_VERSION}-{version.pk}"
        by_state[version.state].append(Triable(value, label, version.tariff, version.document))
    groups = [
        ("Borradores", _drafts() if user.may(Function.PROPOSE_TARIFFS) else []),
        ("Por aprobar", by_state[_State.PROPOSED]),
        ("Publicadas", by_state[_State.PUBLISHED]),
    ]
    return [(name, found) for name, found in groups if found]


def _drafts() -> list[Triable]:
    found = []
    for draft in open_drafts():
        document = document_of(draft=draft)
        label = f"{document.get('clave') or 'Sin clave'}, {draft.tariff.name}"
        text = dump_tariff_yaml(document)
        found.append(Triable(f"{_DRAFT}-{draft.pk}", label, draft.tariff, text))
    return found


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
    initial = {"tried": request.GET.get("tried")}
    form = TrialForm(posted(request), initial=initial, triable=triable_by(request.user))
    if form.is_valid():
        tried: Triable = form.cleaned_data["tried"]
        first, after = form.cleaned_data["period"]
        at_fields = {NothingToTry: "period", NobodyHasTariff: "tried", DocumentNotUsable: "tried"}
        with refusals_on(form, fields=at_fields):
            asked = request_tariff_trial(
                tariff=tried.tariff,
                document=tried.document,
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
