"""The first operations of the first migration: roles and extensions that everything else stands
on.
"""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from caudal.domain.platform.roles import ensure_roles


def create_roles(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the run-time roles (they outlive a rollback: other databases of the cluster may use
    them).
    """
    del apps
    ensure_roles(schema_editor.connection)


FIRST_STEPS = (
    migrations.RunPython(create_roles, migrations.RunPython.noop),
    TrigramExtension(),
    BtreeGistExtension(),
)
