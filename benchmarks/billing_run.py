"""Calculating and issuing a run against the least that the database could do: COPY the same rows.

Limit: COPY of the ready rows of the issued tables into empty twins, indexes on, foreign-key
triggers off. Interleaved pairs in one process; CPU seconds of this process and of its backend.
"""

import math
import resource
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.cluster import BenchDatabase, CpuSeconds, fresh_database, measured
from benchmarks.population import ISSUE_DATE, load_population
from django.db import connection
from psycopg import sql

ISSUED_TABLES = ("receivables_movement", "receivables_charge", "billing_bill")
SUMMARY_TABLES = ("receivables_accountdebt",)
AT = datetime(2026, 11, 6, 18, tzinfo=UTC)

THREE_MORE_CONCEPTS = """
  saneamiento: {formula: agua * 0.10, tasa_iva: "tasa_iva('saneamiento')", redondeo: centavo}
  mantenimiento: {formula: "12.50", tasa_iva: "tasa_iva('mantenimiento')", redondeo: centavo}
  mejora_de_redes: {formula: "6.25", tasa_iva: "tasa_iva('mejora')", redondeo: centavo}
"""


@dataclass(frozen=True, slots=True)
class RunCost:
    """What one run cost, beside its limit."""

    accounts: int
    limit: CpuSeconds
    calculate: CpuSeconds
    issue: CpuSeconds
    peak_memory_mb: int

    @property
    def ratio(self) -> float:
        """Calculate and issue over the limit."""
        return self.spent / self.limit.total

    @property
    def spent(self) -> float:
        """CPU seconds of calculating and issuing."""
        return self.calculate.total + self.issue.total

    @property
    def per_thousand(self) -> float:
        """CPU seconds of a thousand bills."""
        return self.spent / self.accounts * 1000

    @property
    def line(self) -> str:
        """All of it, to be read while measuring goes on."""
        limit = ""
        if self.limit.total:
            limit = f"limit {self.limit.total:.1f} s, ratio {self.ratio:.2f}, "
        return (
            f"{self.accounts:,} accounts: {limit}"
            f"calculate {self.calculate.total:.1f} s ({self.calculate.client:.1f} client), "
            f"issue {self.issue.total:.1f} s ({self.issue.client:.1f} client), "
            f"{self.per_thousand:.3f} s per 1,000 bills, peak {self.peak_memory_mb} MB"
        )


def measure(*, accounts: int, pairs: int = 3) -> RunCost:
    """Run ``pairs`` interleaved pairs and return the one with the median ratio.

    Both halves of a pair write the same rows: the run first, then their COPY into empty twins.
    """
    costs = []
    for _ in range(pairs):
        costs.append(_pair(accounts))
        print(f"  {costs[-1].line}", flush=True)
    return sorted(costs, key=lambda cost: cost.ratio)[len(costs) // 2]


@dataclass(frozen=True, slots=True)
class Growth:
    """What a larger run cost beside a smaller one."""

    small: RunCost
    large: RunCost

    @property
    def exponent(self) -> float:
        """1 when the cost of a bill stays the same."""
        sizes = self.large.accounts / self.small.accounts
        return math.log(self.large.spent / self.small.spent) / math.log(sizes)


def measure_growth(*, small: RunCost, accounts: int) -> Growth:
    """Run once with so many accounts, to set beside a run that was measured before."""
    set_up_database(accounts=accounts)
    print(f"  {accounts:,} accounts", flush=True)
    calculate, issue = run_of()
    large = RunCost(accounts, CpuSeconds(), calculate, issue, _peak_memory_mb())
    print(f"  {large.line}", flush=True)
    return Growth(small, large)


def _pair(accounts: int) -> RunCost:
    database = set_up_database(accounts=accounts)
    calculate, issue = run_of()
    with tempfile.TemporaryDirectory() as folder, database.owner() as owner:
        limit = _limit(owner, Path(folder))
    return RunCost(accounts, limit, calculate, issue, _peak_memory_mb())


def set_up_database(*, accounts: int) -> BenchDatabase:
    """A fresh database with so many accounts ready to bill, in use by Django."""
    database = fresh_database("bench_run")
    database.use()
    _set_up(database, accounts)
    return database


def _set_up(database: BenchDatabase, accounts: int) -> None:
    from tests.factories.billing import make_billing_rules
    from tests.factories.registry import make_concept, make_use_class

    make_billing_rules(more_concepts=THREE_MORE_CONCEPTS)
    make_use_class()
    for code in ("saneamiento", "mantenimiento", "mejora_de_redes"):
        make_concept(code=code)
    with database.owner() as owner:
        load_population(owner, accounts=accounts)


def run_of() -> tuple[CpuSeconds, CpuSeconds]:
    """Prepare, calculate, approve and issue the run of the only period; what the second and the
    last of these cost.
    """
    from procrastinate.contrib.django import app as queue
    from tests.factories.platform import make_user

    from caudal.domain.registry.models import BillingPeriod
    from caudal.usecases.approve_billing_run import approve_billing_run
    from caudal.usecases.calculate_billing_run import calculate_billing_run
    from caudal.usecases.issue_billing_run import issue_billing_run
    from caudal.usecases.prepare_billing_run import prepare_billing_run

    # A worker has its tasks long before it issues a run.
    queue.perform_import_paths()  # type: ignore[no-untyped-call]
    period = BillingPeriod.objects.get()
    manager = make_user()
    run = prepare_billing_run(period_id=period.pk, issue_date=ISSUE_DATE, acting_user=None, at=AT)
    with measured(backend_pid()) as calculate:
        calculate_billing_run(run_id=run.pk, acting_user=None, at=AT)
    approve_billing_run(run_id=run.pk, acting_user=manager, at=AT)
    with measured(backend_pid()) as issue:
        issue_billing_run(run_id=run.pk, acting_user=manager, at=AT)
    return calculate, issue


def _limit(owner: "psycopg.Connection[tuple[Any, ...]]", folder: Path) -> CpuSeconds:
    """COPY the rows just issued into empty twins of their tables."""
    owner.execute("SET session_replication_role = replica")
    tables = (*ISSUED_TABLES, *SUMMARY_TABLES)
    for table in tables:
        name = sql.Identifier(table)
        twin = sql.Identifier(f"{table}_twin")
        owner.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(twin, name))
        statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(name)
        with (
            (folder / table).open("wb") as handle,
            owner.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            for block in copy:
                handle.write(block)
    with measured(owner.info.backend_pid) as spent:
        for table in tables:
            _copy_in(owner, f"{table}_twin", folder / table)
    return spent


def _copy_in(owner: "psycopg.Connection[tuple[Any, ...]]", table: str, path: Path) -> None:
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
    with path.open("rb") as handle, owner.cursor() as cursor, cursor.copy(statement) as copy:
        while block := handle.read(1 << 20):
            copy.write(block)


def backend_pid() -> int:
    """The server process that serves Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _peak_memory_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
