"""A bill tried out with a draft, beside the page where it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from caudal.engines.rating import DraftReview, TariffDefinition
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.tarifas.calculator import (
    Calculation,
    CalculatorForm,
    calculate,
    starting_values,
)
from caudal.interfaces.staff.tarifas.printed import tab_input

PREFIX: Final = "calc"


@dataclass(frozen=True, slots=True)
class Preview:
    """The form of the inputs and what they cost; no form while there is nothing to rate with."""

    form: CalculatorForm | None = None
    calculation: Calculation | None = None


def preview_of(review: DraftReview, request: StaffRequest) -> Preview:
    """The bill of the inputs that the page was asked with, or of the usual ones."""
    if not review.can_rate:
        return Preview()
    definition = review.definition
    values = _values(definition, _given(request))
    form = CalculatorForm(definition, values, prefix=PREFIX, hides_tab=False)
    return Preview(form, calculate(definition, form))


def _given(request: StaffRequest) -> dict[str, str]:
    asked: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    start = f"{PREFIX}-"
    return {name.removeprefix(start): asked[name] for name in asked if name.startswith(start)}


def _values(definition: TariffDefinition, given: Mapping[str, str]) -> dict[str, str]:
    spec = tab_input(definition)
    keys = [value.key for value in spec.values] if spec else []
    wanted = given.get(spec.name, "") if spec else ""
    tab = wanted if wanted in keys else (keys or [""])[0]
    day: date = definition.validity.start
    values = starting_values(definition, tab=tab, on_date=day, given=given)
    return {f"{PREFIX}-{name}": value for name, value in values.items()}
