"""``caudal serve``: what it starts, what it survives and what it refuses."""

import contextlib
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import psutil
import psycopg
import pytest
from tests.integration.commands.conftest import Caudal

from caudal.adapters.postgres import Cluster


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer_of(port: int, path: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def wait_until_ready(port: int, *, workers: int = 1) -> dict[str, object]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            status, body = answer_of(port, "readyz")
        except OSError:
            time.sleep(0.2)
            continue
        if status == 200 and int(str(body["job_workers"])) >= workers:
            return body
        time.sleep(0.2)
    pytest.fail("the server never became ready")


def wait_until_alive(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            assert answer_of(port, "healthz") == (200, {"status": "ok"})
            return
        time.sleep(0.2)
    pytest.fail("the server never answered")


@pytest.fixture(scope="module")
def server(caudal: Caudal) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    port = free_port()
    process = caudal.start("serve", "--port", str(port), "--web-workers", "1")
    try:
        wait_until_ready(port)
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def children_of(process: "subprocess.Popen[bytes]", word: str) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(process.pid).children():
        with contextlib.suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
            if word in child.cmdline():
                found.append(child)
    return found


def test_it_serves_the_login_with_its_static_files(
    server: tuple["subprocess.Popen[bytes]", int],
) -> None:
    _, port = server
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/entrar/", timeout=10) as response:
        page = response.read().decode()
    assert "Contraseña" in page
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


def test_a_killed_job_worker_comes_back(server: tuple["subprocess.Popen[bytes]", int]) -> None:
    process, port = server
    (worker,) = children_of(process, "worker")
    worker.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        alive = children_of(process, "worker")
        if alive and alive[0].pid != worker.pid:
            break
        time.sleep(0.1)
    else:
        pytest.fail("nobody started the worker again")
    assert answer_of(port, "healthz") == (200, {"status": "ok"})


def queue_seal(database: "psycopg.Connection[Any]") -> int:
    """Ask for the log to be sealed, as the night does."""
    row = database.execute(
        """INSERT INTO platform_backgroundjob (kind, title, subject_kind, state, done_count,
                  total_count, error_count, message, cancel_requested, queued_at)
           VALUES ('platform.seal_audit_log', 'Sello', '', 'queued', 0, 0, 0, '', false, now())
           RETURNING id"""
    ).fetchone()
    assert row is not None
    database.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " VALUES ('default', 'platform.seal_audit_log', jsonb_build_object('job_id', %s::bigint))",
        [row[0]],
    )
    return int(row[0])


def state_of(database: "psycopg.Connection[Any]", job_id: int) -> str:
    row = database.execute(
        "SELECT state FROM platform_backgroundjob WHERE id = %s", [job_id]
    ).fetchone()
    assert row is not None
    return str(row[0])


def wait_for_state(database: "psycopg.Connection[Any]", job_id: int, state: str) -> None:
    deadline = time.monotonic() + 60
    while state_of(database, job_id) != state:
        assert time.monotonic() < deadline, f"the job never was {state}"
        time.sleep(0.05)


def wait_until_unqueued(database: "psycopg.Connection[Any]", task: str) -> None:
    """The queue forgets a job a moment after it is done; the night's own job may come and go."""
    deadline = time.monotonic() + 60
    query = "SELECT 1 FROM procrastinate_jobs WHERE task_name = %s"
    while database.execute(query, [task]).fetchone():
        assert time.monotonic() < deadline, f"{task} is still queued"
        time.sleep(0.05)


def test_the_job_of_a_killed_worker_is_done_by_the_one_that_takes_its_place(
    caudal: Caudal, server: tuple["subprocess.Popen[bytes]", int]
) -> None:
    process, port = server
    wait_until_ready(port)
    url = Cluster.at(caudal.home).start().url("caudal_app")
    with psycopg.connect(url, autocommit=True) as database:
        with database.transaction():
            database.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.audit.seal'))")
            with psycopg.connect(url, autocommit=True) as asking:
                job_id = queue_seal(asking)
                wait_for_state(asking, job_id, "running")
            (worker,) = children_of(process, "worker")
            worker.send_signal(signal.SIGKILL)
            psutil.wait_procs([worker], timeout=10)
        wait_for_state(database, job_id, "done")
        resumed = database.execute(
            "SELECT count(*) FROM platform_auditentry"
            " WHERE action = 'platform.job.resumed' AND subject_id = %s",
            [job_id],
        ).fetchone()
        assert resumed == (1,)
        wait_until_unqueued(database, "platform.seal_audit_log")


def test_no_child_outlives_a_killed_supervisor(caudal: Caudal) -> None:
    port = free_port()
    process = caudal.start("serve", "--port", str(port), "--web-workers", "1")
    wait_until_ready(port)
    started = psutil.Process(process.pid).children(recursive=True)

    process.kill()
    process.wait(10)

    _, alive = psutil.wait_procs(started, timeout=20)
    assert not alive


def test_logs_are_json_without_personal_data(
    caudal: Caudal, server: tuple["subprocess.Popen[bytes]", int]
) -> None:
    _, port = server
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/no-existe/Ontiveros", timeout=10)
    lines = (caudal.home / "serve.log").read_text().splitlines()
    requests = [json.loads(line) for line in lines if '"request"' in line]
    assert requests
    assert all({"request_id", "route", "status", "ms"} <= entry.keys() for entry in requests)
    assert "Ontiveros" not in "\n".join(lines)


def test_it_refuses_to_run_as_the_owner(caudal: Caudal) -> None:
    endpoint = Cluster.at(caudal.home).start()
    refused = caudal.run("serve", DATABASE_URL=endpoint.url("caudal_owner"))
    assert refused.returncode == 1
    assert "caudal_owner es dueño de tablas" in refused.stderr


def test_it_refuses_commits_that_are_not_durable(caudal: Caudal) -> None:
    endpoint = Cluster.at(caudal.home).start()
    url = f"{endpoint.url('caudal_app')}?options=-csynchronous_commit%3Doff"
    refused = caudal.run("serve", DATABASE_URL=url)
    assert refused.returncode == 1
    assert "synchronous_commit=off" in refused.stderr


def test_a_stop_is_graceful_and_takes_its_database_with_it(empty_folder: Caudal) -> None:
    port = free_port()
    process = empty_folder.start("serve", "--port", str(port), "--web-workers", "1")
    wait_until_alive(port)
    started = psutil.Process(process.pid).children(recursive=True)

    process.send_signal(signal.SIGTERM)

    assert process.wait(60) == 0
    assert not [child for child in started if child.is_running()]
    assert not Cluster.at(empty_folder.home).status().is_running
