"""The PostgreSQL of the tests: our own embedded cluster with durability off, and a template to
clone from.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from caudal.adapters.postgres import Cluster, Endpoint

FIRST_KEY = 1_000_001
"""Keys begin here, as in a utility of some years: what a page groups by thousands or counts by
places shows in every test, and not on the thousandth row of a customer.
"""

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "caudal"


@dataclass(frozen=True)
class TestServer:
    """A running cluster and the name of its migrated template."""

    __test__ = False

    endpoint: Endpoint
    template: str

    @classmethod
    def start(cls) -> "TestServer":
        """Start the cluster and build the template when the schema changed since the last time."""
        cluster = Cluster.at(ROOT / ".caudal" / "tests", profile="test")
        endpoint = cluster.start()
        server = cls(endpoint=endpoint, template=f"template_{_schema_digest()}")
        with _build_lock(cluster.location.home):
            _drop_leftovers(endpoint)
            if not _exists(endpoint, server.template):
                _build_template(server)
        return server


def owner_connection(server: TestServer, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    """An owner's connection, for planting violations."""
    return psycopg.connect(server.endpoint.url("caudal_owner", database), autocommit=True)


def clone_database(*, server: TestServer, name: str, source: str | None = None) -> None:
    """Make ``name`` a fresh copy of the template, or of a database that nobody is connected to."""
    with _admin(server.endpoint) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(
            f"CREATE DATABASE {name} TEMPLATE {source or server.template}"
            " OWNER caudal_owner STRATEGY file_copy"
        )


def drop_database(*, server: TestServer, name: str) -> None:
    """Remove a clone."""
    with _admin(server.endpoint) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _drop_leftovers(endpoint: Endpoint) -> None:
    """Remove the clones of suites that were killed: their names end with the process that is
    gone.
    """
    with _admin(endpoint) as admin:
        found = admin.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^(test|committed)_.*_[0-9]+$'"
        ).fetchall()
        for (name,) in found:
            if not _is_running(int(str(name).rpartition("_")[2])):
                admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _build_template(server: TestServer) -> None:
    building = f"{server.template}_building"
    with _admin(server.endpoint) as admin:
        # Another suite under way may still clone from the one before.
        for (old,) in admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'"
            " ORDER BY oid DESC OFFSET 3"
        ).fetchall():
            admin.execute(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)")
        admin.execute(f"DROP DATABASE IF EXISTS {building} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {building} OWNER caudal_owner")
    url = server.endpoint.url("caudal_owner", building)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "CAUDAL_OWNER_URL": url,
        "CAUDAL_APP_PASSWORD": server.endpoint.credentials.password("caudal_app"),
        "CAUDAL_RO_PASSWORD": server.endpoint.credentials.password("caudal_ro"),
    }
    command = [sys.executable, "-m", "caudal.interfaces.commands", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    with psycopg.connect(url, autocommit=True) as owner:
        _begin_keys(owner)
    with _admin(server.endpoint) as admin:
        admin.execute(f"ALTER DATABASE {building} RENAME TO {server.template}")


def _begin_keys(owner: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make every key that is still to be given a large one."""
    found = owner.execute("""
        SELECT quote_ident(table_schema) || '.' || quote_ident(table_name), quote_ident(column_name)
          FROM information_schema.columns
         WHERE is_identity = 'YES' AND table_schema = 'public'""").fetchall()
    for table, column in found:
        owner.execute(f"ALTER TABLE {table} ALTER COLUMN {column} RESTART WITH {FIRST_KEY}")


def _schema_digest() -> str:
    """Changes whenever something that shapes the schema or its privileges does."""
    digest = hashlib.sha256(str(FIRST_KEY).encode())
    domain = SOURCE / "domain"
    shaping = [
        *domain.glob("*/migrations/*.py"),
        *domain.glob("*/models*/*.py"),
        *domain.glob("*/models.py"),
    ]
    shaping += [
        domain / "platform" / name
        for name in ("privileges.py", "roles.py", "table_access.py", "functions.py")
    ]
    for path in sorted(shaping):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _build_lock(home: Path) -> Iterator[None]:
    with (home / "template.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _exists(endpoint: Endpoint, name: str) -> bool:
    with _admin(endpoint) as admin:
        return bool(
            admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        )


@contextmanager
def _admin(endpoint: Endpoint) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(endpoint.url("caudal_admin", "postgres"), autocommit=True) as connection:
        yield connection
