"""Putting a backup in the place of what is lost, without losing what was there."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from caudal.adapters.postgres.attachments import extract_archive
from caudal.adapters.postgres.endpoint import DATABASE, Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import explained_disk_errors
from caudal.adapters.postgres.inventory import table_names
from caudal.adapters.postgres.loading import load_backup
from caudal.adapters.postgres.manifest import ATTACHMENTS_FILE, Manifest
from caudal.adapters.postgres.sessions import admin_session
from caudal.adapters.postgres.verification import check_backup

_END_SESSIONS = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"


class DatabaseNotEmpty(ClusterError):
    """The database that would be replaced holds tables, or the attachments' folder files."""


class DatabaseBusy(ClusterError):
    """Sessions keep the database from being renamed."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored, and the names under which the former contents were set aside."""

    manifest: Manifest
    former_database: str | None
    former_attachments: Path | None


def restore(
    *,
    folder: Path,
    endpoint: Endpoint,
    attachments: Path,
    database: str = DATABASE,
    replaces: bool = False,
) -> RestoreReport:
    """Restore a backup beside the database in use and swap both by renaming, at the very end.

    With ``replaces`` a database with tables, and a folder with attachments, are set aside under a
    new name, not deleted; their sessions are ended. Until the swap everything goes on as before.

    :raises DatabaseNotEmpty: if there is something to replace and ``replaces`` is false
    :raises BackupDamaged: if the backup is not what was written
    :raises DatabaseBusy: if sessions come back faster than they can be ended
    :raises ClusterError: if it does not restore
    """
    if not replaces:
        _refuse_to_replace(endpoint, database, attachments)
    manifest = check_backup(folder=folder)
    suffix = _instant(endpoint)
    fresh = f"{database}_nueva_{suffix}"
    fresh_attachments = attachments.with_name(f"{attachments.name}_nueva_{suffix}")
    try:
        load_backup(endpoint=endpoint, folder=folder, manifest=manifest, database=fresh)
        with explained_disk_errors(folder=attachments.parent):
            extract_archive(archive=folder / ATTACHMENTS_FILE, folder=fresh_attachments)
        former_database = _swap_databases(endpoint, database, fresh, suffix)
        former_attachments = _swap_folders(attachments, fresh_attachments, suffix)
    finally:
        _drop(endpoint, fresh)
        shutil.rmtree(fresh_attachments, ignore_errors=True)
    return RestoreReport(manifest, former_database, former_attachments)


def _refuse_to_replace(endpoint: Endpoint, database: str, attachments: Path) -> None:
    occupied = [
        place
        for place, is_occupied in (
            (f"la base «{database}»", _has_tables(endpoint, database)),
            (f"la carpeta {attachments}", _has_files(attachments)),
        )
        if is_occupied
    ]
    if occupied:
        message = (
            f"Hay datos en {' y en '.join(occupied)}. Si de verdad quiere sustituirlos por el "
            "respaldo, pídalo expresamente: lo actual se conservará con otro nombre."
        )
        raise DatabaseNotEmpty(message)


def _swap_databases(endpoint: Endpoint, database: str, fresh: str, suffix: str) -> str | None:
    """Give ``fresh`` the name ``database``; the name under which the former one is kept.

    A former database without tables is dropped.
    """
    former = f"{database}_anterior_{suffix}"
    had_tables = _has_tables(endpoint, database)
    with admin_session(endpoint=endpoint) as connection:
        if not _exists(connection, database):
            connection.execute(_renaming(fresh, database))
            return None
        _swap_names(connection, database, fresh, former)
    if had_tables:
        return former
    _drop(endpoint, former)
    return None


def _swap_names(connection: psycopg.Connection, database: str, fresh: str, former: str) -> None:
    """Swap in one transaction, once the sessions of the former database are gone for good."""
    name = sql.Identifier(database)
    connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
    current = name
    try:
        connection.execute(_END_SESSIONS, [database])
        with connection.transaction():
            connection.execute(_renaming(database, former))
            connection.execute(_renaming(fresh, database))
        current = sql.Identifier(former)
    except psycopg.errors.ObjectInUse as error:
        message = (
            f"Hay sesiones abiertas en la base «{database}» que no terminan. Detenga Caudal y sus "
            "trabajos, y vuelva a intentar; nada ha cambiado."
        )
        raise DatabaseBusy(message) from error
    finally:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(current))


def _swap_folders(attachments: Path, fresh: Path, suffix: str) -> Path | None:
    former = attachments.with_name(f"{attachments.name}_anterior_{suffix}")
    had_files = _has_files(attachments)
    if had_files:
        attachments.rename(former)
    fresh.rename(attachments)  # Takes the place of an empty folder, too.
    return former if had_files else None


def _has_tables(endpoint: Endpoint, database: str) -> bool:
    with admin_session(endpoint=endpoint) as connection:
        if not _exists(connection, database):
            return False
    with admin_session(endpoint=endpoint, database=database) as connection:
        return bool(table_names(connection=connection))


def _has_files(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _instant(endpoint: Endpoint) -> str:
    """The server's clock, as the end of a name."""
    with admin_session(endpoint=endpoint) as connection:
        query = "SELECT to_char(clock_timestamp(), 'YYYYMMDD_HH24MISS')"
        [(instant,)] = connection.execute(query).fetchall()
    return str(instant)


def _drop(endpoint: Endpoint, database: str) -> None:
    with admin_session(endpoint=endpoint) as connection:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(statement.format(sql.Identifier(database)))


def _renaming(old: str, new: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
        sql.Identifier(old), sql.Identifier(new)
    )


def _exists(connection: psycopg.Connection, database: str) -> bool:
    query = "SELECT FROM pg_database WHERE datname = %s"
    return connection.execute(query, [database]).fetchone() is not None
