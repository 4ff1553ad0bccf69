"""Django application."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What management asks of all the others."""

    name = "caudal.domain.reports"
    label = "reports"
    verbose_name = "Informes"
