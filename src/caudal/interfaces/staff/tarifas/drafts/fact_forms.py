"""The forms of what formulas use: inputs, parameters and calculations."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from caudal.engines.rating import InputKind
from caudal.engines.rating.drafting import Section
from caudal.interfaces.staff.tarifas.drafts.item_base import EMPTY, ItemForm
from caudal.interfaces.staff.tarifas.drafts.lines import iso_day, pairs_of, plain_amount

_KINDS: Final = (
    (str(InputKind.VOLUME), "Consumo en m³"),
    (str(InputKind.KEY), "Clave de una lista"),
    (str(InputKind.INTEGER), "Número entero"),
    (str(InputKind.FLAG), "Sí o no"),
    (str(InputKind.AMOUNT), "Importe en pesos"),
    (str(InputKind.NUMBER), "Número con decimales"),
)


class InputItem(ItemForm):
    """A fact of the account that the tariff asks for."""

    section = Section.INPUTS
    noun = "entrada"
    lead = "Lo que la tarifa pregunta de cada cuenta: consumo, uso, zona, viviendas."

    nombre = forms.CharField(label="Nombre en pantalla", max_length=80, required=False)
    tipo = forms.ChoiceField(label="Qué es", choices=_KINDS)
    valores = forms.CharField(
        label="Valores",
        required=False,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
        help_text="Solo de una clave. Uno por renglón: clave = nombre. Se puede pegar de Excel.",
    )
    defecto = forms.CharField(
        label="Si la cuenta no lo dice", max_length=40, required=False, help_text="Vacío: se exige."
    )
    minimo = forms.CharField(label="Mínimo", max_length=20, required=False)
    decimales = forms.CharField(label="Decimales", max_length=2, required=False)

    @classmethod
    def initial_of(cls, name: str, content: Any) -> dict[str, Any]:
        """An input may be only the word of its kind."""
        said = super().initial_of(name, content)
        values = said.pop("valores", None)
        lines = (
            [f"{key} = {label}" for key, label in values.items()]
            if isinstance(values, Mapping)
            else [str(key) for key in values or ()]
        )
        kind = said.get("tipo") or (content if isinstance(content, str) else "")
        return {**said, "tipo": kind, "valores": "\n".join(lines)}

    def content(self, before: Any) -> Any:
        """Keys with a name are a mapping; without any, a list."""
        said: dict[str, Any] = super().content(before)
        pairs = pairs_of(self.cleaned_data["valores"])
        if any(pairs.values()):
            said["valores"] = {key: label or key for key, label in pairs.items()}
        elif pairs:
            said["valores"] = list(pairs)
        return said


class ParameterItem(ItemForm):
    """A number of the law with its dates."""

    section = Section.PARAMETERS
    noun = "parámetro"
    lead = "Números de la ley con su fecha: UMA, INPC, un porcentaje."

    valores = forms.CharField(
        label="Valores por fecha",
        required=False,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
        help_text="Uno por renglón: fecha = valor, como 01/02/2026 = 117.31. Se pega de Excel.",
    )
    fuente = forms.CharField(label="Dónde se publicó", max_length=300, required=False)

    @classmethod
    def initial_of(cls, name: str, content: Any) -> dict[str, Any]:
        """The short form of a parameter is its dated values alone."""
        said = content if isinstance(content, Mapping) else {}
        values = said.get("valores", said)
        dated = values if isinstance(values, Mapping) else {}
        return {
            "clave": name,
            "fuente": said.get("fuente", "") if "valores" in said else "",
            "valores": "\n".join(f"{day} = {value}" for day, value in dated.items()),
        }

    def content(self, before: Any) -> Any:
        """Dates as 2026-02-01, whatever way they were written."""
        del before
        pairs = pairs_of(self.cleaned_data["valores"])
        values = {iso_day(day): plain_amount(value) for day, value in pairs.items()}
        said = {"valores": values, "fuente": self.cleaned_data["fuente"]}
        return {key: value for key, value in said.items() if value not in EMPTY}


class CalculationItem(ItemForm):
    """A formula with a name."""

    section = Section.CALCULATIONS
    noun = "cálculo"
    lead = "Fórmulas con nombre que usan otras; no se cobran ni se redondean."

    formula = forms.CharField(
        label="Fórmula", required=False, widget=forms.Textarea({"rows": 3, "spellcheck": "false"})
    )

    @classmethod
    def initial_of(cls, name: str, content: Any) -> dict[str, Any]:
        """A calculation is its formula."""
        return {"clave": name, "formula": content if isinstance(content, str) else ""}

    def content(self, before: Any) -> Any:
        """A calculation is its formula."""
        del before
        return self.cleaned_data["formula"]
