"""Django application."""

from django.apps import AppConfig


class TariffsConfig(AppConfig):
    """What water costs."""

    name = "caudal.domain.tariffs"
    label = "tariffs"
    verbose_name = "Tarifas"
