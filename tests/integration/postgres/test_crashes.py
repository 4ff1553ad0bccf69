"""Kills, races and what they leave behind."""

import os
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path
from threading import Timer

import psycopg
import pytest
from tests.integration.postgres.helpers import GiveBirth, start_in_process

from caudal.adapters.postgres import Cluster, bootstrap
from caudal.adapters.postgres.postmaster import running_postmaster
from caudal.adapters.postgres.sessions import SessionRefused


def kill_server(cluster: Cluster) -> int:
    pid = cluster.status().pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    while running_postmaster(data=cluster.location.data):
        time.sleep(0.001)
    return pid


def test_committed_rows_survive_a_kill(home: Path, give_birth: GiveBirth) -> None:
    cluster = give_birth(home)
    with closing(psycopg.connect(cluster.start().url("caudal_owner"), autocommit=True)) as before:
        before.execute("CREATE TABLE paid (folio int)")
        before.execute("INSERT INTO paid SELECT generate_series(1, 1000)")
        killed = kill_server(cluster)
        endpoint = cluster.start()  # At once: orphans of the dead server may still be leaving.
    assert cluster.status().pid != killed
    with psycopg.connect(endpoint.url("caudal_owner")) as after:
        assert after.execute("SELECT count(*) FROM paid").fetchone() == (1000,)


def test_a_start_waits_for_the_orphans_of_a_killed_server(
    home: Path, give_birth: GiveBirth
) -> None:
    """A session that cannot leave keeps the shared memory, and with it the data, for itself."""
    cluster = give_birth(home)
    with closing(psycopg.connect(cluster.start().url("caudal_owner"))) as session:
        orphan = session.info.backend_pid
        os.kill(orphan, signal.SIGSTOP)
        kill_server(cluster)
        release = Timer(1.5, os.kill, (orphan, signal.SIGCONT))
        release.start()
        cluster.start()
        release.join()
    assert cluster.status().is_running


def test_a_dying_server_is_reported_in_words(home: Path, give_birth: GiveBirth) -> None:
    cluster = give_birth(home)
    endpoint = cluster.start()
    cluster.stop()
    with pytest.raises(SessionRefused, match="vuelva a intentar"):
        bootstrap(endpoint=endpoint)


def test_a_lock_whose_number_passed_to_a_stranger_does_not_block(
    home: Path, give_birth: GiveBirth
) -> None:
    cluster = give_birth(home)
    cluster.start()
    owner = cluster.location.data.stat()
    killed = kill_server(cluster)
    lent = os.geteuid() == 0
    stranger = subprocess.Popen(
        ["/bin/sleep", "60"],
        user=owner.st_uid if lent else None,
        group=owner.st_gid if lent else None,
    )
    try:
        for lock in (
            cluster.location.data / "postmaster.pid",
            cluster.location.sockets / ".s.PGSQL.5432.lock",
        ):
            _, rest = lock.read_text(encoding="ascii").split("\n", 1)
            lock.write_text(f"{stranger.pid}\n{rest}", encoding="ascii")
        assert not cluster.status().is_running
        cluster.start()
        assert cluster.status().pid not in {killed, stranger.pid}
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("text", ["", "rubbish\n", "123"])
def test_an_unreadable_lock_means_that_nothing_runs(folder: Path, text: str) -> None:
    (folder / "postmaster.pid").write_text(text, encoding="ascii")
    assert running_postmaster(data=folder) is None


def test_two_starts_at_once_give_one_server(home: Path) -> None:
    starters = [start_in_process(home), start_in_process(home)]
    urls = {starter.communicate(timeout=60)[0].strip() for starter in starters}
    assert [starter.returncode for starter in starters] == [0, 0]
    assert urls == {Cluster.at(home, profile="test").endpoint().url("caudal_owner")}


def test_a_birth_that_was_killed_is_begun_again(home: Path) -> None:
    starter = start_in_process(home)
    limit = time.monotonic() + 30
    while not list(home.glob("data.partial-*/data/base")):
        assert time.monotonic() < limit
        time.sleep(0.005)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.communicate()
    assert not (home / "data").exists()
    with psycopg.connect(
        Cluster.at(home, profile="test").start().url("caudal_owner")
    ) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not list(home.glob("data.partial-*"))


def test_a_preparation_that_was_cut_is_finished(home: Path, give_birth: GiveBirth) -> None:
    cluster = give_birth(home)
    endpoint = cluster.start()
    with psycopg.connect(
        **endpoint.parameters("caudal_admin", "postgres"), autocommit=True
    ) as connection:
        connection.execute("DROP DATABASE caudal")
    marker = cluster.location.data / "caudal-cluster.json"
    marker.write_text(marker.read_text().replace("true", "false"), encoding="ascii")
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert "true" in marker.read_text()
