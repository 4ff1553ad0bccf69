"""What is typed about operators and roles."""

from django import forms
from django.contrib.auth.models import Group
from django.core.validators import RegexValidator

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import Branch
from caudal.interfaces.staff.forms import StaffForm


class OperatorForm(StaffForm):
    """Data and roles of an operator."""

    full_name = forms.CharField(
        label="Nombre completo",
        max_length=120,
        error_messages={"required": "Escriba el nombre completo."},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="Correo",
        required=False,
        error_messages={"invalid": "Escriba el correo completo, como nombre@organismo.mx."},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    branch = forms.ModelChoiceField(
        Branch.objects.filter(is_active=True),
        label="Sucursal",
        required=False,
        empty_label="Todas",
        help_text="Donde trabaja: decide la hora que ve y sus cajas.",
    )
    roles = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"), label="Roles", required=False
    )


class NewOperatorForm(OperatorForm):
    """The same, with the name to log in with."""

    username = forms.CharField(
        label="Usuario",
        min_length=3,
        max_length=60,
        help_text="Con él entra; no se cambia después. Por ejemplo: laura.robles",
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]{2,59}$",
                "Use de 3 a 60 letras minúsculas sin acento, números, punto o guion.",
            )
        ],
        error_messages={"required": "Escriba el usuario."},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ("full_name", "username", "email", "branch", "roles")


class RoleForm(StaffForm):
    """Name and functions of a role."""

    name = forms.CharField(
        label="Nombre del rol",
        max_length=80,
        error_messages={"required": "Escriba el nombre del rol."},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    functions = forms.TypedMultipleChoiceField(
        label="Funciones",
        required=False,
        coerce=Function,
        choices=[(function.value, function.text.label) for function in Function],
    )
