"""Find the jobs of workers that died, and put them back in the queue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.operations import jobs
from caudal.domain.platform.queries.jobs import ALIVE

MOST_ATTEMPTS = 5
"""A job that ends its worker this often is the cause: it waits for a person."""

WAITS = "Se interrumpió; espera a que un proceso lo retome donde iba."
GIVEN_UP = (
    "Se interrumpió {attempts} veces seguidas y ya no se retoma solo. Avise a soporte con el número"
    " del trabajo."
)

# A worker tells the queue every ten seconds that it lives, and one that never told may be starting.
_SILENT = "COALESCE(w.last_heartbeat < now() - interval '30 seconds', true)"

# ``failed`` is a job whose worker lives but lost the database before it could say how it ended.
_CANDIDATES = f"""
SELECT q.id, q.status = 'doing', q.attempts, b.id
  FROM procrastinate_jobs q
  JOIN platform_backgroundjob b ON b.id = (q.args ->> 'job_id')::bigint
  LEFT JOIN procrastinate_workers w ON w.id = q.worker_id
 WHERE (b.state = 'running' AND q.status IN ('doing', 'failed'))
    OR (b.state = 'queued' AND q.status = 'failed')
    OR (b.state <> 'running' AND q.status = 'doing' AND {_SILENT})
 ORDER BY q.id
   FOR UPDATE OF q SKIP LOCKED
"""


class _Candidate(NamedTuple):
    queue_id: int
    is_doing: bool
    attempts: int
    job_id: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """The jobs that were put back, and those that nobody will try again."""

    queued: tuple[BackgroundJob, ...]
    given_up: tuple[BackgroundJob, ...]


def resume_abandoned(*, at: datetime) -> Resumed:
    """Put back in the queue what a dead worker left half way; call it inside a transaction.

    The lock that a worker holds for its job is taken first: whoever is alive keeps his job. What a
    job had committed stays, and its task goes on from there.
    """
    queued, given_up = [], []
    for candidate in _candidates():
        job = BackgroundJob.objects.get(pk=candidate.job_id)
        if job.state not in BackgroundJob.OPEN_STATES:
            _forget(candidate)
        elif candidate.attempts + 1 < MOST_ATTEMPTS:
            _put_back(candidate, at)
            queued.append(job)
        else:
            _give_up(candidate, at)
            given_up.append(job)
    return Resumed(tuple(queued), tuple(given_up))


def _candidates() -> Iterator[_Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES)
        found = [_Candidate(*row) for row in cursor.fetchall()]
        for candidate in found:
            cursor.execute(f"SELECT pg_try_advisory_xact_lock({ALIVE}, %s)", [candidate.job_id])
            if cursor.fetchone()[0]:
                yield candidate


def _put_back(candidate: _Candidate, at: datetime) -> None:
    BackgroundJob.objects.filter(pk=candidate.job_id).update(
        state=BackgroundJob.State.QUEUED, message=WAITS, progressed_at=at
    )
    _run("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", candidate)


def _give_up(candidate: _Candidate, at: datetime) -> None:
    jobs.close(
        job_id=candidate.job_id,
        state=BackgroundJob.State.FAILED,
        at=at,
        message=GIVEN_UP.format(attempts=MOST_ATTEMPTS),
    )
    if candidate.is_doing:
        _run("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", candidate)


def _forget(candidate: _Candidate) -> None:
    """It ended before its worker could tell the queue."""
    if candidate.is_doing:
        _run("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", candidate)


def _run(statement: str, candidate: _Candidate) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [candidate.queue_id])
