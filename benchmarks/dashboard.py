"""The dashboard of a utility with two years behind it: server time of its page.

Each span, for the whole utility and for one sector: as the night leaves the totals, at the end of a
busy day, and with all that happened since before the last run, as if no job had summed it up. The
promise, for the first two: 500 ms at 200,000 accounts.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from benchmarks.cluster import BenchDatabase, p95
from benchmarks.history import TODAY
from django.db.models import Min, QuerySet
from django.test import Client

_SPANS = ("mes", "12-meses")
NIGHT, DAY, RUN = "after the night", "after a busy day", "since the run"
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

    from caudal.domain.registry.models import Sector
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
    _visit(client, queries["mes, utility"])  # Templates are compiled once per process.
    times = []
    for moment, horizon in _horizons().items():
        with _totals_up_to(database, horizon):
            for choice, query in queries.items():
                spent = p95([_visit(client, query) for _ in range(visits)])
                times.append(PageTime(choice, moment, spent))
                print(f"  {choice:18} {moment:16} p95 {spent:5.0f} ms", flush=True)
    return times


def _horizons() -> dict[str, tuple[int, int]]:
    """The last movement and the last charge in the totals at each moment."""
    from caudal.domain.receivables.models import Charge, Movement
    from caudal.domain.registry.models import ServiceAccount
    from caudal.domain.reports.models import SummaryHorizon

    now = SummaryHorizon.objects.get()
    run = Movement.objects.filter(kind=Movement.Kind.BILL).latest("business_date").business_date
    bills = Movement.objects.filter(kind=Movement.Kind.BILL, business_date=run)
    charges = Charge.objects.filter(movement__in=bills)
    of_day = ServiceAccount.objects.count() // WORKING_DAYS
    return {
        NIGHT: (now.movement_id, now.charge_id),
        DAY: (now.movement_id - of_day, now.charge_id),
        RUN: (_before(bills), _before(charges)),
    }


def _before(rows: "QuerySet[Any]") -> int:
    return int(rows.aggregate(first=Min("id"))["first"]) - 1


def _visit(client: Client, query: str) -> float:
    with patch("caudal.interfaces.staff.tablero.views.today", return_value=TODAY):
        started = time.perf_counter()
        answer = client.get(f"/tablero/?{query}")
        spent = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, query
    return spent


@contextmanager
def _totals_up_to(database: BenchDatabase, horizon: tuple[int, int]) -> Iterator[None]:
    """The pages sum live what lies above; it stays in the totals too, which takes no more time."""
    change = "UPDATE reports_summaryhorizon SET movement_id = %s, charge_id = %s"
    with database.owner() as owner:
        before = owner.execute("SELECT movement_id, charge_id FROM reports_summaryhorizon")
        restored = before.fetchone()
        owner.execute(change, horizon)
        yield
        owner.execute(change, restored)
