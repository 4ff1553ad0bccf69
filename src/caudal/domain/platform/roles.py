"""The four database roles and how they come to be (docs/decisions/0006)."""

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

OWNER = "caudal_owner"
APP = "caudal_app"
LOAD = "caudal_load"
READ_ONLY_ROLE = "caudal_ro"


class RolePasswordMissing(Exception):
    """A run-time role does not exist yet and nobody said what its password is."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"Falta la contraseña de {role}:"
            " defina CAUDAL_APP_PASSWORD y CAUDAL_RO_PASSWORD antes de migrar"
        )


def ensure_roles(connection: BaseDatabaseWrapper) -> None:
    """Create the run-time roles that are missing and keep their passwords and memberships as
    configured.

    caudal_app and caudal_ro log in; caudal_load is put on with SET ROLE inside one bulk transaction
    and is the only one that may set ``session_replication_role``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.roles'))")
        for role in (APP, READ_ONLY_ROLE):
            _ensure_login(cursor, role, settings.RUNTIME_ROLE_PASSWORDS.get(role, ""))
        if not _exists(cursor, LOAD):
            cursor.execute(f"CREATE ROLE {LOAD} NOLOGIN NOINHERIT")
        cursor.execute(f"GRANT {LOAD} TO {APP} WITH INHERIT FALSE, SET TRUE, ADMIN FALSE")
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {LOAD}")


def _ensure_login(cursor: object, role: str, password: str) -> None:
    execute = cursor.execute  # type: ignore[attr-defined]
    if not _exists(cursor, role):
        if not password:
            raise RolePasswordMissing(role)
        execute(f"CREATE ROLE {role} LOGIN NOINHERIT NOCREATEDB NOCREATEROLE")
    if password:
        execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )


def _exists(cursor: object, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])  # type: ignore[attr-defined]
    return bool(cursor.fetchone())  # type: ignore[attr-defined]
