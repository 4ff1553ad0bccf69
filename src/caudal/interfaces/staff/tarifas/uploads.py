"""The text of a YAML file that somebody uploads."""

from typing import Any, Final

from django import forms

LARGEST_BYTES: Final = 1_000_000


def text_of(form: forms.BaseForm, file: Any) -> str:
    """The text of a file; what is wrong with it is said at the form's field ``file``."""
    if file.size > LARGEST_BYTES:
        form.add_error("file", "El archivo pesa más de 1 MB; no es una versión de tarifa.")
        return ""
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        form.add_error("file", "El archivo no es un texto; guárdelo como UTF-8.")
        return ""
    return text
