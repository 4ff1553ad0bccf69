"""The calculator: the inputs of a tariff as a form, and what they cost step by step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django import forms

from caudal.engines.rating import (
    InputKind,
    InputSpec,
    RatedBill,
    TariffDefinition,
    compile_tariff,
    printed_tables,
)
from caudal.engines.rating.reading import as_number
from caudal.engines.rating.steps import BlockStep, QuotaStep
from caudal.interfaces.staff.facturacion.explanation import Explanation, explanation
from caudal.interfaces.staff.forms import DayField, StaffForm
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.printed import Piece, tab_input
from caudal.interfaces.staff.tarifas.staircase import Staircase, staircase
from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_mxn
from caudal.kernel.rounding import round_fraction

DATE_FIELD: Final = "fecha"
_FIRST_VOLUME: Final = "17"
_YES_NO: Final = (("si", "Sí"), ("no", "No"))
_DATE_LABELS: Final = {
    "fecha_de_lectura": "Fecha de lectura",
    "fecha_de_emision": "Fecha de emisión",
    "prorrateo_por_dias": "Fecha",
}


class DayOutsideVersion(Refusal):
    """The version does not hold on that day."""

    def __init__(self, definition: TariffDefinition, day: date) -> None:
        start, last = definition.validity.start, definition.validity.last_day
        until = f"al {words.day(last)}" if last else "en adelante"
        super().__init__(
            f"{definition.code} no rige el {words.day(day)}. Escriba una fecha del"
            f" {words.day(start)} {until}."
        )


class CalculatorForm(StaffForm):
    """The facts that a tariff asks for; the use that a tab of the page has chosen is hidden."""

    def __init__(
        self,
        definition: TariffDefinition,
        data: Mapping[str, str],
        *,
        prefix: str | None = None,
        hides_tab: bool = True,
    ) -> None:
        super().__init__(data, prefix=prefix)
        tab = tab_input(definition) if hides_tab else None
        self.error_css_class = ""
        ordered = sorted(definition.inputs, key=lambda spec: spec.kind is not InputKind.VOLUME)
        places = [spec for spec in ordered if spec is not tab]
        for spec in [each for each in places if each.kind is InputKind.VOLUME]:
            self.fields[spec.name] = _field(spec)
        self.fields[DATE_FIELD] = DayField(
            label=_DATE_LABELS[definition.validity.criterion.value],
            error_messages={"required": "Escriba la fecha."},
        )
        for spec in [each for each in places if each.kind is not InputKind.VOLUME]:
            self.fields[spec.name] = _field(spec)
        if tab is not None:
            self.fields[tab.name] = forms.CharField(
                required=False, widget=forms.HiddenInput, label=tab.label or tab.name
            )


@dataclass(frozen=True, slots=True)
class Calculation:
    """What the inputs cost, or why they cannot be rated."""

    bill: RatedBill | None = None
    explanation: Explanation | None = None
    picture: Staircase | None = None
    pieces: tuple[Piece, ...] = ()
    problem: str = ""

    @property
    def announced(self) -> str:
        """What is read aloud when it changes."""
        return f"Total {self.explanation.total}" if self.explanation else self.problem


def starting_values(
    definition: TariffDefinition, *, tab: str, on_date: date, given: Mapping[str, str]
) -> dict[str, str]:
    """The values of the form: those given, else those of a golden case of the tab, else usual."""
    spec = tab_input(definition)
    example = _example_of(definition, spec, tab)
    values = {each.name: _usual(each) for each in definition.inputs}
    values |= {DATE_FIELD: on_date.isoformat(), **example}
    values |= {name: given[name] for name in values if name in given}
    if spec is not None:
        values[spec.name] = tab
    return values


def calculate(definition: TariffDefinition, form: CalculatorForm) -> Calculation:
    """Rate the inputs of a form; a refusal is said in its own words."""
    if not form.is_valid():
        return Calculation(problem=" ".join(_errors(form)))
    inputs = {
        spec.name: value
        for spec in definition.inputs
        if (value := str(form.cleaned_data.get(spec.name) or "").strip())
    }
    day: date = form.cleaned_data[DATE_FIELD]
    try:
        _check_day(definition, day)
        bill = compile_tariff(definition, on_date=day).rate(inputs)
    except Refusal as refusal:
        return Calculation(problem=str(refusal))
    return _calculated(definition, bill, inputs)


def _calculated(
    definition: TariffDefinition, bill: RatedBill, inputs: Mapping[str, str]
) -> Calculation:
    pieces = _pieces(bill)
    volume = _volume(definition, inputs)
    explained = _with_price_per_m3(explanation(bill), bill, volume)
    picture = None
    if pieces and volume is not None:
        picture = staircase(
            pieces=pieces,
            tones=[row.tone for row in explained.rows if row.tone],
            tables=printed_tables(definition, on_date=bill.on_date),
            volume=volume,
        )
    return Calculation(bill=bill, explanation=explained, picture=picture, pieces=pieces)


def _check_day(definition: TariffDefinition, day: date) -> None:
    last = definition.validity.last_day
    if day < definition.validity.start or (last is not None and day > last):
        raise DayOutsideVersion(definition, day)


def _pieces(bill: RatedBill) -> tuple[Piece, ...]:
    """The quota and the blocks of the first line that has any."""
    for line in bill.lines:
        found = tuple(step for step in line.steps if isinstance(step, QuotaStep | BlockStep))
        if found:
            return found
    return ()


def _volume(definition: TariffDefinition, inputs: Mapping[str, str]) -> Fraction | None:
    spec = next((each for each in definition.inputs if each.kind is InputKind.VOLUME), None)
    number = as_number(inputs.get(spec.name, "")) if spec else None
    return None if number is None else Fraction(number)


def _with_price_per_m3(
    explained: Explanation, bill: RatedBill, volume: Fraction | None
) -> Explanation:
    if not volume:
        return explained
    each = round_fraction(Fraction(bill.total) / volume)
    *rows, total = explained.rows
    pesos = format_mxn(bill.total.__class__(each.numerator) / each.denominator)
    return replace(explained, rows=(*rows, replace(total, arithmetic=f"{pesos} por m³")))


def _errors(form: CalculatorForm) -> Iterator[str]:
    for messages in form.errors.values():
        yield from (str(message) for message in messages)


def _example_of(definition: TariffDefinition, spec: InputSpec | None, tab: str) -> dict[str, str]:
    """The inputs of a golden case of the tab, one that consumes if there is any."""
    cases: list[dict[str, str]] = [
        inputs
        for inputs in (dict(example.inputs) for example in definition.examples)
        if spec is None or inputs.get(spec.name, spec.default) == tab
    ]
    consuming = [inputs for inputs in cases if _volume(definition, inputs)]
    return next(iter(consuming or cases), {})


def _usual(spec: InputSpec) -> str:
    if isinstance(spec.default, bool):
        return "si" if spec.default else "no"
    if spec.default is not None:
        return str(spec.default)
    if spec.kind is InputKind.VOLUME:
        return _FIRST_VOLUME
    if spec.values:
        return spec.values[0].key
    return {InputKind.FLAG: "no", InputKind.KEY: ""}.get(spec.kind, "1")


def _field(spec: InputSpec) -> forms.Field:
    label = spec.label or spec.name.replace("_", " ").capitalize()
    options: dict[str, Any] = {"label": label, "required": False}
    if spec.kind is InputKind.FLAG:
        return forms.ChoiceField(choices=_YES_NO, **options)
    if spec.kind is InputKind.KEY and spec.values:
        return forms.ChoiceField(
            choices=[(v.key, v.label or v.key) for v in spec.values], **options
        )
    if spec.kind is InputKind.VOLUME:
        options["label"] = f"{label}, m³"
    attributes = {"autocomplete": "off"}
    if spec.kind is not InputKind.KEY:
        attributes["inputmode"] = "decimal"
    return forms.CharField(max_length=40, widget=forms.TextInput(attributes), **options)
