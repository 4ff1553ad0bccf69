"""Django application."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Who has which connection."""

    name = "caudal.domain.registry"
    label = "registry"
    verbose_name = "Padrón"
