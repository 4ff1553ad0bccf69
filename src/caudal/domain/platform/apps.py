"""Django application."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """The ground floor."""

    name = "caudal.domain.platform"
    label = "platform"
    verbose_name = "Plataforma"
