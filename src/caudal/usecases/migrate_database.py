"""Bring the schema, the roles and their privileges up to date."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from caudal.domain.platform.privileges import apply_privileges


def pending_migrations() -> list[str]:
    """Names of the migrations that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate_database(*, report: Callable[[str], object]) -> None:
    """Apply what is pending and make privileges equal to what the models declare. Runs as
    caudal_owner.
    """
    pending = pending_migrations()
    if pending:
        report(f"Aplicando {len(pending)} migraciones…")
        call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        apply_privileges(connection)
    report("La base está al día.")
