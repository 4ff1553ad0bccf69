"""Django application."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """From somebody else's spreadsheet."""

    name = "caudal.domain.imports"
    label = "imports"
    verbose_name = "Importaciones"
