"""The lines that a version charges: their rule, their IVA and how they are rounded."""

from dataclasses import dataclass

from caudal.engines.rating import RatedBill, TariffDefinition
from caudal.engines.rating.definition import Concept
from caudal.interfaces.staff.tarifas import words

_NO_TAX = "01"


@dataclass(frozen=True, slots=True)
class ShownConcept:
    """One line of the bill, or what is taken from one."""

    label: str
    rule: str
    tax: str
    rounding: str


def shown_concepts(
    definition: TariffDefinition, bill: RatedBill | None
) -> tuple[ShownConcept, ...]:
    """Every concept in the order of the bill; the IVA is that of the bill shown beside it."""
    shown = []
    for concept in definition.concepts:
        label = concept.label[:1].upper() + concept.label[1:].replace("_", " ")
        rounding = concept.rounding
        tax = _tax(concept, bill)
        rule = _said(concept.formula.text)
        shown.append(ShownConcept(label, rule, tax, words.ROUNDING[rounding.gross]))
        reductions = (
            ("Descuento", concept.discount, rounding.discount),
            ("Subsidio", concept.subsidy, rounding.subsidy),
        )
        for name, formula, rule_of in reductions:
            if formula is not None:
                title = f"{name} de {label.lower()}"
                text = f"− {_said(formula.text)}"
                shown.append(ShownConcept(title, text, "antes de IVA", words.ROUNDING[rule_of]))
    return tuple(shown)


def _said(text: str) -> str:
    return " ".join(text.split())


def _tax(concept: Concept, bill: RatedBill | None) -> str:
    if concept.tax_rate is None:
        return "no causa" if concept.tax_object == _NO_TAX else "–"
    rate = bill.line(concept.name).tax_rate if bill else None
    included = ", incluido" if concept.tax_included else ""
    return f"{words.percent(rate)}{included}" if rate is not None else _said(concept.tax_rate.text)
