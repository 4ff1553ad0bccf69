"""Payments through the use case, eight desks at once, beside ``pgbench -s 50 -c 8`` before and
after.

Synchronous commit; as many processes as ``caudal serve`` has for the web, and in them a thread, a
connection and a desk for each cashier. The caller prepares a database with accounts that owe.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from benchmarks.cluster import BenchDatabase, fresh_database
from benchmarks.payment_statements import statements_rate
from benchmarks.population import load_population
from django.db import connection

PGBENCH_DATABASE = "bench_pgbench"
PGBENCH_SCALE = 50
PROCESSES = 2
AMOUNT = Decimal("50.00")
"""Exactly one of the documents of :func:`load_debts`, as most customers pay their bill."""


@dataclass(frozen=True, slots=True)
class PaymentRate:
    """Payments a second, and what pgbench made of the same machine before and after."""

    desks: int
    payments: int
    seconds: int
    client_cpu_ms: float
    statements_per_second: float
    pgbench_before: float
    pgbench_after: float

    @property
    def per_second(self) -> float:
        """Committed payments a second."""
        return self.payments / self.seconds

    @property
    def ratio(self) -> float:
        """Against the mean of both pgbench runs; 0.25 is the promise."""
        return self.per_second / self._pgbench

    @property
    def ratio_of_statements(self) -> float:
        """The same of the payment's statements alone, sent by pgbench: what the server allows."""
        return self.statements_per_second / self._pgbench

    @property
    def _pgbench(self) -> float:
        return (self.pgbench_before + self.pgbench_after) / 2


def measure(*, database: BenchDatabase, seconds: int = 15, desks: int = 8) -> PaymentRate:
    """Charge for ``seconds`` at ``desks`` desks between two runs of pgbench of the same length.

    The database holds accounts with ten open charges or more each; every desk has its own.
    """
    database.use()
    sessions = _open_desks(desks)
    accounts = _indebted_accounts()
    before = pgbench(database=database, seconds=seconds, clients=desks)
    answers = _run_desks(database, sessions, accounts, seconds)
    alone = statements_rate(
        database=database, program=_pgbench_program(), sessions=sessions, seconds=seconds
    )
    connection.close()
    after = pgbench(database=database, seconds=seconds, clients=desks)
    payments = sum(int(answer["payments"]) for answer in answers)
    spent = sum(answer["cpu_seconds"] for answer in answers)
    return PaymentRate(
        desks=desks,
        payments=payments,
        seconds=seconds,
        client_cpu_ms=spent / payments * 1000,
        statements_per_second=alone,
        pgbench_before=before,
        pgbench_after=after,
    )


def _open_desks(count: int) -> list[int]:
    """Open sessions, one per desk, with cashiers of their own; those of a run before go on."""
    from tests.factories.payments import make_desk, make_session
    from tests.factories.platform import make_branch

    from caudal.domain.payments.models import CashSession
    from caudal.interfaces.clock import now

    found = list(CashSession.objects.filter(closed_at=None).values_list("pk", flat=True))
    if found:
        return found[:count]
    branch = make_branch(code="BENCH", name="Sucursal de medida")
    return [make_session(desk=make_desk(branch=branch), at=now()).pk for _ in range(count)]


def _indebted_accounts() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account_id FROM receivables_charge WHERE open_amount > 0
                GROUP BY account_id HAVING count(*) >= 10 ORDER BY md5(account_id::text)"""
        )
        return [row[0] for row in cursor.fetchall()]


def _run_desks(
    database: BenchDatabase, sessions: Sequence[int], accounts: Sequence[int], seconds: int
) -> list[dict[str, float]]:
    """Run the desks in as many processes as ``caudal serve`` has for the web; all begin at the
    same moment.
    """
    environment = {**os.environ, **_environment(database), "CAUDAL_PROCESS": "web"}
    with tempfile.TemporaryDirectory() as folder:
        workers = []
        tasks = [
            {
                "session_id": session_id,
                "account_ids": accounts[index :: len(sessions)],
                "amount": str(AMOUNT),
                "seconds": seconds,
            }
            for index, session_id in enumerate(sessions)
        ]
        for index in range(PROCESSES):
            task = Path(folder) / f"{index}.json"
            task.write_text(json.dumps(tasks[index::PROCESSES]))
            command = [sys.executable, "-m", "benchmarks.payment_worker", str(task)]
            workers.append(
                subprocess.Popen(  # noqa: S603
                    command,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        for worker in workers:
            if worker.stdout is not None:
                worker.stdout.readline()
        outputs = _released(workers)
    if any(worker.returncode for worker in workers):
        message = "a desk of the benchmark failed"
        raise RuntimeError(message)
    return [json.loads(output) for output in outputs]


def _released(workers: Sequence["subprocess.Popen[str]"]) -> list[str]:
    """Let all desks begin, and gather what they tell."""
    for worker in workers:
        if worker.stdin is not None:
            worker.stdin.write("\n")
            worker.stdin.flush()
    return [worker.communicate()[0] for worker in workers]


def _environment(database: BenchDatabase) -> dict[str, str]:
    return {
        "DATABASE_URL": database.endpoint.url("caudal_app", database.name),
        "DJANGO_SETTINGS_MODULE": "caudal.config.settings",
    }


def pgbench(*, database: BenchDatabase, seconds: int, clients: int) -> float:
    """Transactions a second of the TPC-B-like script of PostgreSQL's own benchmark."""
    environment = {
        **os.environ,
        **database.endpoint.environment("caudal_owner", PGBENCH_DATABASE),
    }
    program = str(_pgbench_program())
    if not _pgbench_is_ready(database):
        initialise = [program, "-i", "-q", "-s", str(PGBENCH_SCALE)]
        subprocess.run(initialise, env=environment, check=True, capture_output=True)  # noqa: S603
    run = [program, "-n", "-c", str(clients), "-j", "2", "-T", str(seconds)]
    done = subprocess.run(run, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found[1])


