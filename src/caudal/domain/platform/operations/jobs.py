"""Hand work to the job workers, and tell how far it is."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.utils import IntegrityError
from procrastinate.contrib.django import app as queue

from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.queries.jobs import ALIVE, is_abandoned
from caudal.kernel.errors import Refusal

ABANDONED = "Se interrumpió: el proceso que lo hacía terminó de golpe."


class JobAlreadyRunning(Refusal):
    """The same work on the same thing is queued or running."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"«{title}» ya está en curso. Espere a que termine o cancélelo desde Trabajos."
        )


class JobEnded(Exception):
    """The job had ended, or another took its place: there is nothing left to do."""


class JobCancelled(Exception):
    """Somebody asked the job under way to stop; what was committed stays and can be resumed."""


def enqueue(
    *,
    task: str,
    title: str,
    subject_kind: str = "",
    subject_id: int | None = None,
    total_count: int = 0,
    requested_by: User | None,
    at: datetime,
    arguments: dict[str, Any] | None = None,
    priority: int = 0,
) -> BackgroundJob:
    """Queue a task inside the caller's transaction: it runs only if, and after, the transaction
    commits.

    The task gets ``job_id`` and the plain ``arguments``. A job of the same kind and subject whose
    worker died is closed first, so that asking again resumes the work. Of what waits, the highest
    ``priority`` is done first.

    :raises JobAlreadyRunning: if the same kind is open for the same subject
    """
    fields = {"kind": task, "subject_id": subject_id, "state__in": BackgroundJob.OPEN_STATES}
    earlier = BackgroundJob.objects.filter(**fields).first() if subject_id is not None else None
    if earlier is not None and not is_abandoned(job=earlier):
        raise JobAlreadyRunning(title)
    if earlier is not None:
        close(job_id=earlier.pk, state=BackgroundJob.State.FAILED, at=at, message=ABANDONED)
    try:
        job = BackgroundJob.objects.create(
            kind=task,
            title=title,
            subject_kind=subject_kind,
            subject_id=subject_id,
            total_count=total_count,
            requested_by=requested_by,
            queued_at=at,
        )
    except IntegrityError as error:
        raise JobAlreadyRunning(title) from error
    deferrer = queue.configure_task(task, allow_unknown=True, priority=priority)
    deferrer.defer(job_id=job.pk, **(arguments or {}))
    return job


def start(*, job_id: int, at: datetime, total_count: int | None = None) -> BackgroundJob:
    """The worker begins (or begins again) a job; until ``finish`` its session holds the job's lock,
    which PostgreSQL drops the moment the worker dies.

    :raises JobAlreadyRunning: if another worker has it
    :raises JobEnded: if it was done before, given up, or asked for again
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({ALIVE}, %s)", [job_id])
        if not cursor.fetchone()[0]:
            raise JobAlreadyRunning(BackgroundJob.objects.get(pk=job_id).title)
    values: dict[str, Any] = {
        "state": BackgroundJob.State.RUNNING,
        "started_at": at,
        "progressed_at": at,
    }
    if total_count is not None:
        values["total_count"] = total_count
    open_jobs = BackgroundJob.objects.filter(pk=job_id, state__in=BackgroundJob.OPEN_STATES)
    if not open_jobs.update(**values):
        _let_go(job_id=job_id)
        raise JobEnded
    return BackgroundJob.objects.get(pk=job_id)


def progress(
    *, job_id: int, done_count: int, at: datetime, error_count: int = 0, message: str = ""
) -> None:
    """Tell how far the job is.

    :raises JobCancelled: if somebody asked it to stop
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE platform_backgroundjob
                  SET done_count = %s, error_count = %s, message = %s, progressed_at = %s
                WHERE id = %s RETURNING cancel_requested""",
            [done_count, error_count, message[:500], at, job_id],
        )
        row = cursor.fetchone()
    if row and row[0]:
        raise JobCancelled


def finish(
    *,
    job_id: int,
    state: BackgroundJob.State,
    at: datetime,
    message: str = "",
    result: dict[str, Any] | None = None,
) -> None:
    """The job ended, well or not."""
    close(job_id=job_id, state=state, at=at, message=message, result=result)
    _let_go(job_id=job_id)


def _let_go(*, job_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_unlock({ALIVE}, %s)", [job_id])


def close(
    *,
    job_id: int,
    state: BackgroundJob.State,
    at: datetime,
    message: str,
    result: dict[str, Any] | None = None,
) -> None:
    """Write how a job ended, whoever had it."""
    BackgroundJob.objects.filter(pk=job_id).update(
        state=state, finished_at=at, message=message[:500], result=result
    )


def request_cancel(*, job_id: int) -> None:
    """Ask a job to stop at its next step."""
    BackgroundJob.objects.filter(pk=job_id, state__in=BackgroundJob.OPEN_STATES).update(
        cancel_requested=True
    )
