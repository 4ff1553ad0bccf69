"""Proposing a version from its file: read, reviewed on screen, and left for another signature."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caudal.domain.platform.models import ConfigurationChange
from caudal.domain.tariffs.models import Tariff
from caudal.engines.rating import (
    TariffDefinition,
    TariffProblemsError,
    TariffTextError,
    load_tariff_yaml,
    parse_tariff,
)
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import StaffForm, answer_form, posted, refusals_on
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.review import Review, review_of
from caudal.interfaces.staff.tarifas.uploads import text_of
from caudal.usecases.propose_configuration_change import propose_configuration_change

_SHOWN_PROBLEMS = 12


class ProposeForm(StaffForm):
    """The tariff, the file with its new version (or its text, once reviewed) and why."""

    tariff = forms.ModelChoiceField(
        label="Tarifa",
        queryset=Tariff.objects.order_by("name"),
        empty_label="Elija una tarifa",
        error_messages={"required": "Elija la tarifa que tendrá la versión."},
    )
    file = forms.FileField(
        label="Archivo YAML",
        error_messages={"required": "Elija el archivo YAML de la versión."},
        help_text="El de otra versión, con su clave, vigencia, fuente y precios nuevos.",
        widget=forms.ClearableFileInput({"accept": ".yaml,.yml"}),
    )
    reason = forms.CharField(
        label="Motivo",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Lo lee quien firma.",
    )
    document = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    definition: TariffDefinition | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was reviewed comes back as its text.
        self.fields["file"].required = not self.data.get("document")

    def clean(self) -> dict[str, Any]:
        """The file becomes the document, and the document a checked tariff."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is not None:
            cleaned["document"] = text_of(self, file)
        if cleaned.get("document"):
            self._read(cleaned["document"])
        return cleaned

    def _read(self, document: str) -> None:
        try:
            self.definition = parse_tariff(load_tariff_yaml(document))
        except TariffTextError as error:
            self.add_error("file", str(error))
        except TariffProblemsError as error:
            shown = [str(problem) for problem in error.problems[:_SHOWN_PROBLEMS]]
            if len(error.problems) > len(shown):
                shown.append(f"… {len(error.problems)} en total.")
            self.add_error("file", forms.ValidationError(shown))


def propose(request: StaffRequest) -> HttpResponse:
    """Choose the file, read its review, and send it to be signed."""
    form = ProposeForm(posted(request), request.FILES or None)
    if form.is_valid() and form.definition is not None:
        review = review_of(form.definition)
        if form.cleaned_data["file"] is not None or review.has_errors:
            return _reviewed(request, form, form.definition, review)
        with refusals_on(form):
            change = propose_configuration_change(
                kind=ConfigurationChange.Kind.TARIFF_VERSION,
                facts={
                    "tariff": form.cleaned_data["tariff"].code,
                    "document": form.cleaned_data["document"],
                },
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"«{change.title}» espera la firma de otra persona.")
            return redirect("ajustes:change", change.pk)
    context = {
        "page_title": "Proponer versión",
        "breadcrumbs": _crumbs(),
        "cancel_url": reverse("tarifas:list"),
    }
    return answer_form(request, "tarifas/propose.html", form, context)


def _reviewed(
    request: StaffRequest, form: ProposeForm, definition: TariffDefinition, review: Review
) -> HttpResponse:
    """What the linter and the golden cases say, before anything is stored."""
    tariff = form.cleaned_data["tariff"]
    validity = definition.validity
    until = f"al {words.day(validity.last_day)}" if validity.last_day else "en adelante"
    coverage = words.COVERAGE[definition.is_complete][0]
    source = definition.source
    context = {
        "page_title": f"Revisar versión {definition.code}",
        "page_chips": [] if definition.is_complete else [{"label": coverage, "tone": "attention"}],
        "breadcrumbs": _crumbs(),
        "facts": [
            {"label": "Tarifa", "value": tariff.name},
            {"label": "Vigencia", "value": f"{words.day(validity.start)} {until}"},
            {"label": "Se aplica por", "value": words.CRITERIA[validity.criterion]},
            {"label": "Fuente", "value": source.published or source.norm},
        ],
        "review": review,
        "given": {
            "tariff": str(tariff.pk),
            "reason": form.cleaned_data["reason"],
            "document": form.cleaned_data["document"],
        },
        "cancel_url": reverse("tarifas:propose"),
    }
    return render(request, "tarifas/propose_review.html", context)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Tarifas", "url": reverse("tarifas:list")}, {"label": "Proponer versión"}]
