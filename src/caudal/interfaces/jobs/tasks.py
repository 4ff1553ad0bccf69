"""Every task that a worker knows: importing a module here registers its tasks."""

from caudal.interfaces.jobs import billing_tasks, import_tasks, night_tasks

__all__ = ["billing_tasks", "import_tasks", "night_tasks"]
