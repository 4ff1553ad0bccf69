"""What a person decides for himself."""

from django import forms

from caudal.domain.platform.models import User
from caudal.interfaces.staff.forms import StaffForm


class PreferencesForm(StaffForm):
    """Look and keys."""

    theme = forms.ChoiceField(label="Tema", choices=User.Theme.choices, widget=forms.RadioSelect)
    keys_enabled = forms.BooleanField(
        label="Usar teclas de una letra",
        required=False,
        help_text="En crítica y listas: J, K, A, E… Apáguelas si usa dictado por voz.",
    )


class PasswordForm(StaffForm):
    """The present password and the new one, typed once: it can be seen with «Mostrar»."""

    current_password = forms.CharField(
        label="Contraseña actual",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Escriba su contraseña actual."},
    )
    new_password = forms.CharField(
        label="Contraseña nueva",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "Escriba la contraseña nueva."},
        help_text="Al menos 10 caracteres; puede ser una frase. No use su nombre ni solo números.",
    )
