"""Which form writes the items of each section."""

from typing import Final

from caudal.engines.rating.drafting import Section
from caudal.interfaces.staff.tarifas.drafts.concept_form import ConceptItem
from caudal.interfaces.staff.tarifas.drafts.example_form import ExampleItem
from caudal.interfaces.staff.tarifas.drafts.fact_forms import (
    CalculationItem,
    InputItem,
    ParameterItem,
)
from caudal.interfaces.staff.tarifas.drafts.item_base import ItemForm

ITEM_FORMS: Final[dict[Section, type[ItemForm]]] = {
    form.section: form
    for form in (InputItem, ParameterItem, CalculationItem, ConceptItem, ExampleItem)
}
