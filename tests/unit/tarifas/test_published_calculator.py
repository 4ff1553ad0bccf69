"""The calculator's form against the developers' collection of published tariffs."""

import pytest
from tests.published import CARRIED, CERTAIN, cases_of, needs_shared
from tests.unit.rating.packs import pack

from caudal.engines.rating.definition import TariffDefinition
from caudal.interfaces.staff.tarifas.calculator import (
    DATE_FIELD,
    CalculatorForm,
    calculate,
    starting_values,
)
from caudal.interfaces.staff.tarifas.printed import tab_input
from caudal.kernel.periods import add_months

pytestmark = needs_shared


def typed(definition: TariffDefinition, inputs: dict[str, str]) -> CalculatorForm:
    """The form as a person leaves it, two months after the version begins if it still holds."""
    start, last = definition.validity.start, definition.validity.last_day
    day = add_months(start, 2)
    spec = tab_input(definition)
    values = starting_values(
        definition,
        tab=inputs.get(spec.name, "") if spec else "",
        on_date=day if last is None or day <= last else start,
        given=inputs,
    )
    assert DATE_FIELD in values
    return CalculatorForm(definition, values)


@pytest.mark.parametrize("utility", CARRIED)
def test_published_and_derived_examples_to_the_centavo(utility: str) -> None:
    for case in [case for case in cases_of(utility) if case.kind in CERTAIN]:
        definition = pack(case.pack)
        calculation = calculate(definition, typed(definition, case.inputs))
        assert calculation.bill is not None, (case, calculation.problem)
        assert calculation.bill.total == case.total, case
