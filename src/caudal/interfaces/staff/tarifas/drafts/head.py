"""The head of a draft: what it is called, from when it holds, and the law that says so."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from caudal.engines.rating.definition import ValidityCriterion
from caudal.engines.rating.drafting import Document, SetHead
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import DayField, StaffForm
from caudal.interfaces.staff.tarifas import words
from caudal.interfaces.staff.tarifas.drafts.page import (
    HEAD,
    answer,
    is_live,
    notes_of,
    page_of,
    save,
    tried,
)
from caudal.kernel.rounding import RoundingRule

FREQUENCIES: Final = (
    ("mensual", "Mensual"),
    ("bimestral", "Bimestral"),
    ("trimestral", "Trimestral"),
    ("anual", "Anual"),
)
YES_NO: Final = (("si", "Sí"), ("no", "No"))
_TOTAL_RULES: Final = tuple(
    (str(rule), f"Al {words.ROUNDING[rule]}")
    for rule in RoundingRule
    if rule is not RoundingRule.EXACT
)
_VALIDITY: Final = ("desde", "hasta", "criterio")
_SOURCE: Final = ("norma", "publicada", "aprobo", "url", "nota")
_HEAD_PATHS: Final = ("clave", "nombre", "periodicidad", "vigencia", "fuente", "completa")


class HeadForm(StaffForm):
    """The keys of the head, by the words of a pack. Nothing is required while it is a draft."""

    clave = forms.CharField(
        label="Clave de la versión", max_length=40, required=False, help_text="Como AG-2027-01."
    )
    nombre = forms.CharField(label="Nombre", max_length=120, required=False)
    desde = DayField(label="Rige desde", required=False)
    hasta = DayField(
        label="Último día", required=False, help_text="Vacío si rige hasta la siguiente."
    )
    criterio = forms.ChoiceField(
        label="Se aplica por",
        choices=[(str(each), text) for each, text in words.CRITERIA.items()],
        required=False,
        help_text="La fecha de la cuenta que elige la versión.",
    )
    periodicidad = forms.ChoiceField(label="Se cobra cada", choices=FREQUENCIES, required=False)
    norma = forms.CharField(
        label="Norma", max_length=300, required=False, help_text="Ley, decreto o acta que la fija."
    )
    publicada = forms.CharField(
        label="Publicación",
        max_length=200,
        required=False,
        help_text="Boletín, número y fecha.",
    )
    aprobo = forms.CharField(label="Aprobó", max_length=200, required=False)
    url = forms.CharField(label="Dirección en internet", max_length=300, required=False)
    nota = forms.CharField(
        label="Nota", max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )
    completa = forms.ChoiceField(
        label="Está completa",
        choices=YES_NO,
        required=False,
        help_text="«No» si faltan renglones por publicar: ninguna corrida factura con ella.",
    )
    redondeo_total = forms.ChoiceField(
        label="Redondeo del total", choices=_TOTAL_RULES, required=False
    )

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields as the page groups them."""
        return [
            {"title": "La versión", "fields": [self["clave"], self["nombre"]]},
            {
                "title": "Vigencia",
                "fields": [self["desde"], self["hasta"], self["criterio"], self["periodicidad"]],
            },
            {"title": "Fuente legal", "fields": [self[name] for name in _SOURCE]},
            {
                "title": "Cómo se cobra",
                "fields": [self["completa"], self["redondeo_total"]],
            },
        ]

    def edit(self) -> SetHead:
        """The change of the document."""
        said = self.cleaned_data
        dates = {key: said[key].isoformat() for key in ("desde", "hasta") if said[key]}
        validity = {**dates, "criterio": said["criterio"] if dates else ""}
        fields = {key: said[key] for key in ("clave", "nombre", "periodicidad", "completa")}
        fields["vigencia"] = {key: value for key, value in validity.items() if value}
        fields["fuente"] = {key: said[key] for key in _SOURCE if said[key]}
        fields["redondeo_total"] = said["redondeo_total"]
        return SetHead(fields)


def head(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Write the head of a draft."""
    page = page_of(draft_id, HEAD)
    form = HeadForm(
        request.POST if request.method == "POST" else None, initial=_said(page.document)
    )
    if form.is_valid():
        if is_live(request):
            return tried(request, page, form.edit)
        if save(request, page, form.edit, form=form):
            messages.success(request, "Datos guardados.")
            return redirect("tarifas:draft", draft_id)
    findings = [found for path in _HEAD_PATHS for found in page.findings(path)]
    return answer(
        request, page, "tarifas/drafts/head.html", {"notes": notes_of(findings)}, form=form
    )


def _said(document: Document) -> dict[str, Any]:
    validity, source = document.get("vigencia") or {}, document.get("fuente") or {}
    return {
        "periodicidad": "mensual",
        "completa": "si",
        "redondeo_total": str(RoundingRule.CENTAVO),
        "criterio": str(ValidityCriterion.READING_DATE),
        **{key: value for key, value in document.items() if not isinstance(value, dict | list)},
        **{key: validity.get(key) for key in _VALIDITY if validity.get(key)},
        **{key: source.get(key) for key in _SOURCE},
    }
