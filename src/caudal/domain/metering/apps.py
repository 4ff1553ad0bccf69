"""Django application."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    """How much water went through."""

    name = "caudal.domain.metering"
    label = "metering"
    verbose_name = "Medición"
