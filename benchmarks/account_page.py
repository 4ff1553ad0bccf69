"""The page of an account with two years behind it: server time of its first tab, and of every
other one.

The caller prepares the database. The promise: 150 ms at 200,000 accounts.
"""

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.cluster import BenchDatabase, p95
from django.test import Client

TABS = (
    "",
    "estado/",
    "recibos/",
    "pagos/",
    "lecturas/",
    "medidor/",
    "datos/",
    "notas/",
    "actividad/",
    "bitacora/",
)


@dataclass(frozen=True, slots=True)
class TabTime:
    """Milliseconds that the server takes for one tab, over many accounts."""

    path: str
    visits: int
    median_ms: float
    p95_ms: float


def measure(*, database: BenchDatabase, visits: int = 100) -> list[TabTime]:
    """Open each tab of ``visits`` accounts drawn at random, as one logged-in clerk.

    The time is that of the whole request, middleware and template included, without the network.
    """
    from tests.factories.platform import make_ready_role, make_user, make_utility

    from caudal.domain.registry.models import ServiceAccount

    database.use()
    make_utility()
    client = Client(SERVER_NAME="localhost")
    client.force_login(make_user(roles=[make_ready_role(name="Atención")]))
    last = ServiceAccount.objects.order_by("-pk").values_list("pk", flat=True)[0]
    keys = random.Random(7).sample(range(1, last + 1), visits)  # noqa: S311 - sample data
    numbers = list(ServiceAccount.objects.filter(pk__in=keys).values_list("number", flat=True))
    client.get(f"/cuentas/{numbers[0]}/")  # Templates are compiled once per process.
    return [_tab(client, path, numbers) for path in TABS]


def _tab(client: Client, path: str, numbers: Sequence[str]) -> TabTime:
    times = [_visit(client, f"/cuentas/{number}/{path}") for number in numbers]
    return TabTime(
        path=path or "resumen/",
        visits=len(times),
        median_ms=statistics.median(times),
        p95_ms=p95(times),
    )


def _visit(client: Client, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    spent = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, address
    return spent


def report(times: Sequence[TabTime]) -> str:
    """A line per tab."""
    return "\n".join(
        f"  {each.path:12} median {each.median_ms:5.1f} ms, p95 {each.p95_ms:5.1f} ms"
        for each in times
    )
