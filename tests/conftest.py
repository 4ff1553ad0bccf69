"""Fixtures of the suite: a real PostgreSQL, reached as caudal_app, a database per worker."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker
from tests.database import TestServer, clone_database, drop_database


@pytest.fixture(scope="session")
def test_server() -> TestServer:
    """The test cluster, started on first use and left running for the next time."""
    return TestServer.start()


@pytest.fixture(scope="session")
def django_db_setup(
    test_server: TestServer, worker_id: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A migrated database of this worker, cloned from the template; tests run as caudal_app."""
    name = f"test_{worker_id}"
    clone_database(server=test_server, name=name)
    with django_db_blocker.unblock():
        use_database(test_server, name)
        yield
        connections.close_all()
    drop_database(server=test_server, name=name)


@pytest.fixture
def committed_database(
    test_server: TestServer,
    worker_id: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """A fresh clone for a test that really commits; its threads and processes see the same rows."""
    name = f"committed_{worker_id}"
    clone_database(server=test_server, name=name)
    with django_db_blocker.unblock():
        use_database(test_server, name)
        yield name
        connections.close_all()
        use_database(test_server, f"test_{worker_id}")
    drop_database(server=test_server, name=name)


def use_database(server: TestServer, name: str) -> None:
    """Point Django's default connection at a database, as caudal_app."""
    connection.close()
    given = server.endpoint.parameters("caudal_app", name)
    connection.settings_dict.update(
        NAME=given["dbname"],
        USER=given["user"],
        PASSWORD=given["password"],
        HOST=given["host"],
        PORT=str(given["port"]),
    )


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """``gw0_4711`` under xdist, ``solo_4711`` alone: the process tells suites at once apart."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "solo")
    return f"{worker}_{os.getpid()}"


@pytest.fixture
def at() -> datetime:
    """A fixed instant: 17 November 2026, 11:43 in Hermosillo."""
    return datetime(2026, 11, 17, 18, 43, tzinfo=UTC)
