"""``caudal worker``: a process that does queued jobs."""

import click

from caudal.interfaces.commands.runtime import connect_as, explained
from caudal.interfaces.commands.serve import JOB_GRACE_SECONDS


@click.command()
@click.option("--once", is_flag=True, help="Hacer lo que haya en espera y terminar.")
@explained
def worker(*, once: bool) -> None:
    """Hace los trabajos en espera. «caudal serve» lo inicia; sirve también en otra máquina."""
    connect_as("caudal_app")
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    # Web processes defer jobs through Django's connection; a worker needs one that listens.
    connector = DjangoConnector().get_worker_connector()
    with app.replace_connector(connector) as ready:
        ready.run_worker(
            wait=not once,
            concurrency=1,
            shutdown_graceful_timeout=JOB_GRACE_SECONDS,
            delete_jobs="successful",
        )
