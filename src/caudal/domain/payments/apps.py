"""Django application."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Money coming in."""

    name = "caudal.domain.payments"
    label = "payments"
    verbose_name = "Pagos"
