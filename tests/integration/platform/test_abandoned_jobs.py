"""A job whose worker died is known at once, and asking for it again resumes the work."""

import time
from datetime import timedelta

import psycopg
import pytest
from tests.database import TestServer
from tests.factories.platform import AT, make_job

from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.operations import jobs
from caudal.domain.platform.operations.jobs import JobAlreadyRunning
from caudal.domain.platform.queries.jobs import ALIVE, is_abandoned, last_job_of

LATER = AT + timedelta(minutes=1)
State = BackgroundJob.State


def running_job() -> BackgroundJob:
    return make_job(kind="prueba.larga", subject_kind="prueba", subject_id=7, state=State.RUNNING)


def wait_until_abandoned(job: BackgroundJob) -> None:
    """PostgreSQL ends a session a moment after its client is gone."""
    deadline = time.monotonic() + 10
    while not is_abandoned(job=job):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ask_again() -> BackgroundJob:
    return jobs.enqueue(
        task="prueba.larga",
        title="Larga",
        subject_kind="prueba",
        subject_id=7,
        requested_by=None,
        at=LATER,
    )


def test_a_job_lives_as_long_as_the_session_of_its_worker(
    test_server: TestServer, committed_database: str
) -> None:
    job = running_job()
    url = test_server.endpoint.url("caudal_app", committed_database)
    with psycopg.connect(url, autocommit=True) as worker:
        worker.execute(f"SELECT pg_advisory_lock({ALIVE}, %s)", [job.pk])
        assert not is_abandoned(job=job)
        with pytest.raises(JobAlreadyRunning):
            ask_again()
        with pytest.raises(JobAlreadyRunning):
            jobs.start(job_id=job.pk, at=LATER)

    wait_until_abandoned(job)
    again = ask_again()

    job.refresh_from_db()
    assert (job.state, job.message) == (State.FAILED, jobs.ABANDONED)
    assert again.state == State.QUEUED
    assert last_job_of(subject_kind="prueba", subject_id=7) == again


@pytest.mark.django_db
def test_a_job_that_ended_is_not_abandoned() -> None:
    job = make_job(kind="prueba.larga")
    assert not is_abandoned(job=job)
    started = jobs.start(job_id=job.pk, at=AT)
    assert not is_abandoned(job=started)
    jobs.finish(job_id=job.pk, state=State.DONE, at=LATER)
    job.refresh_from_db()
    assert job.state == State.DONE
    assert not is_abandoned(job=job)


@pytest.mark.django_db
def test_the_lock_is_free_again_when_the_job_ends() -> None:
    job = make_job(kind="prueba.larga")
    jobs.start(job_id=job.pk, at=AT)
    jobs.finish(job_id=job.pk, state=State.FAILED, at=LATER)
    stale = BackgroundJob(pk=job.pk, state=State.RUNNING)
    assert is_abandoned(job=stale)
