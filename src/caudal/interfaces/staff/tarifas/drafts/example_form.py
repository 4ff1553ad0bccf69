"""The form of a golden case: what an account brings, and what the law says that it pays."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from caudal.engines.rating import InputKind
from caudal.engines.rating.definition import ExampleKind
from caudal.engines.rating.drafting import Section
from caudal.interfaces.staff.forms import DayField
from caudal.interfaces.staff.tarifas.drafts.item_base import EMPTY, ItemForm
from caudal.interfaces.staff.tarifas.drafts.lines import lines_of, plain_amount, split_line

_EXAMPLE_KINDS: Final = (
    (str(ExampleKind.PUBLISHED), "Publicado en la norma"),
    (str(ExampleKind.DERIVED), "Calculado a mano desde la norma"),
    (str(ExampleKind.AMBIGUOUS), "Una de las lecturas que la norma deja abiertas"),
)


class ExampleItem(ItemForm):
    """A golden case: what an account brings, and what the law says that it pays."""

    section = Section.EXAMPLES
    noun = "caso"
    lead = "Importes que dice la ley, o que se calculan a mano desde ella: prueban las tablas."

    def __init__(self, *args: Any, papers: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["clave"]
        for spec in self.definition.inputs:
            self.fields[f"entrada_{spec.name}"] = forms.CharField(
                label=spec.label or spec.name,
                max_length=40,
                required=False,
                widget=_input_widget(spec.kind, [(v.key, v.label or v.key) for v in spec.values]),
            )
        self.fields["total"] = forms.CharField(
            label="Total esperado", max_length=20, required=False
        )
        self.fields["importes"] = forms.CharField(
            label="Importes por concepto",
            required=False,
            widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
            help_text="Uno por renglón: concepto = neto, o concepto.iva = importe.",
        )
        self.fields["tipo"] = forms.ChoiceField(label="De dónde sale", choices=_EXAMPLE_KINDS)
        self.fields["fecha"] = DayField(
            label="Con los parámetros del", required=False, help_text="Vacío: el primer día."
        )
        self.fields["fuente"] = forms.CharField(
            label="Texto legal",
            max_length=500,
            required=False,
            widget=forms.TextInput({"list": "legal-papers"} if papers else None),
            help_text="Artículo, página o documento adjunto donde se lee.",
        )

    @classmethod
    def initial_of(cls, name: str, content: Any) -> dict[str, Any]:
        """Inputs one by one; amounts as lines."""
        said = super().initial_of(name, content)
        inputs, amounts = said.pop("entradas", None), said.pop("conceptos", None)
        given = inputs if isinstance(inputs, Mapping) else {}
        return {
            **said,
            **{f"entrada_{each}": value for each, value in given.items()},
            "importes": "\n".join(_amount_lines(amounts)),
        }

    def content(self, before: Any) -> Any:
        """The case as the document says it."""
        said = self.cleaned_data
        kept = before if isinstance(before, Mapping) else {}
        content = {
            "entradas": self._inputs(kept.get("entradas")),
            "total": plain_amount(said["total"]),
            "conceptos": _amounts(said["importes"]),
            "tipo": said["tipo"],
            "fecha": said["fecha"].isoformat() if said["fecha"] else "",
            "fuente": said["fuente"],
        }
        return {key: value for key, value in {**kept, **content}.items() if value not in EMPTY}

    def _inputs(self, before: Any) -> dict[str, str]:
        """What was typed of each input, in the order in which the case said them."""
        typed = {
            spec.name: self.cleaned_data[f"entrada_{spec.name}"].strip()
            for spec in self.definition.inputs
        }
        said = [name for name in before if name in typed] if isinstance(before, Mapping) else []
        return {name: typed[name] for name in dict.fromkeys([*said, *typed]) if typed[name]}


def _input_widget(kind: InputKind, choices: list[tuple[str, str]]) -> forms.Widget:
    if kind is InputKind.FLAG:
        return forms.Select(choices=[("", "–"), ("si", "Sí"), ("no", "No")])
    if choices:
        return forms.Select(choices=[("", "–"), *choices])
    return forms.TextInput({"autocomplete": "off"})


def _amount_lines(amounts: Any) -> list[str]:
    if not isinstance(amounts, Mapping):
        return []
    lines = []
    for concept, value in amounts.items():
        if isinstance(value, Mapping):
            lines += [f"{concept}.{word} = {amount}" for word, amount in value.items()]
        else:
            lines.append(f"{concept} = {value}")
    return lines


def _amounts(text: str) -> dict[str, Any]:
    """Per concept its net, or each of its amounts by name."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines_of(text):
        name, amount = split_line(line)
        concept, _, word = name.partition(".")
        found.setdefault(concept, {})[word or "neto"] = plain_amount(amount)
    return {
        concept: amounts["neto"] if list(amounts) == ["neto"] else amounts
        for concept, amounts in found.items()
    }