def _pgbench_program() -> Path:
    from caudal.adapters.postgres.binaries import find_binaries

    return find_binaries().program("pgbench")


def _pgbench_is_ready(database: BenchDatabase) -> bool:
    """Whether its tables stand; its database is made the first time."""
    import psycopg

    endpoint = database.endpoint
    with psycopg.connect(endpoint.url("caudal_admin", "postgres"), autocommit=True) as admin:
        exists = admin.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [PGBENCH_DATABASE]
        ).fetchone()
        if not exists:
            admin.execute(f"CREATE DATABASE {PGBENCH_DATABASE} OWNER caudal_owner")
    with psycopg.connect(endpoint.url("caudal_owner", PGBENCH_DATABASE)) as owner:
        return bool(owner.execute("SELECT to_regclass('pgbench_accounts')").fetchone()[0])  # type: ignore[index]


_DOCUMENTS = (
    "INSERT INTO receivables_movement (account_id, kind, description, amount, business_date,"
    " recorded_at, folio)"
    " SELECT a.id, 'opening', 'Recibo ' || m, 50, %(day)s::date - 30 * (7 - m), now(), ''"
    " FROM registry_serviceaccount a, generate_series(1, %(documents)s) m"
)
_CHARGES = (
    "INSERT INTO receivables_charge (movement_id, account_id, concept_id, surcharged_months, gross,"
    " discount, subsidy, net, tax_object, tax_rate, tax, rounding, amount, open_amount, due_date)"
    " SELECT m.id, m.account_id, c.id, 0, v.net, 0, 0, v.net, '02', v.rate, v.tax, 0,"
    " v.net + v.tax, v.net + v.tax, m.business_date + 14"
    " FROM receivables_movement m"
    " JOIN (VALUES ('agua', 26.80, 0, 0), ('alcantarillado', 20.00, 0.16, 3.20))"
    " v (code, net, rate, tax) ON true"
    " JOIN tariffs_chargeconcept c ON c.code = v.code"
)


def load_debts(*, database: BenchDatabase, documents: int = 6) -> None:
    """Give every account ``documents`` documents of 50 pesos, two charges each."""
    from tests.factories.receivables import make_allocation_policy
    from tests.factories.registry import make_concept

    from caudal.domain.receivables.operations.summary import rebuild_debt
    from caudal.domain.registry.models import ServiceAccount

    make_allocation_policy()
    make_concept(code="agua", priority=10)
    make_concept(code="alcantarillado", priority=20)
    day = (datetime.now(tz=UTC) - timedelta(days=10)).date()
    with database.owner() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(_DOCUMENTS, {"day": day, "documents": documents})
        owner.execute(_CHARGES)
    last = ServiceAccount.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rebuild_debt(first_account_id=1, last_account_id=last, on_date=day)
    with database.owner() as owner:
        owner.execute("VACUUM ANALYZE")


def prepared_database(*, accounts: int) -> BenchDatabase:
    """A fresh database of ``accounts`` accounts with twelve open charges each."""
    from tests.factories.registry import make_tariff, make_use_class

    database = fresh_database("bench_payments")
    database.use()
    make_tariff()
    make_use_class()
    with database.owner() as owner:
        load_population(owner, accounts=accounts)
    load_debts(database=database)
    return database
