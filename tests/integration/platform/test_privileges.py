"""The run-time roles can do what the models declare and nothing else."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from caudal.domain.platform.privileges import declared_access

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_role_of_the_web_processes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("caudal_app", False)


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_audit_rows_cannot_be_touched(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("platform_auditentry"))


def test_every_table_of_the_database_declares_its_access() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert tables <= set(declared_access())
