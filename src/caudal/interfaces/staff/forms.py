"""Forms of the staff screens: how they are answered and how a refusal is shown on them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from caudal.kernel.errors import Refusal

UNPROCESSABLE = 422

FieldsOfRefusals = Mapping[type[Refusal], str]
"""At which field each kind of refusal is shown."""


class DayInput(forms.DateInput):
    """A day. The browser shows it in the way of whoever reads; the page carries it as 2026-11-06,
    which is the only form that such an input takes, also where it came written as 06/11/2026.
    """

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        """A day, or what was typed for one."""
        if isinstance(value, str):
            with suppress(ValidationError):
                value = forms.DateField().to_python(value)
        return super().format_value(value)


class DayField(forms.DateField):
    """A day, picked or written as 06/11/2026 or 2026-11-06."""

    widget = DayInput
    default_error_messages: ClassVar = {"invalid": "Escriba la fecha como 06/11/2026."}


class StaffForm(forms.Form):
    """A form whose empty fields are asked for by name, instead of «este campo es obligatorio»."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        usual = forms.Field.default_error_messages["required"]
        for name, field in self.fields.items():
            if field.error_messages.get("required") == usual:
                label = field.label or name
                field.error_messages["required"] = f"Falta un dato: {label}."


class ReasonForm(StaffForm):
    """Why somebody does what cannot be undone."""

    reason = forms.CharField(
        label="Motivo",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Escriba el motivo."},
        help_text="Queda en la bitácora con su nombre.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A question before an act: what will happen, in words, and the verb on the button."""

    title: str
    consequence: str
    verb: str
    action: str
    back_url: str
    danger: bool = False


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only being opened."""
    return request.POST if request.method == "POST" else None


@contextmanager
def refusals_on(form: forms.BaseForm, *, fields: FieldsOfRefusals | None = None) -> Iterator[None]:
    """Run a use case inside; a refusal becomes an error of the form instead of a failure.

    ``fields`` says at which field a refusal is shown; the others stand at the top::

        form = OperatorForm(posted(request))
        if form.is_valid():
            with refusals_on(form, fields={UsernameTaken: "username"}):
                register_operator(...)
                return redirect(...)
        return answer_form(request, "people/operator_form.html", form)
    """
    try:
        yield
    except Refusal as refusal:
        places = fields or {}
        field = next((places[kind] for kind in type(refusal).__mro__ if kind in places), None)
        form.add_error(field, str(refusal))


def answer_form(
    request: HttpRequest,
    template: str,
    form: forms.BaseForm,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form: 200 as it is opened, 422 with the summary of its errors when it was refused."""
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {**(context or {}), "form": form}, status=status)


def answer_confirmation(
    request: HttpRequest, confirmation: Confirmation, form: forms.BaseForm
) -> HttpResponse:
    """Ask before an act: a dialog over the page for htmx (target ``#dialogs``), else a page.

    What was refused comes back as a page, with status 422.
    """
    is_dialog = request.headers.get("HX-Request") and not form.is_bound
    template = "shell/confirm_dialog.html" if is_dialog else "shell/confirm_page.html"
    context = {"confirmation": confirmation, "page_title": confirmation.title}
    return answer_form(request, template, form, context)
