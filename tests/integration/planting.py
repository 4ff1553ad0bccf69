"""Plant a violation as owner, behind the triggers, and see whether ``caudal verify`` tells it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from tests.database import TestServer, owner_connection

from caudal.domain.platform.verification import Invariant, check

OwnerConnection = psycopg.Connection[tuple[object, ...]]


@contextmanager
def past_the_triggers(server: TestServer, database: str) -> Iterator[OwnerConnection]:
    """An owner's connection for which no trigger fires; only a check constraint still holds."""
    with owner_connection(server, database) as owner:
        owner.execute("SET session_replication_role = replica")
        yield owner


def without_constraint(owner: OwnerConnection, table: str, name: str) -> None:
    """Take away the constraint that would refuse the violation: verify looks all the same."""
    owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def broken_rows(invariants: Iterable[Invariant], name: str) -> list[dict[str, Any]]:
    """The rows that the invariant of that name reports."""
    (invariant,) = [each for each in invariants if each.name == name]
    (verdict,) = check([invariant])
    return list(verdict.broken)


def names_broken(invariants: Iterable[Invariant]) -> set[str]:
    """The invariants that report something."""
    return {verdict.name for verdict in check(invariants) if not verdict.holds}
