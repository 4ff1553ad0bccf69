"""The dashboard of a utility with two years behind it: server time of its page.

Each span, for the whole utility and for one sector: as the night leaves the totals, at the end of a
busy day, and in the minute after a run of all accounts, before its job has summed it up. The
promise, for the first two: 500 ms at 200,000 accounts.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from benchmarks.cluster import BenchDatabase, p95
from benchmarks.history import CONCEPTS, TODAY
from django.test import Client

_SPANS = ("mes", "12-meses")
NIGHT, DAY, RUN = "after the night", "after a busy day", "after a run"
WORKING_DAYS = 20
"""All accounts pay within so many: what a busy day takes in."""


@dataclass(frozen=True, slots=True)
class PageTime:
    """Milliseconds that the server takes for one choice."""

    choice: str
    moment: str
    p95_ms: float


def measure(*, database: BenchDatabase, visits: int = 30) -> list[PageTime]:
    """Open the dashboard as one logged-in manager, without the network.

    The totals are brought up first; then their horizon is set back, so that the newest movements
    are summed live.
    """
    from tests.factories.platform import make_ready_role, make_user, make_utility

    from caudal.domain.registry.models import Sector, ServiceAccount
    from caudal.usecases.sum_up_days import sum_up_days

    database.use()
    make_utility()
    client = Client(SERVER_NAME="localhost")
    client.force_login(make_user(roles=[make_ready_role(name="Gerencia")]))
    sector = Sector.objects.order_by("code")[0].pk
    queries = {
        f"{span}, {name}": f"periodo={span}{sector_part}"
        for span in _SPANS
        for name, sector_part in (("utility", ""), ("sector", f"&sector={sector}"))
    }
    sum_up_days()
    accounts = ServiceAccount.objects.count()
    behind = {
        NIGHT: (0, 0),
        DAY: (accounts // WORKING_DAYS, 0),
        RUN: (accounts, accounts * len(CONCEPTS)),
    }
    _visit(client, queries["mes, utility"])  # Templates are compiled once per process.
    times = []
    for moment, (movements, charges) in behind.items():
        with _totals_behind(database, movements=movements, charges=charges):
            for choice, query in queries.items():
                spent = p95([_visit(client, query) for _ in range(visits)])
                times.append(PageTime(choice, moment, spent))
                print(f"  {choice:18} {moment:16} p95 {spent:5.0f} ms", flush=True)
    return times


def _visit(client: Client, query: str) -> float:
    with patch("caudal.interfaces.staff.tablero.views.today", return_value=TODAY):
        started = time.perf_counter()
        answer = client.get(f"/tablero/?{query}")
        spent = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, query
    return spent


@contextmanager
def _totals_behind(database: BenchDatabase, *, movements: int, charges: int) -> Iterator[None]:
    """The pages sum so many movements and charges live; twice, which takes the same time."""
    change = (
        "UPDATE reports_summaryhorizon"
        " SET movement_id = movement_id + %s, charge_id = charge_id + %s"
    )
    with database.owner() as owner:
        owner.execute(change, [-movements, -charges])
        yield
        owner.execute(change, [movements, charges])
