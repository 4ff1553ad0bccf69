"""The page of an account: server time of its first tab, and of every other one.

The caller prepares a database with accounts that have a history; ``python -m
benchmarks.account_page`` prepares one. The promise: 150 ms at 200,000 accounts.
"""

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.cluster import BenchDatabase, fresh_database
from benchmarks.population import load_population
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
    times = sorted(_visit(client, f"/cuentas/{number}/{path}") for number in numbers)
    return TabTime(
        path=path or "resumen/",
        visits=len(times),
        median_ms=statistics.median(times),
        p95_ms=times[int(len(times) * 0.95)],
    )


def _visit(client: Client, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    spent = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, address
    return spent


# Each month: a reading, its consumption, a bill with one charge, and a payment of all but the last.
_HISTORY = """
INSERT INTO registry_billingperiod (cycle_id, code, name, during, due_date)
SELECT c.id, to_char(s.day, 'YYYY-MM'), to_char(s.day, 'MM/YYYY'),
       daterange(s.day, (s.day + interval '1 month')::date), (s.day + interval '50 days')::date
  FROM registry_billingcycle c,
       LATERAL (SELECT ('2026-10-01'::date - make_interval(months => m))::date AS day
                  FROM generate_series(1, %(months)s - 1) m) s;

INSERT INTO metering_reading (account_id, installation_id, period_id, read_on, value_m3, source,
       meter_reader, recorded_at)
SELECT a.id, a.connection_id, p.id, upper(p.during) - 2, 900, 'file', '', upper(p.during)
  FROM registry_serviceaccount a, registry_billingperiod p
 WHERE p.code <> '2026-10';

INSERT INTO metering_consumption (account_id, period_id, basis, volume_m3, current_reading_id,
       is_rollover, finding, state, decision, decision_note)
SELECT r.account_id, r.period_id, 'measured', r.account_id %% 50, r.id, false, '', 'clean', '', ''
  FROM metering_reading r JOIN registry_billingperiod p ON p.id = r.period_id
 WHERE p.code <> '2026-10';

INSERT INTO receivables_movement (account_id, kind, description, amount, business_date,
       recorded_at, series_code, folio_number, folio)
SELECT a.id, 'bill', 'Recibo ' || lower(p.name), 326.31, upper(p.during) + 5, upper(p.during) + 5,
       'R', p.id * 10000000 + a.id, 'R-' || p.id * 10000000 + a.id
  FROM registry_serviceaccount a, registry_billingperiod p;

INSERT INTO billing_bill (movement_id, account_id, period_id, position, tariff_version_id, inputs,
       rated_on, volume_m3, basis, net, tax, rounding, total, issue_date, due_date, content_hash,
       is_live)
SELECT m.id, m.account_id, p.id, 0, v.id, '', m.business_date, 17, 'measured', 326.31, 0, 0, 326.31,
       m.business_date, m.business_date + 14, repeat('0', 64), true
  FROM receivables_movement m
  JOIN registry_billingperiod p ON upper(p.during) + 5 = m.business_date, tariffs_tariffversion v
 WHERE m.kind = 'bill';

INSERT INTO receivables_charge (movement_id, account_id, concept_id, surcharged_months, gross,
       discount, subsidy, net, tax_object, tax_rate, tax, rounding, amount, open_amount, due_date)
SELECT m.id, m.account_id, c.id, 0, 326.31, 0, 0, 326.31, '02', 0, 0, 0, 326.31,
       CASE WHEN m.business_date > '2026-10-01' THEN 326.31 ELSE 0 END, m.business_date + 14
  FROM receivables_movement m, tariffs_chargeconcept c
 WHERE c.code = 'agua';

INSERT INTO receivables_movement (account_id, kind, description, amount, business_date,
       recorded_at, folio)
SELECT account_id, 'payment', 'Pago en tienda', -amount, business_date + 10,
       recorded_at + interval '10 days', ''
  FROM receivables_movement
 WHERE kind = 'bill' AND business_date <= '2026-10-01';

INSERT INTO payments_payment (movement_id, account_id, channel_id, channel_reference, amount,
       received, change, business_date, paid_at)
SELECT m.id, m.account_id, h.id, m.id::text, -m.amount, -m.amount, 0, m.business_date, m.recorded_at
  FROM receivables_movement m, payments_collectionchannel h
 WHERE m.kind = 'payment'
"""


def prepared_database(*, accounts: int, months: int) -> BenchDatabase:
    """A fresh database of accounts that were read, billed and paid for some months."""
    from tests.factories.billing import make_billing_rules
    from tests.factories.registry import make_use_class

    from caudal.domain.payments.models import CollectionChannel

    database = fresh_database("bench_accounts")
    database.use()
    make_billing_rules()
    make_use_class()
    CollectionChannel.objects.create(code="tienda", name="Tiendas", kind="store")
    with database.owner() as owner:
        load_population(owner, accounts=accounts)
        for statement in _HISTORY.split(";"):
            owner.execute(statement, {"months": months})
        owner.execute("VACUUM ANALYZE")
    return database


def report(times: Sequence[TabTime]) -> str:
    """A line per tab."""
    return "\n".join(
        f"{each.path:12} median {each.median_ms:5.1f} ms, p95 {each.p95_ms:5.1f} ms"
        for each in times
    )


def main() -> None:
    """Prepare a database and measure once."""
    import django

    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=200_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--visits", type=int, default=100)
    given = parser.parse_args()
    database = prepared_database(accounts=given.accounts, months=given.months)
    print(report(measure(database=database, visits=given.visits)))


if __name__ == "__main__":
    main()
