"""Django application."""

from django.apps import AppConfig


class ReceivablesConfig(AppConfig):
    """The truth about money."""

    name = "caudal.domain.receivables"
    label = "receivables"
    verbose_name = "Cuentas por cobrar"
