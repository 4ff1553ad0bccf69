"""``caudal worker``: a process that does queued jobs."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from caudal.interfaces.commands.runtime import connect_as, explained
from caudal.interfaces.commands.serve import JOB_GRACE_SECONDS

if TYPE_CHECKING:
    from procrastinate import App

logger = logging.getLogger("caudal.jobs")

#: How often a worker looks for jobs whose worker died.
LOOK_SECONDS = 5.0


@click.command()
@click.option("--once", is_flag=True, help="Hacer lo que haya en espera y terminar.")
@explained
def worker(*, once: bool) -> None:
    """Hace los trabajos en espera. «caudal serve» lo inicia; sirve también en otra máquina."""
    connect_as("caudal_app")
    queue = _queue()
    if not once:
        _look_after_nights(queue)
    with _resuming():
        queue.run_worker(
            wait=not once,
            concurrency=1,
            shutdown_graceful_timeout=JOB_GRACE_SECONDS,
            delete_jobs="successful",
        )


def _queue() -> "App":
    """The queue over a connection of its own that listens.

    Not ``replace_connector``: that is of the whole process, and a task that asks for another job
    queues it through Django's connection, so that it commits with what asked for it.
    """
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    return app.with_connector(DjangoConnector().get_worker_connector())


def _look_after_nights(queue: "App") -> None:
    """Have the queue ask by the clock for the work of the night; only a worker that stays does."""
    from caudal.domain.platform import night

    queue.perform_import_paths()  # type: ignore[no-untyped-call]
    queue.periodic_registry.register_task(
        task=queue.tasks[night.QUEUE], cron=night.QUEUE_CRON, periodic_id="", configure_kwargs={}
    )


@contextmanager
def _resuming() -> Iterator[None]:
    """Meanwhile, look for abandoned jobs: now, and every few seconds, also while a long one runs
    here.
    """
    _resume_abandoned()
    must_stop = threading.Event()

    def look() -> None:
        while not must_stop.wait(LOOK_SECONDS):
            _resume_abandoned()

    thread = threading.Thread(target=look, name="resuming", daemon=True)
    thread.start()
    try:
        yield
    finally:
        must_stop.set()
        thread.join(LOOK_SECONDS)


def _resume_abandoned() -> None:
    """Put abandoned jobs back in the queue; a database that is away is asked again next time."""
    from django.db import DatabaseError, close_old_connections

    from caudal.interfaces.clock import now
    from caudal.usecases.resume_abandoned_jobs import resume_abandoned_jobs

    close_old_connections()
    try:
        resumed = resume_abandoned_jobs(at=now())
    except DatabaseError:
        logger.warning("abandoned jobs not looked for", exc_info=True)
        return
    for job in resumed:
        logger.warning("job resumed", extra={"facts": {"job": job.pk, "kind": job.kind}})
