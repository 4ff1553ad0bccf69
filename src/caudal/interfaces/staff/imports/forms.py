"""What is chosen about a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from caudal.domain.imports.models import ImportKind
from caudal.domain.registry.models import BillingCycle
from caudal.engines.layouts.fields import FieldSpec
from caudal.interfaces.staff.forms import StaffForm
from caudal.interfaces.staff.imports.kinds import KindText

ACCEPTED = ".csv,.txt,.tsv,.xlsx,.xls,.ods"
COLUMN_PREFIX = "col_"


class UploadForm(StaffForm):
    """A file and what it holds."""

    kind = forms.TypedChoiceField(
        label="Qué trae el archivo",
        coerce=ImportKind,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label="Archivo",
        allow_empty_file=True,  # The reader says it better.
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={"required": "Elija el archivo o arrástrelo al recuadro."},
    )

    def __init__(self, *args: Any, kinds: Mapping[ImportKind, KindText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.value, text.label) for kind, text in kinds.items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class ColumnsForm(StaffForm):
    """Which column carries each datum, and the options of a check."""

    create_routes = forms.BooleanField(label="Crear las rutas que falten", required=False)
    cycle = forms.ModelChoiceField(
        BillingCycle.objects.filter(is_active=True),
        label="Ciclo de las rutas nuevas",
        to_field_name="code",
        required=False,
        empty_label="Elija un ciclo",
    )
    period = forms.ChoiceField(
        label="Periodo que se leyó",
        help_text="Los que ya empezaron y aún reciben lecturas, del más reciente al más antiguo.",
        error_messages={
            "required": "Elija el periodo que se leyó.",
            "invalid_choice": "Ese periodo ya no recibe lecturas. Elija uno de la lista.",
        },
    )
    corrects = forms.BooleanField(
        label="Corregir las que el periodo ya tiene",
        required=False,
        help_text="Sin marcarla, una lectura distinta de la que ya está queda como error.",
    )
    save_as = forms.CharField(
        label="Guardar este acomodo como",
        max_length=80,
        required=False,
        help_text="Para no repetirlo con el próximo archivo igual. Por ejemplo: Padrón mensual",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        kind: ImportKind,
        fields: Sequence[FieldSpec],
        columns: Sequence[tuple[str, str]],
        chosen: Mapping[str, str],
        periods: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        """``columns`` are (heading, as it is shown); ``chosen`` is datum → heading; ``periods``
        are (code, as it is shown).
        """
        super().__init__(*args, **kwargs)
        for spec in fields:
            self.fields[COLUMN_PREFIX + spec.name] = forms.ChoiceField(
                label=spec.title,
                choices=[("", "– No viene en el archivo –"), *columns],
                required=False,
                initial=chosen.get(spec.name, ""),
            )
        if kind is not ImportKind.REGISTER:
            del self.fields["create_routes"], self.fields["cycle"]
        if kind is ImportKind.READINGS:
            choices = [("", "Elija un periodo"), *periods]
            self.fields["period"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["period"], self.fields["corrects"]

    def columns(self) -> dict[str, str]:
        """Datum → heading as it was chosen; empty where the file does not carry it."""
        return {
            name.removeprefix(COLUMN_PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(COLUMN_PREFIX)
        }


class LoadForm(StaffForm):
    """The consent to a load that leaves rows out."""

    only_good_rows = forms.BooleanField(
        label="Cargar solo las filas buenas",
        error_messages={
            "required": "Marque que se carguen solo las filas buenas, o corrija las demás."
        },
    )

    def __init__(self, *args: Any, error_count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if error_count:
            rows = "fila con error se queda" if error_count == 1 else "filas con error se quedan"
            self.fields["only_good_rows"].help_text = f"{error_count:,} {rows} fuera."
        else:
            del self.fields["only_good_rows"]
