"""``caudal db``: the embedded database and its backups."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from caudal.adapters.postgres import (
    Cluster,
    backup,
    psql_command,
    restore,
    verify_backup,
)
from caudal.interfaces.commands.runtime import (
    embedded_cluster,
    explained,
    uses_embedded_database,
)


class ExternalServer(click.ClickException):
    """The database is somebody else's."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL señala un servidor externo: lo enciende, apaga y respalda quien lo"
            " administra. Quite DATABASE_URL para usar la base de esta carpeta."
        )


def _cluster() -> Cluster:
    if not uses_embedded_database():
        raise ExternalServer
    return embedded_cluster()


def _files_of(cluster: Cluster) -> Path:
    folder = cluster.location.home / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@click.group()
def db() -> None:
    """La base de datos propia: encenderla, consultarla, respaldarla y recuperarla."""


@db.command()
@explained
def start() -> None:
    """Enciende la base; si ya está encendida no hace nada."""
    cluster = _cluster()
    cluster.start()
    click.echo(f"La base de {cluster.location.home} está encendida.")


@db.command()
@explained
def stop() -> None:
    """Apaga la base; termina antes lo que esté a medias."""
    cluster = _cluster()
    cluster.stop()
    click.echo(f"La base de {cluster.location.home} está apagada.")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
@explained
def status(*, as_json: bool) -> None:
    """Dice si la base trabaja, desde cuándo, cuánto pesa y cuántos la usan (código 3: apagada)."""
    found = _cluster().status()
    if as_json:
        click.echo(json.dumps(asdict(found), default=str, ensure_ascii=False))
    elif found.is_running:
        size_mb = (found.size_bytes or 0) / 2**20
        click.echo(
            f"Encendida desde {found.since:%d/%m/%Y %H:%M} · PostgreSQL {found.version}"
            f" · {size_mb:,.0f} MB · {found.connections} conexiones · {found.home}"
        )
    else:
        click.echo(f"Apagada · {found.home}")
    if not found.is_running:
        raise SystemExit(3)


@db.command()
@click.option("--role", default="caudal_ro", show_default=True, help="Rol con el que se entra.")
@explained
def psql(*, role: str) -> None:
    """Abre una consola SQL; por defecto solo puede consultar."""
    command = psql_command(endpoint=_cluster().start(), role=role)
    os.execvpe(command.argv[0], command.argv, {**os.environ, **command.environment})  # noqa: S606


@db.command("backup")
@click.argument("folder", metavar="CARPETA", type=click.Path(path_type=Path))
@explained
def back_up(*, folder: Path) -> None:
    """Respalda la base y los documentos en una carpeta nueva, mientras todos trabajan."""
    cluster = _cluster()
    report = backup(endpoint=cluster.start(), target=folder, attachments=_files_of(cluster))
    rows = sum(report.manifest.row_counts.values())
    click.echo(
        f"Respaldo en {report.folder}: {rows:,} renglones y"
        f" {len(report.manifest.attachments):,} documentos."
        f" Compruébelo con: caudal db verify {report.folder}"
    )


@db.command()
@click.argument("folder", metavar="CARPETA", type=click.Path(exists=True, path_type=Path))
@explained
def verify(*, folder: Path) -> None:
    """Comprueba un respaldo: lo restaura aparte y compara cada tabla y cada documento."""
    verified = verify_backup(folder=folder)
    click.echo(
        f"El respaldo está completo: {verified.row_count:,} renglones y"
        f" {len(verified.manifest.attachments):,} documentos,"
        f" tomado el {verified.manifest.taken_at:%d/%m/%Y %H:%M} UTC."
    )


@db.command("restore")
@click.argument("folder", metavar="CARPETA", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--replace",
    is_flag=True,
    help="Poner el respaldo en lugar de lo que hay; lo anterior se conserva con otro nombre.",
)
@explained
def put_back(*, folder: Path, replace: bool) -> None:
    """Recupera un respaldo. Después ejecute «caudal migrate»."""
    cluster = _cluster()
    report = restore(
        folder=folder, endpoint=cluster.start(), attachments=_files_of(cluster), replaces=replace
    )
    click.echo(f"Se recuperó el respaldo del {report.manifest.taken_at:%d/%m/%Y %H:%M} UTC.")
    if report.former_database:
        click.echo(f"La base anterior se conserva como {report.former_database}.")
    click.echo("Ahora ejecute: caudal migrate")
