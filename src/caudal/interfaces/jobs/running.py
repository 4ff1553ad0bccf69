"""How every task runs its use case: it says that it began, how far it is and how it ended."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.operations import jobs
from caudal.domain.platform.origin import origin
from caudal.interfaces.clock import now
from caudal.kernel.errors import Refusal

logger = logging.getLogger("caudal.jobs")

UNEXPECTED = "Falló por un error del sistema. Avise a soporte con el número del trabajo."


@dataclass(slots=True)
class RunningJob:
    """A job under way; the task leaves here what its last line says."""

    job: BackgroundJob
    message: str = ""
    result: dict[str, Any] | None = None

    def report(self, done: int, total: int, errors: int = 0) -> None:
        """Tell how far it is.

        :raises JobCancelled: if somebody asked it to stop
        """
        if total != self.job.total_count:
            self.job.total_count = total
            self.job.save(update_fields=["total_count"])
        jobs.progress(job_id=self.job.pk, done_count=done, error_count=errors, at=now())


def background_job(task: Callable[..., None]) -> Callable[..., None]:
    """Make a task of a function: the queue gives ``job_id`` and the function gets the job.

    A job that ended before, or that was asked for again meanwhile, is done with: a worker that was
    killed at the last moment had not told the queue.
    """

    @wraps(task)
    def doing(*, job_id: int, **arguments: Any) -> None:
        try:
            with running(job_id) as work:
                task(work, **arguments)
        except jobs.JobEnded:
            logger.info("job had ended", extra={"facts": {"job": job_id}})

    return doing


@contextmanager
def running(job_id: int) -> Iterator[RunningJob]:
    """Run a task's use case inside: whatever happens, the job tells how it ended.

    A refusal ends it as failed, in its own words; a cancellation as cancelled. Anything else is
    ours: it ends as failed and goes on to the log of the worker.
    """
    with origin(address=None, request_id=f"trabajo {job_id}"):
        running_job = RunningJob(jobs.start(job_id=job_id, at=now()))
        state, message = BackgroundJob.State.FAILED, UNEXPECTED
        try:
            yield running_job
            state, message = BackgroundJob.State.DONE, running_job.message
        except Refusal as refusal:
            message = str(refusal)
        except jobs.JobCancelled:
            state, message = BackgroundJob.State.CANCELLED, "Se detuvo a petición."
        finally:
            result = running_job.result
            jobs.finish(job_id=job_id, state=state, at=now(), message=message, result=result)
