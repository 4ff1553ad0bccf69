"""``make bench``: every figure that the product holds itself to, in one table.

    python -m benchmarks [--accounts 200000] [--pairs 3] [--only run]

Ratios are within one run of the programme; the table goes into docs/performance.md with the
machine, the commit and the sizes. Data are made by formula, so there is no seed to choose.
"""

import argparse
import os
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table."""

    name: str
    found: str
    held_to: str
    is_held: bool

    @property
    def row(self) -> str:
        """As Markdown."""
        mark = "yes" if self.is_held else "**no**"
        return f"| {self.name} | {self.found} | {self.held_to} | {mark} |"


def main() -> None:
    """Measure what was asked for, print it and write it down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000, help="accounts of the run")
    parser.add_argument("--pairs", type=int, default=3, help="interleaved pairs of the run")
    parser.add_argument("--only", choices=list(MEASURES), help="one measure")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caudal.config.settings")
    import django

    django.setup()
    figures: list[Figure] = []
    for name in [asked.only] if asked.only else list(MEASURES):
        print(f"{name} …", flush=True)
        figures += MEASURES[name](asked)
    table = "\n".join(figure.row for figure in figures)
    print(table)
    if not asked.only:
        RECORD.write_text(_page(table, asked), encoding="utf-8")


def _run(asked: argparse.Namespace) -> list[Figure]:
    from benchmarks import billing_run

    cost = billing_run.measure(accounts=asked.accounts, pairs=asked.pairs)
    size = f"{cost.accounts:,} accounts, 5 concepts"
    return [
        Figure(
            f"calculate + issue over COPY of the same rows ({size})",
            f"{cost.ratio:.2f}",
            "≤ 3",
            cost.ratio <= 3,
        ),
        Figure("CPU seconds per 1,000 bills", f"{cost.per_thousand:.3f}", "printed", is_held=True),
        Figure(
            "memory of the issuing process",
            f"{cost.peak_memory_mb} MB",
            "< 1 GB",
            cost.peak_memory_mb < 1024,
        ),
    ]


def _printing(asked: argparse.Namespace) -> list[Figure]:
    del asked
    from benchmarks import printing

    cost = printing.measure()
    found = cost.pages_per_cpu_second
    name = f"recibos per CPU second, queries included ({cost.pages:,} pages)"
    return [Figure(name, f"{found:.0f}", "≥ 100", found >= 100)]


def _payments(asked: argparse.Namespace) -> list[Figure]:
    from benchmarks import payments

    rate = payments.measure(database=payments.prepared_database(accounts=asked.accounts))
    name = f"payments over pgbench ({rate.desks} desks, {asked.accounts:,} accounts)"
    return [
        Figure(name, f"{rate.ratio:.2f}", "≥ 0.25", rate.ratio >= 0.25),
        Figure(
            "their statements alone, sent by pgbench",
            f"{rate.ratio_of_statements:.2f}",
            "printed",
            is_held=True,
        ),
    ]


def _account_page(asked: argparse.Namespace) -> list[Figure]:
    from benchmarks import account_page

    database = account_page.prepared_database(accounts=asked.accounts, months=12)
    slowest = max(account_page.measure(database=database), key=lambda tab: tab.p95_ms)
    name = f"slowest tab of the account page, p95 ({asked.accounts:,} accounts)"
    return [Figure(name, f"{slowest.p95_ms:.0f} ms", "≤ 150 ms", slowest.p95_ms <= 150)]


MEASURES: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
    "run": _run,
    "printing": _printing,
    "payments": _payments,
    "account-page": _account_page,
}


def _page(table: str, asked: argparse.Namespace) -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    commit = done.stdout.strip() or "unknown"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"""# Performance

Written by `make bench` (`python -m benchmarks`). CPU seconds are of the client and of the server
process that serves it; the run is the median of {asked.pairs} interleaved pairs with its limit.

- machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},
  load {load} while measuring
- commit: {commit}, {time.strftime("%Y-%m-%d")}
- data: made by formula in `benchmarks/population.py`, the same each time;
  {asked.accounts:,} accounts

| figure | found | held to | held |
| --- | ---: | ---: | --- |
{table}
"""


if __name__ == "__main__":
    main()
