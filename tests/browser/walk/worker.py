"""A job worker as ``caudal worker`` is one, in a thread of the test so that it keeps its
calendar.
"""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

PATIENCE_S = 30.0


@contextmanager
def job_worker() -> Iterator[None]:
    """Do queued jobs over the database that the test uses, as soon as each is queued."""
    worker = _Worker()
    worker.start()
    try:
        yield
    finally:
        worker.stop()


class _Worker:
    """An event loop in a thread; its one job at a time runs in another, with its connection."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(max_workers=1))
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._task: asyncio.Task[None] | None = None
        self._is_up = threading.Event()

    def start(self) -> None:
        """Return once it listens."""
        self._thread.start()
        assert self._is_up.wait(PATIENCE_S), "the worker did not start"

    def stop(self) -> None:
        """Return once it let go of the database."""
        self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the worker did not stop"

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._work())
        self._loop.run_until_complete(self._loop.run_in_executor(None, connections.close_all))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _work(self) -> None:
        # Not the connector of the whole process: pages queue through Django's own connection, so
        # that a job is committed with what asked for it.
        queue = app.with_connector(DjangoConnector().get_worker_connector())
        async with queue.open_async():
            self._task = asyncio.create_task(
                queue.run_worker_async(install_signal_handlers=False, delete_jobs="successful")
            )
            self._is_up.set()
            try:
                await self._task
            except asyncio.CancelledError:
                return
