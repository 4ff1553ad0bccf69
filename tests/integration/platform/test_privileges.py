"""The run-time roles can do what the models declare and nothing else, and not even the owner gets
past the triggers without switching them off.
"""

from collections.abc import Callable

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from psycopg import errors, sql

from caudal.domain.platform.privileges import declared_access
from caudal.domain.platform.table_access import Updates

Connect = Callable[[str], "psycopg.Connection[tuple[object, ...]]"]

ACCESS = declared_access()
COLUMNS = {
    model._meta.db_table: [str(field.column) for field in model._meta.concrete_fields]
    for model in apps.get_models(include_auto_created=True)
    if model._meta.managed
}
KEPT = sorted(
    table
    for table, access in ACCESS.items()
    if access.append_only and access.insert and table in COLUMNS and table.split("_")[0] != "auth"
)
"""Money, audit and every other table whose rows are written once."""

SECRETS = sorted(
    table for table, access in ACCESS.items() if not access.readable_by_reports and table in COLUMNS
)
RUNTIME = ["caudal_app", "caudal_load", "caudal_ro"]

pytestmark = pytest.mark.django_db


def refused(role: "psycopg.Connection[tuple[object, ...]]", statement: sql.Composed) -> bool:
    """Whether PostgreSQL refuses a statement for want of a right; its effect is undone anyway."""
    try:
        with role.transaction(force_rollback=True):
            role.execute(statement)
    except errors.InsufficientPrivilege:
        return True
    return False


def fill(text: str, table: str, column: str = "id") -> sql.Composed:
    """A statement on a table and one of its columns."""
    return sql.SQL(text).format(table=sql.Identifier(table), column=sql.Identifier(column))


def test_the_list_of_kept_tables_holds_money_and_trail() -> None:
    assert {
        "platform_auditentry",
        "platform_auditblock",
        "receivables_movement",
        "receivables_charge",
        "receivables_credit",
        "receivables_allocation",
        "billing_bill",
        "payments_payment",
        "platform_folioseries",
    } <= set(KEPT)


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("role", [*RUNTIME, "caudal_owner"])
def test_nobody_removes_rows_that_are_kept(as_role: Connect, role: str, table: str) -> None:
    for statement in ("DELETE FROM {table}", "TRUNCATE {table} CASCADE"):
        assert refused(as_role(role), fill(statement, table)), statement


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("role", [*RUNTIME, "caudal_owner"])
def test_nobody_updates_a_column_that_is_not_listed(
    as_role: Connect, role: str, table: str
) -> None:
    frozen = ACCESS[table].frozen_columns(COLUMNS[table])
    assert frozen
    for column in frozen:
        statement = fill("UPDATE {table} SET {column} = {column}", table, column)
        assert refused(as_role(role), statement), column


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_the_application_updates_exactly_what_is_declared(as_role: Connect, table: str) -> None:
    allowed = ACCESS[table].update
    for column in COLUMNS[table]:
        statement = fill("UPDATE {table} SET {column} = {column} WHERE false", table, column)
        may = isinstance(allowed, Updates) or column in allowed
        assert refused(as_role("caudal_app"), statement) != may, column


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_bulk_load_only_inserts_and_only_where_declared(as_role: Connect, table: str) -> None:
    load = as_role("caudal_load")
    first = COLUMNS[table][0]
    insert = fill(
        "INSERT INTO {table} ({column}) SELECT {column} FROM {table} LIMIT 0", table, first
    )
    assert refused(load, insert) != ACCESS[table].bulk_load
    for statement in (
        "UPDATE {table} SET {column} = {column} WHERE false",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    ):
        assert refused(load, fill(statement, table, first)), statement


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_reports_read_and_never_write(as_role: Connect, table: str) -> None:
    reader = as_role("caudal_ro")
    first = COLUMNS[table][0]
    for statement in (
        "INSERT INTO {table} ({column}) SELECT {column} FROM {table} LIMIT 0",
        "UPDATE {table} SET {column} = {column} WHERE false",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    ):
        assert refused(reader, fill(statement, table, first)), statement
    assert refused(reader, fill("SELECT FROM {table} LIMIT 0", table)) == (table in SECRETS)


def test_reports_never_see_sessions() -> None:
    assert {"django_session", "platform_usersession"} <= set(SECRETS)


@pytest.mark.parametrize("role", RUNTIME)
def test_triggers_are_switched_off_only_in_bulk_load(as_role: Connect, role: str) -> None:
    statement = sql.SQL("SET session_replication_role = replica").format()
    assert refused(as_role(role), statement) == (role != "caudal_load")


def test_bulk_load_cannot_log_in_and_only_the_application_puts_it_on(as_role: Connect) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'caudal_load'")
        assert cursor.fetchone() == (False,)
    put_on = sql.SQL("SET LOCAL ROLE caudal_load").format()
    assert refused(as_role("caudal_ro"), put_on)
    assert not refused(as_role("caudal_app"), put_on)


@pytest.mark.parametrize("role", RUNTIME)
def test_the_run_time_roles_own_and_create_nothing(as_role: Connect, role: str) -> None:
    connected = as_role(role)
    assert refused(connected, sql.SQL("CREATE TABLE mine (id bigint)").format())
    assert refused(connected, sql.SQL("CREATE ROLE friend").format())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
            " WHERE r.rolname = %s",
            [role],
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("role", [*RUNTIME, "caudal_owner"])
def test_no_role_of_caudal_is_a_superuser(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = %s", [role]
        )
        assert cursor.fetchone() == (False, False, False)


def test_tests_run_as_the_role_of_the_web_processes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("caudal_app",)


def test_every_table_of_the_database_declares_its_access() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert tables <= set(ACCESS)


@pytest.mark.parametrize("table", ["billing_bill", "registry_serviceaccount", "django_session"])
def test_the_application_may_tend_tables_that_it_does_not_own(as_role: Connect, table: str) -> None:
    """A run and a load end with VACUUM ANALYZE; without the right PostgreSQL only warns."""
    for role in RUNTIME:
        found = as_role(role).execute("SELECT has_table_privilege(%s, 'MAINTAIN')", [table])
        assert found.fetchone() == (role == "caudal_app",), role
