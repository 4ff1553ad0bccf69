"""Connections of every role to the database of the tests."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from tests.database import TestServer, owner_connection

Plant = Callable[..., None]


@pytest.fixture
def plant(committed_database: str, test_server: TestServer) -> Iterator[Plant]:
    """Run statements as the owner with triggers off: how violations get past the protections."""
    with owner_connection(test_server, committed_database) as owner:
        owner.execute("SET session_replication_role = replica")

        def run(*statements: str) -> None:
            for statement in statements:
                owner.execute(statement.encode())

        yield run


@pytest.fixture(scope="module")
def as_role(
    django_db_setup: None, test_server: TestServer, worker_id: str
) -> "Iterator[Callable[[str], psycopg.Connection[tuple[object, ...]]]]":
    """A connection per role; caudal_load cannot log in, so caudal_app puts it on."""
    database = f"test_{worker_id}"
    opened: dict[str, psycopg.Connection[tuple[object, ...]]] = {}

    def connect(role: str) -> "psycopg.Connection[tuple[object, ...]]":
        if role not in opened:
            login = "caudal_app" if role == "caudal_load" else role
            opened[role] = psycopg.connect(
                test_server.endpoint.url(login, database), autocommit=True
            )
            if login != role:
                opened[role].execute("SET ROLE caudal_load")
        return opened[role]

    yield connect
    for connection in opened.values():
        connection.close()
