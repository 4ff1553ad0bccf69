"""What is typed in readings."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from caudal.domain.metering.models import ReadingRemark
from caudal.domain.metering.queries.cases import Decision
from caudal.interfaces.staff.forms import StaffForm

LARGEST = Decimal("999999999.999")


class CaptureForm(StaffForm):
    """One line of the walk: a value, a remark, or both; and the day and the reader of the sheet."""

    value = forms.DecimalField(
        label="Lectura",
        required=False,
        min_value=0,
        max_value=LARGEST,
        decimal_places=3,
        error_messages={"invalid": "Escriba la lectura con números, sin letras ni signos."},
    )
    remark = forms.ModelChoiceField(
        ReadingRemark.objects.all(),
        label="Anomalía",
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "No existe la anomalía «%(value)s»."},
    )
    read_on = forms.DateField(
        label="Fecha", error_messages={"invalid": "Escriba la fecha de lectura."}
    )
    meter_reader = forms.CharField(label="Lecturista", max_length=80, required=False)
    corrects = forms.BooleanField(required=False)


class DecisionForm(StaffForm):
    """What is decided about some readings."""

    id = forms.TypedMultipleChoiceField(coerce=int, required=False)
    decision = forms.TypedChoiceField(
        choices=[
            (one.value, one.label)
            for one in Decision
            if one not in {Decision.CORRECT, Decision.CORRECT_PREVIOUS}
        ],
        coerce=Decision,
    )
    note = forms.CharField(max_length=300, required=False)
    volume = forms.DecimalField(
        label="Volumen", required=False, min_value=0, max_value=LARGEST, decimal_places=3
    )
    seen_at = forms.DateTimeField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        chosen = [text for text in data.getlist("id") if text.isdecimal() and len(text) < 19]
        self.fields["id"].choices = [(text, text) for text in chosen]  # type: ignore[attr-defined]


class CorrectionForm(StaffForm):
    """Which reading was wrong, what it should have been, and why."""

    which = forms.ChoiceField(label="Cuál lectura está mal", widget=forms.RadioSelect)
    value = forms.DecimalField(
        label="Lectura correcta",
        min_value=0,
        max_value=LARGEST,
        decimal_places=3,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Escriba el motivo."},
        help_text="Queda en la bitácora con su nombre.",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = choices  # type: ignore[attr-defined]
        self.fields["which"].initial = choices[0][0] if choices else ""


def day_or(text: str, usual: date) -> date:
    """A day as ``aaaa-mm-dd``, or the usual one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return usual
