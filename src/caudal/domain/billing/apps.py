"""Django application."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """From consumption to a bill."""

    name = "caudal.domain.billing"
    label = "billing"
    verbose_name = "Facturación"
