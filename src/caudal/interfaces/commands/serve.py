"""``caudal serve``: database, web and job workers under one supervisor."""

import os
import sys
from pathlib import Path

import click

from caudal.adapters.supervision import ChildProcess, Supervisor, refuse_unusable_address
from caudal.interfaces.commands.runtime import (
    connect_as,
    embedded_cluster,
    explained,
    uses_embedded_database,
)

#: A job is given this long to reach its next commit when the server stops.
JOB_GRACE_SECONDS = 60.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Dirección donde escuchar.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Puerto."
)
@click.option("--web-workers", default=2, show_default=True, help="Procesos web.")
@click.option("--job-workers", default=1, show_default=True, help="Procesos de trabajos largos.")
@explained
def serve(*, host: str, port: int, web_workers: int, job_workers: int) -> None:
    """Sirve el sistema: base de datos, web y trabajos. Ctrl+C lo detiene con calma."""
    run_server(host=host, port=port, web_workers=web_workers, job_workers=job_workers)


def run_server(*, host: str, port: int, web_workers: int, job_workers: int) -> None:
    """Start everything, keep it alive until a signal, and stop it in order: web, jobs, database.

    :raises AddressRefused: if another program, or another server of this folder, listens there
    """
    refuse_unusable_address(host=host, port=port)
    is_embedded = uses_embedded_database()
    was_running = is_embedded and embedded_cluster().status().is_running
    os.environ["CAUDAL_PROCESS"] = "web"
    connect_as("caudal_app")
    _check()
    _collect_static()
    try:
        Supervisor(_children(host, port, web_workers, job_workers)).run()
    finally:
        if is_embedded and not was_running:
            embedded_cluster().stop()


def _check() -> None:
    from caudal.domain.platform.queries.server import refuse_unsafe_server
    from caudal.usecases.migrate_database import pending_migrations

    if pending_migrations():
        raise click.ClickException("La base no está al día. Ejecute primero: caudal migrate")
    refuse_unsafe_server()


def _collect_static() -> None:
    """Hash and compress the static files once per version of them."""
    from django.conf import settings
    from django.core.management import call_command

    package = Path(settings.STATICFILES_DIRS[0])
    newest = max(path.stat().st_mtime for path in package.rglob("*") if path.is_file())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _children(host: str, port: int, web_workers: int, job_workers: int) -> list[ChildProcess]:
    web = [
        *(sys.executable, "-m", "gunicorn", "caudal.config.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(web_workers), "--threads", "4"),
        *("--worker-class", "gthread", "--graceful-timeout", "30", "--timeout", "60"),
        *("--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"),  # noqa: S108
        *("--max-requests", "5000", "--max-requests-jitter", "500", "--log-level", "warning"),
    ]
    environment = {**os.environ, "CAUDAL_PROCESS": "web"}
    jobs = [sys.executable, "-m", "caudal.interfaces.commands", "worker"]
    return [
        ChildProcess("web", web, environment),
        *(
            ChildProcess(
                f"trabajos-{number}",
                jobs,
                {**os.environ, "CAUDAL_PROCESS": "worker"},
                grace_seconds=JOB_GRACE_SECONDS,
            )
            for number in range(1, job_workers + 1)
        ),
    ]
