"""What ``caudal verify`` runs: invariants by name, each a query that returns the rows that break
it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Invariant:
    """A promise, in words and as SQL; ``also`` finds what SQL alone cannot (a digest, a hash)."""

    name: str
    promise: str
    sql: str = ""
    also: Callable[[], Iterable[dict[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an invariant stands: the first broken rows, and how many there are at least."""

    name: str
    promise: str
    broken: tuple[dict[str, Any], ...]
    is_truncated: bool

    @property
    def holds(self) -> bool:
        """Whether no row breaks it."""
        return not self.broken


def check(invariants: Iterable[Invariant]) -> Iterator[Verdict]:
    """Run each invariant; at most ``ROWS_SHOWN`` broken rows of each are kept."""
    for invariant in invariants:
        broken: list[dict[str, Any]] = []
        if invariant.sql:
            broken.extend(_rows(invariant.sql))
        if invariant.also is not None and len(broken) <= ROWS_SHOWN:
            for row in invariant.also():
                broken.append(row)
                if len(broken) > ROWS_SHOWN:
                    break
        yield Verdict(
            invariant.name, invariant.promise, tuple(broken[:ROWS_SHOWN]), len(broken) > ROWS_SHOWN
        )


def _rows(sql: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(ROWS_SHOWN + 1)]
