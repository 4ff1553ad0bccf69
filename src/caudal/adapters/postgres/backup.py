"""A backup: one instant of the database, the roles, and the attachments, with a manifest."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from caudal.adapters.postgres.attachments import write_archive
from caudal.adapters.postgres.checksums import digest_file
from caudal.adapters.postgres.credentials import ADMIN
from caudal.adapters.postgres.endpoint import DATABASE, Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import explained_disk_errors, rename_durably
from caudal.adapters.postgres.inventory import count_rows
from caudal.adapters.postgres.manifest import (
    ATTACHMENTS_FILE,
    BACKUP_FILES,
    DATABASE_FILE,
    ROLES_FILE,
    Manifest,
    write_manifest,
)
from caudal.adapters.postgres.programs import client_binaries, run_client
from caudal.adapters.postgres.sessions import admin_session

_LOCK_WAIT = "--lock-wait-timeout=60s"


class BackupFolderTaken(ClusterError):
    """The place for the backup already holds something."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A finished backup and what it holds."""

    folder: Path
    manifest: Manifest


def backup(
    *, endpoint: Endpoint, target: Path, attachments: Path, database: str = DATABASE
) -> BackupReport:
    """Save a database while it is used, its roles without passwords, and the attachments.

    Rows are counted in the very snapshot that is dumped. Attachments are archived after it: a
    file is written before the row that names it and never removed, so none can be missing. The
    folder takes its name last; an interrupted backup leaves nothing that looks like one.

    :raises BackupFolderTaken: if ``target`` exists
    :raises DiskFull: if there is no room
    :raises ClusterError: if the database or the attachments cannot be read
    """
    if target.exists():
        message = f"Ya existe {target}. Elija otra carpeta: un respaldo no se sobrescribe."
        raise BackupFolderTaken(message)
    with explained_disk_errors(folder=target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            manifest = _fill(partial, endpoint, attachments, database)
            rename_durably(source=partial, target=target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return BackupReport(target, manifest)


def _fill(folder: Path, endpoint: Endpoint, attachments: Path, database: str) -> Manifest:
    with admin_session(endpoint=endpoint, database=database, autocommit=False) as connection:
        snapshot, taken_at, server_version = _open_snapshot(connection)
        _dump(folder, endpoint, database, snapshot=snapshot, server_version=server_version)
        row_counts = count_rows(connection=connection)
    digests = write_archive(folder=attachments, archive=folder / ATTACHMENTS_FILE)
    manifest = Manifest(
        taken_at=taken_at,
        database=database,
        server_version=server_version,
        files={name: digest_file(path=folder / name) for name in BACKUP_FILES},
        row_counts=row_counts,
        attachments=digests,
    )
    write_manifest(folder=folder, manifest=manifest)
    return manifest


def _open_snapshot(connection: psycopg.Connection) -> tuple[str, datetime, str]:
    """Begin the transaction that keeps one instant visible, also to ``pg_dump``."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    query = "SELECT pg_export_snapshot(), now(), current_setting('server_version')"
    [(snapshot, taken_at, server_version)] = connection.execute(query).fetchall()
    return snapshot, taken_at, server_version


def _dump(
    folder: Path, endpoint: Endpoint, database: str, *, snapshot: str, server_version: str
) -> None:
    binaries = client_binaries(server_major=int(server_version.split(".", maxsplit=1)[0]))
    run_client(
        argv=[
            binaries.program("pg_dump"),
            "--format=custom",
            f"--snapshot={snapshot}",
            _LOCK_WAIT,
            f"--file={folder / DATABASE_FILE}",
        ],
        endpoint=endpoint,
        role=ADMIN,
        database=database,
        folder=folder,
        summary="No se pudo copiar la base de datos.",
    )
    run_client(
        argv=[
            binaries.program("pg_dumpall"),
            "--globals-only",
            "--no-role-passwords",
            f"--file={folder / ROLES_FILE}",
        ],
        endpoint=endpoint,
        role=ADMIN,
        database=database,
        folder=folder,
        summary="No se pudieron copiar los roles.",
    )
