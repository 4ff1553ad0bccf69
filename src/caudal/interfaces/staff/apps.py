"""Django application."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Templates and tags of the staff screens."""

    name = "caudal.interfaces.staff"
    label = "staff"
