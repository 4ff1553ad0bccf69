"""A PostgreSQL of its own for measuring, with the durability of production."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from django.db import connection

from caudal.adapters.postgres import Cluster, Endpoint

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("CAUDAL_BENCH_HOME", ROOT / ".caudal" / "bench"))


@dataclass(frozen=True, slots=True)
class BenchDatabase:
    """A migrated database that may be thrown away."""

    endpoint: Endpoint
    name: str

    def use(self) -> None:
        """Point Django at it, as caudal_app."""
        connection.close()
        given = self.endpoint.parameters("caudal_app", self.name)
        connection.settings_dict.update(
            NAME=given["dbname"],
            USER=given["user"],
            PASSWORD=given["password"],
            HOST=given["host"],
            PORT=str(given["port"]),
        )

    def owner(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection that may do what a loader of test data needs."""
        return psycopg.connect(self.endpoint.url("caudal_owner", self.name), autocommit=True)

    def drop(self) -> None:
        """Give its disk back."""
        connection.close()
        with psycopg.connect(
            self.endpoint.url("caudal_admin", "postgres"), autocommit=True
        ) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


def fresh_database(name: str, *, home: Path = HOME) -> BenchDatabase:
    """Start the cluster of the benchmarks, or another one, and make an empty, migrated database
    in it.
    """
    endpoint = Cluster.at(home).start()
    with psycopg.connect(endpoint.url("caudal_admin", "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} OWNER caudal_owner")
    url = endpoint.url("caudal_owner", name)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "CAUDAL_OWNER_URL": url,
        "CAUDAL_APP_PASSWORD": endpoint.credentials.password("caudal_app"),
        "CAUDAL_RO_PASSWORD": endpoint.credentials.password("caudal_ro"),
    }
    command = [sys.executable, "-m", "caudal.interfaces.commands", "migrate"]
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603
    return BenchDatabase(endpoint=endpoint, name=name)


@dataclass(slots=True)
class CpuSeconds:
    """CPU seconds of this process and of the server process that serves it."""

    client: float = 0.0
    server: float = 0.0

    @property
    def total(self) -> float:
        """Both."""
        return self.client + self.server


@contextmanager
def measured(pid: int) -> Iterator[CpuSeconds]:
    """Measure what happens inside; ``pid`` is the backend's."""
    spent = CpuSeconds()
    me, server = psutil.Process(), psutil.Process(pid)
    client_before, server_before = _cpu(me), _cpu(server)
    yield spent
    spent.client = _cpu(me) - client_before
    spent.server = _cpu(server) - server_before


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def p95(times: Sequence[float]) -> float:
    """The time that 95 of a hundred keep."""
    return sorted(times)[min(len(times) * 95 // 100, len(times) - 1)]
