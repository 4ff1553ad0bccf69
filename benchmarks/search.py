"""Searching accounts as somebody types: time in the database of each statement that the keys cause.

Before a run and right after one, when its indexes and statistics are as the run leaves them. The
promise: 95 of a hundred within 30 ms at 200,000 accounts.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from benchmarks.billing_run import run_of, set_up_database
from benchmarks.cluster import p95
from benchmarks.population import ISSUE_DATE
from django.db import connection

ASKED_FOR = 8
"""How many accounts the palette shows."""

_NOT_THERE = ("zwqk", "maría zwqk", "99999999", "calle inexistente 4000")
_LOOSE = ("ma lo", "maria de la", "av del mar 21", "col la paz", "garcia lo", "jo", "10 2")


@dataclass(frozen=True, slots=True)
class Typist:
    """An account as a clerk knows it."""

    number: str
    holder: str
    street: str
    exterior_number: str
    colonia: str
    serial: str


@dataclass(frozen=True, slots=True)
class SearchTimes:
    """The 95th percentile in milliseconds, and the slowest text, before and after a run."""

    statements: int
    before_ms: float
    after_ms: float
    slowest: str


def measure(*, accounts: int, people: int = 24) -> SearchTimes:
    """Type for ``people`` accounts drawn at random, issue a run of all, and type the same again."""
    set_up_database(accounts=accounts)
    texts = [text for text in _texts(_typists(accounts, people)) if _statement(text)[0]]
    print(f"  {len(texts):,} searches before and after a run of {accounts:,} accounts", flush=True)
    before = [_server_ms(text) for text in texts]
    run_of()
    after = [_server_ms(text) for text in texts]
    slowest, text = max(zip([*before, *after], [*texts, *texts], strict=True))
    return SearchTimes(len(texts), p95(before), p95(after), f"{text}: {slowest:.0f} ms")


def _typists(accounts: int, count: int) -> list[Typist]:
    keys = random.Random(11).sample(range(1, accounts + 1), count)  # noqa: S311 - sample data
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.number, c.name, p.street, p.exterior_number, o.name, m.serial
                 FROM registry_serviceaccount a
                 JOIN registry_connection n ON n.id = a.connection_id
                 JOIN registry_premise p ON p.id = n.premise_id
                 JOIN registry_colonia o ON o.id = p.colonia_id
                 JOIN registry_accountrole r ON r.account_id = a.id
                 JOIN registry_customer c ON c.id = r.customer_id
                 JOIN metering_meterinstallation i ON i.connection_id = n.id
                 JOIN metering_meter m ON m.id = i.meter_id
                WHERE a.id = ANY(%s) ORDER BY a.id""",
            [keys],
        )
        return [Typist(*row) for row in cursor.fetchall()]


def _texts(typists: Sequence[Typist]) -> Iterator[str]:
    """What stands in the box after each key that makes a search."""
    from caudal.engines.references import BarCode, write_bar_code
    from caudal.kernel.identifiers import AccountNumber

    for one in typists:
        given, *surnames = one.holder.rsplit(" ", 2)
        yield from _as_typed(one.holder)
        yield from _as_typed(" ".join([*surnames, given]).lower())
        yield from _as_typed(one.number)
        yield from _as_typed(f"{one.street} {one.exterior_number}")
        yield from _as_typed(f"{surnames[0]} {one.colonia}")
        yield one.serial
        code = BarCode(AccountNumber.parse(one.number), 1, Decimal("326.31"), ISSUE_DATE)
        yield write_bar_code(bar_code=code)
    for text in (*_NOT_THERE, *_LOOSE):
        yield from _as_typed(text)


def _as_typed(text: str) -> Iterator[str]:
    return (text[:length] for length in range(1, len(text) + 1))


def _statement(text: str) -> tuple[str, dict[str, Any]]:
    from caudal.domain.registry.queries.search import search_statement

    return search_statement(text=text, limit=ASKED_FOR)


def _server_ms(text: str) -> float:
    """Planning and execution, as the server counts them."""
    statement, values = _statement(text)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT json) {statement}", values)
        plan: dict[str, Any] = cursor.fetchone()[0][0]
    return float(plan["Planning Time"]) + float(plan["Execution Time"])
