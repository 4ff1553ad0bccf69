"""Real ``caudal worker`` processes: killed by −9 in the middle of a job, which another one takes up
and ends once; and looking after the night.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connections
from tests.database import TestServer, owner_connection
from tests.factories.platform import make_entry, make_job, make_utility
from tests.soak.kill_run import ISSUED_AT, MONEY, prepare_run

from caudal.domain.billing.models import Bill, BillingRun, RunChunk
from caudal.domain.platform.models import AuditEntry, BackgroundJob
from caudal.domain.platform.night import NIGHT_TASKS
from caudal.domain.platform.operations import abandoned_jobs, jobs
from caudal.domain.platform.verification import check
from caudal.domain.receivables.models import Movement
from caudal.interfaces.clock import now
from caudal.usecases.request_run_issue import request_run_issue
from caudal.usecases.resume_abandoned_jobs import resume_abandoned_jobs

State = BackgroundJob.State
PATIENCE_SECONDS = 60


class Workers:
    """Starts real workers over a database, and ends those that are left."""

    def __init__(self, url: str) -> None:
        kept = {name: value for name, value in os.environ.items() if "CAUDAL" not in name}
        self._environment = {**kept, "DATABASE_URL": url, "CAUDAL_PROCESS": "worker"}
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "caudal.interfaces.commands", "worker", *options]
        process = subprocess.Popen(command, env=self._environment, stderr=subprocess.DEVNULL)
        self._started.append(process)
        return process

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.wait()


@pytest.fixture
def workers(test_server: TestServer, committed_database: str) -> Iterator[Workers]:
    made = Workers(test_server.endpoint.url("caudal_app", committed_database))
    yield made
    made.end()
    connections.close_all()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def somebody_waits_for(
    holder: "psycopg.Connection[Any]", looking: "psycopg.Connection[Any]"
) -> bool:
    """Whether a session waits for a lock of the holder's."""
    found = looking.execute(
        "SELECT EXISTS (SELECT FROM pg_locks"
        " WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid)))",
        [holder.info.backend_pid],
    ).fetchone()
    return bool(found and found[0])


@contextmanager
def held_account(owner: "psycopg.Connection[Any]", account_id: int) -> Iterator[None]:
    """Hold an account's lock, so that whoever issues its bill stops in the middle."""
    with owner.transaction():
        owner.execute(
            "SELECT FROM registry_serviceaccount WHERE id = %s FOR NO KEY UPDATE", [account_id]
        )
        yield


def of(job: BackgroundJob) -> BackgroundJob:
    return BackgroundJob.objects.get(pk=job.pk)


def test_another_worker_issues_what_a_killed_one_left_and_it_ends_once(
    test_server: TestServer, committed_database: str, workers: Workers
) -> None:
    run = BillingRun.objects.get(pk=prepare_run(accounts=24))
    before = Movement.objects.count()
    assert run.approved_by
    job = request_run_issue(run_id=run.pk, acting_user=run.approved_by, at=ISSUED_AT)
    last = run.accounts.filter(outcome="billed").latest("position").account_id

    with (
        owner_connection(test_server, committed_database) as owner,
        owner_connection(test_server, committed_database) as looking,
        held_account(owner, last),
    ):
        killed = workers.start()
        wait_until(lambda: somebody_waits_for(owner, looking), "it never came to the account")
        assert of(job).state == State.RUNNING
        killed.kill()
        killed.wait()
    assert (Bill.objects.filter(run=run).count(), RunChunk.objects.filter(run=run).count()) == (
        0,
        0,
    )
    assert Movement.objects.count() == before

    workers.start()
    wait_until(lambda: of(job).state == State.DONE, "nobody took the job up")

    run.refresh_from_db()
    assert run.state == BillingRun.State.ISSUED
    assert Bill.objects.filter(run=run).count() == run.issued_count == run.billed_count
    entries = AuditEntry.objects.all()
    assert entries.filter(action="billing.run.issued", subject_id=run.pk).count() == 1
    assert entries.filter(action="platform.job.resumed", subject_id=job.pk).count() == 1
    # The night may have fallen meanwhile: its jobs are not this one.
    assert BackgroundJob.objects.filter(kind=job.kind).count() == 1
    assert [verdict.name for verdict in check(MONEY) if not verdict.holds] == []


