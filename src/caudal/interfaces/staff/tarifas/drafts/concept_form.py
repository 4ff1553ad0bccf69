"""The form of a concept: a line of the bill."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from caudal.engines.rating.drafting import Section
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.drafts.item_base import ItemForm
from caudal.kernel.rounding import RoundingRule

_RULES: Final = tuple(
    (str(rule), words.ROUNDING[rule].capitalize())
    for rule in RoundingRule
    if rule is not RoundingRule.EXACT
)
_AS_THE_GROSS: Final = (("", "Igual que el importe"), *_RULES)
_TAX_OBJECTS: Final = (
    ("", "Según la tasa"),
    ("01", "01 No es objeto de impuesto"),
    ("02", "02 Sí es objeto de impuesto"),
    ("03", "03 Objeto, sin obligación de desglose"),
    ("04", "04 Objeto, no causa impuesto"),
)


class ConceptItem(ItemForm):
    """A line of the bill."""

    section = Section.CONCEPTS
    noun = "concepto"
    lead = "Los renglones del recibo, en su orden."

    nombre = forms.CharField(label="Nombre en el recibo", max_length=80, required=False)
    formula = forms.CharField(
        label="Importe",
        required=False,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
        help_text="Una tabla o una cuenta: agua(consumo), agua * 0.35.",
    )
    si = forms.CharField(
        label="Se cobra si",
        max_length=500,
        required=False,
        help_text="Vacío: siempre. Por ejemplo, drenaje o uso = 'comercial'.",
    )
    descuento = forms.CharField(
        label="Descuento",
        max_length=500,
        required=False,
        help_text="En pesos; «bruto» es el importe de este concepto.",
    )
    subsidio = forms.CharField(label="Subsidio", max_length=500, required=False)
    tasa_iva = forms.CharField(
        label="Tasa de IVA", max_length=500, required=False, help_text="0.16, 0 o una tabla."
    )
    objeto_iva = forms.ChoiceField(label="Objeto de IVA", choices=_TAX_OBJECTS, required=False)
    incluye_iva = forms.ChoiceField(
        label="El importe ya trae IVA", choices=(("", "No"), ("si", "Sí")), required=False
    )
    redondeo = forms.ChoiceField(label="Redondeo del importe", choices=_RULES, required=False)
    redondeo_descuento = forms.ChoiceField(
        label="Redondeo del descuento", choices=_AS_THE_GROSS, required=False
    )
    redondeo_subsidio = forms.ChoiceField(
        label="Redondeo del subsidio", choices=_AS_THE_GROSS, required=False
    )

    @classmethod
    def initial_of(cls, name: str, content: Any) -> dict[str, Any]:
        """One rounding rule for all, or one for each amount."""
        said = super().initial_of(name, content)
        rules = said.pop("redondeo", None)
        if not isinstance(rules, Mapping):
            return {**said, "redondeo": rules or str(RoundingRule.CENTAVO)}
        gross = rules.get("bruto", str(RoundingRule.CENTAVO))
        return {
            **said,
            "redondeo": gross,
            "redondeo_descuento": rules.get("descuento", ""),
            "redondeo_subsidio": rules.get("subsidio", ""),
        }

    def content(self, before: Any) -> Any:
        """One rounding rule for all, or one for each amount."""
        said: dict[str, Any] = super().content(before)
        gross = said.get("redondeo") or str(RoundingRule.CENTAVO)
        rules = {
            "bruto": gross,
            "descuento": said.pop("redondeo_descuento", "") or gross,
            "subsidio": said.pop("redondeo_subsidio", "") or gross,
        }
        said["redondeo"] = gross if len(set(rules.values())) == 1 else rules
        return said
