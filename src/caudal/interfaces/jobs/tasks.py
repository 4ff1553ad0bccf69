"""Every task that a worker knows: importing a module here registers its tasks."""

from caudal.interfaces.jobs import import_tasks

__all__ = ["import_tasks"]
