"""Migrations say what the models say, have names and can be undone."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

OWN_APPS = [
    config.label for config in apps.get_app_configs() if config.name.startswith("caudal.domain.")
]
MIGRATIONS = [
    migration
    for (app, _), migration in sorted(MigrationLoader(None).disk_migrations.items())
    if app in OWN_APPS
]


@pytest.mark.django_db
def test_no_model_changed_without_its_migration() -> None:
    found = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", *OWN_APPS, stdout=found)
    except SystemExit:
        pytest.fail(found.getvalue())


@pytest.mark.parametrize("migration", MIGRATIONS, ids=str)
def test_names_say_what_they_do(migration: Migration) -> None:
    assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", migration.name)
    assert "_auto_" not in migration.name


@pytest.mark.parametrize("migration", MIGRATIONS, ids=str)
def test_every_step_can_be_undone(migration: Migration) -> None:
    assert all(operation.reversible for operation in migration.operations)


@pytest.mark.parametrize("migration", MIGRATIONS, ids=str)
def test_data_and_schema_do_not_share_a_migration(migration: Migration) -> None:
    """Except in the first one, where there is no data: its steps make roles and extensions."""
    if migration.initial:
        return
    kinds = {_moves_data(operation) for operation in migration.operations}
    assert len(kinds) <= 1


def _moves_data(operation: Operation) -> bool:
    return isinstance(operation, RunPython | RunSQL)


def test_there_is_one_line_of_migrations_per_package() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}
    assert {migration.app_label for migration in MIGRATIONS} == set(OWN_APPS)
