"""Forms of the account: notes, and the corrections of the register."""

import re
from typing import Any

from django import forms

from caudal.domain.registry.models import (
    AccountNote,
    Colonia,
    Customer,
    DiscountProgramme,
    Route,
)
from caudal.domain.tariffs.models import Tariff, UseClass
from caudal.interfaces.staff.forms import DayField, ReasonForm, StaffForm

CURP_LENGTH = 18
_CURP = re.compile(r"[A-Z]{4}\d{6}[A-Z0-9]{8}", re.ASCII)
_RFC = re.compile(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}")


class ColoniaField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A colonia, told from its namesakes by the postal code."""

    def label_from_instance(self, obj: Colonia) -> str:
        """Name and postal code."""
        return f"{obj.name}, C.P. {obj.postal_code}" if obj.postal_code else obj.name


class RouteField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A route, with where it lies and when it is read."""

    def label_from_instance(self, obj: Route) -> str:
        """Code, sector and cycle."""
        return f"{obj.code} · sector {obj.sector.code} · {obj.cycle.name}"


class SeenForm(StaffForm):
    """A form that remembers which data it was opened with."""

    seen = forms.CharField(widget=forms.HiddenInput)


class NoteForm(StaffForm):
    """A note for whoever opens the account next."""

    text = forms.CharField(
        label="Nota",
        max_length=AccountNote._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 3}),
        help_text="La lee todo el que abra la cuenta. No se puede cambiar ni borrar después.",
        error_messages={"required": "Escriba la nota."},
    )
    is_pinned = forms.BooleanField(label="Fijarla arriba de la cuenta", required=False)


class PersonFields(StaffForm):
    """What is asked of a person or company."""

    name = forms.CharField(label="Nombre o razón social", max_length=200)
    kind = forms.ChoiceField(label="Tipo", choices=Customer.Kind.choices)
    rfc = forms.CharField(
        label="RFC",
        max_length=13,
        required=False,
        help_text="12 letras y cifras de una empresa, 13 de una persona.",
    )
    curp = forms.CharField(label="CURP", required=False, help_text="18 letras y cifras.")
    phone = forms.CharField(
        label="Teléfono", max_length=20, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label="Correo", required=False)

    def clean_name(self) -> str:
        """Single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_rfc(self) -> str:
        """Capitals, as SAT writes it."""
        rfc = _without_spaces(self.cleaned_data["rfc"])
        if rfc and not _RFC.fullmatch(rfc):
            raise forms.ValidationError(
                f"«{rfc}» no es un RFC: son 3 o 4 letras, la fecha en 6 cifras y 3 más."
            )
        return rfc

    def clean_curp(self) -> str:
        """Capitals; what is missing is counted."""
        curp = _without_spaces(self.cleaned_data["curp"])
        if curp and len(curp) != CURP_LENGTH:
            difference = CURP_LENGTH - len(curp)
            word = "faltan" if difference > 0 else "sobran"
            raise forms.ValidationError(
                f"Escriba los {CURP_LENGTH} caracteres de la CURP; {word} {abs(difference)}."
            )
        if curp and not _CURP.fullmatch(curp):
            raise forms.ValidationError("La CURP son 4 letras, 6 cifras y 8 letras o cifras.")
        return curp


class CustomerForm(SeenForm, PersonFields):
    """Correct the holder's data."""


class HolderForm(PersonFields):
    """Put the account in another person's name."""

    on_date = DayField(
        label="Desde", help_text="El día en que el nuevo titular responde por la cuenta."
    )
    reason = forms.CharField(
        label="Motivo y documento",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Por ejemplo: compraventa, escritura 1,204. Queda en la bitácora.",
        error_messages={"required": "Escriba el motivo y el documento que lo prueba."},
    )
    field_order = ["on_date", "name", "kind", "rfc", "curp", "phone", "email", "reason"]


class PremiseForm(SeenForm):
    """Correct where the premise is."""

    street = forms.CharField(label="Calle", max_length=150)
    exterior_number = forms.CharField(label="Número exterior", max_length=30, required=False)
    interior_number = forms.CharField(label="Número interior", max_length=30, required=False)
    between_streets = forms.CharField(
        label="Entre calles", max_length=200, required=False, help_text="Mar de Cortés y Delfines"
    )
    colonia = ColoniaField(
        Colonia.objects.order_by("name", "postal_code"), label="Colonia", empty_label=None
    )
    cadastral_key = forms.CharField(label="Clave catastral", max_length=40, required=False)
    latitude = forms.DecimalField(
        label="Latitud", required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6
    )
    longitude = forms.DecimalField(
        label="Longitud",
        required=False,
        min_value=-180,
        max_value=180,
        max_digits=9,
        decimal_places=6,
    )

    def clean(self) -> dict[str, Any]:
        """A position has both numbers or none."""
        data = super().clean() or {}
        if "latitude" in data and "longitude" in data:
            missing = [name for name in ("latitude", "longitude") if data[name] is None]
            if len(missing) == 1:
                self.add_error(missing[0], "Escriba los dos números de la posición o ninguno.")
        return data


class TermsForm(SeenForm):
    """Change how the account is served and billed."""

    use_class = forms.ModelChoiceField(
        UseClass.objects.order_by("name"), label="Uso", empty_label=None
    )
    tariff = forms.ModelChoiceField(
        Tariff.objects.order_by("name"), label="Tarifa", empty_label=None
    )
    route = RouteField(
        Route.objects.select_related("sector", "cycle").order_by("code"),
        label="Ruta",
        empty_label=None,
    )
    route_sequence = forms.IntegerField(
        label="Secuencia", min_value=0, max_value=2_000_000_000, help_text="Orden en el recorrido."
    )
    contract_number = forms.CharField(label="Contrato", max_length=30, required=False)
    dwelling_units = forms.IntegerField(label="Viviendas", min_value=1, max_value=32_000)
    assigned_m3 = forms.DecimalField(
        label="Volumen asignado, m³",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=3,
        help_text="Lo que se factura donde no se mide.",
    )
    is_metered = forms.BooleanField(label="Servicio medido", required=False)
    has_sewer = forms.BooleanField(label="Con alcantarillado", required=False)
    has_sanitation = forms.BooleanField(label="Con saneamiento", required=False)
    wants_printed_bill = forms.BooleanField(label="Recibo impreso", required=False)


class DiscountForm(StaffForm):
    """Grant a discount."""

    programme = forms.ModelChoiceField(
        DiscountProgramme.objects.order_by("name"), label="Programa", empty_label=None
    )
    since = DayField(label="Desde")
    until = DayField(
        label="Hasta antes del",
        required=False,
        help_text="El primer día sin descuento. Vacío si no tiene fin.",
    )
    proof = forms.CharField(
        label="Comprobante",
        max_length=120,
        required=False,
        help_text="Credencial, resolución o dictamen que lo sustenta.",
    )


class EndDiscountForm(ReasonForm):
    """End a discount."""

    on_date = DayField(label="Sin descuento desde")
    field_order = ["on_date", "reason"]


def _without_spaces(text: str) -> str:
    return "".join(text.split()).upper()