def test_a_job_that_ended_before_its_worker_could_say_so_is_not_done_again(
    test_server: TestServer, committed_database: str, workers: Workers
) -> None:
    run = BillingRun.objects.get(pk=prepare_run(accounts=6))
    assert run.approved_by
    job = request_run_issue(run_id=run.pk, acting_user=run.approved_by, at=ISSUED_AT)
    assert workers.start("--once").wait(PATIENCE_SECONDS) == 0
    ended = of(job)
    assert ended.state == State.DONE
    bills = Bill.objects.count()

    with owner_connection(test_server, committed_database) as owner:
        plant_queue_row(owner, job, status="doing", attempts=0)
        assert resume_abandoned_jobs(at=ISSUED_AT) == ()
        assert queue_states(owner, job) == []
        plant_queue_row(owner, job, status="todo", attempts=0)
        assert workers.start("--once").wait(PATIENCE_SECONDS) == 0
        assert queue_states(owner, job) == []
    assert of(job).finished_at == ended.finished_at
    assert Bill.objects.count() == bills


@pytest.mark.usefixtures("committed_database")
def test_a_worker_that_stays_does_the_work_of_the_night(workers: Workers) -> None:
    make_utility()
    make_entry(at=now() - timedelta(days=3))

    workers.start()
    kinds = [task.task for task in NIGHT_TASKS]
    done = BackgroundJob.objects.filter(state=State.DONE, kind__in=kinds)
    wait_until(lambda: done.count() == len(kinds), "the night was not looked after")

    assert sorted(done.values_list("kind", flat=True)) == sorted(kinds)
    assert BackgroundJob.objects.count() == len(kinds)


@pytest.mark.usefixtures("committed_database")
def test_a_worker_that_is_called_once_leaves_the_night_alone(workers: Workers) -> None:
    make_utility()
    make_entry(at=now() - timedelta(days=3))
    assert workers.start("--once").wait(PATIENCE_SECONDS) == 0
    assert not BackgroundJob.objects.exists()


def plant_queue_row(
    owner: "psycopg.Connection[Any]", job: BackgroundJob, *, status: str, attempts: int
) -> None:
    """What the queue keeps of a job, without a worker that could tell how it goes."""
    owner.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)"
        " VALUES ('default', %s, jsonb_build_object('job_id', %s::bigint, 'run_id',"
        " %s::bigint), %s, %s)",
        [job.kind, job.pk, job.subject_id, status, attempts],
    )


def queue_states(owner: "psycopg.Connection[Any]", job: BackgroundJob) -> list[tuple[Any, ...]]:
    return owner.execute(
        "SELECT status::text, attempts FROM procrastinate_jobs"
        " WHERE (args ->> 'job_id')::bigint = %s",
        [job.pk],
    ).fetchall()


@pytest.mark.parametrize("status", ["doing", "failed"])
def test_a_job_that_nobody_holds_waits_again_and_says_so(
    test_server: TestServer, committed_database: str, status: str
) -> None:
    job = make_job(state=State.RUNNING, started_at=ISSUED_AT, done_count=4, total_count=9)
    with owner_connection(test_server, committed_database) as owner:
        plant_queue_row(owner, job, status=status, attempts=0)
        resumed = resume_abandoned_jobs(at=ISSUED_AT + timedelta(minutes=1))
        assert queue_states(owner, job) == [("todo", 1)]
    assert [one.pk for one in resumed] == [job.pk]
    assert (of(job).state, of(job).message, of(job).done_count) == (
        State.QUEUED,
        abandoned_jobs.WAITS,
        4,
    )
    assert resume_abandoned_jobs(at=ISSUED_AT) == ()


def test_a_job_that_a_living_worker_holds_is_left_alone(
    test_server: TestServer, committed_database: str
) -> None:
    job = make_job()
    jobs.start(job_id=job.pk, at=ISSUED_AT)
    with owner_connection(test_server, committed_database) as owner:
        plant_queue_row(owner, job, status="doing", attempts=0)
        looked = test_server.endpoint.url("caudal_app", committed_database)
        assert workers_once(looked) == 0
        assert queue_states(owner, job) == [("doing", 0)]
    assert of(job).state == State.RUNNING


def workers_once(url: str) -> int:
    """Another worker looks for abandoned jobs, and ends."""
    other = Workers(url)
    return other.start("--once").wait(PATIENCE_SECONDS)


def test_a_job_that_ends_its_worker_again_and_again_waits_for_a_person(
    test_server: TestServer, committed_database: str
) -> None:
    job = make_job(state=State.RUNNING, started_at=ISSUED_AT)
    with owner_connection(test_server, committed_database) as owner:
        plant_queue_row(owner, job, status="doing", attempts=abandoned_jobs.MOST_ATTEMPTS - 1)
        assert resume_abandoned_jobs(at=ISSUED_AT) == ()
        assert queue_states(owner, job) == [("failed", abandoned_jobs.MOST_ATTEMPTS)]
    assert of(job).state == State.FAILED
    assert "5 veces seguidas" in of(job).message
    assert AuditEntry.objects.filter(action="platform.job.given_up", subject_id=job.pk).exists()
