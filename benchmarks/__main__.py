"""``make bench``: every figure that the product holds itself to, in one table.

    python -m benchmarks [--accounts 200000] [--largest 1000000] [--only run]

Ratios are within one run of the programme; the table goes into docs/performance.md with the
machine, the commit and the sizes. Data are made by formula, so there is no seed to choose.
"""

import argparse
import logging
import os
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.billing_run import RunCost
    from benchmarks.cluster import BenchDatabase

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table."""

    name: str
    found: str
    held_to: str = "printed"
    is_held: bool = True

    @property
    def row(self) -> str:
        """As Markdown."""
        mark = "yes" if self.is_held else "**no**"
        return f"| {self.name} | {self.found} | {self.held_to} | {mark} |"


def main() -> None:
    """Measure what was asked for, print it and, when it was everything, write it down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--accounts", type=int, default=200_000, help="accounts of each measure")
    parser.add_argument("--largest", type=int, default=1_000_000, help="accounts of the large run")
    parser.add_argument("--months", type=int, default=24, help="months behind pages")
    parser.add_argument("--pairs", type=int, default=3, help="interleaved pairs of the run")
    parser.add_argument("--only", choices=list(MEASURES), help="one measure")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caudal.config.settings")
    import django

    django.setup()
    # The figures say how long requests take; a line of log for each would hide them.
    logging.getLogger("caudal.web").setLevel(logging.WARNING)
    bench = Bench(asked)
    for name in [asked.only] if asked.only else list(MEASURES):
        bench.measure(name)
    bench.close()
    if not asked.only:
        table = "\n".join(figure.row for figure in bench.figures)
        print(table)
        RECORD.write_text(_page(table, asked), encoding="utf-8")


class Bench:
    """One run of the programme: what its measures share, and the figures so far."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.accounts: int = asked.accounts
        self.largest: int = asked.largest
        self.months: int = asked.months
        self.pairs: int = asked.pairs
        self.figures: list[Figure] = []
        self.began = time.monotonic()

    def measure(self, name: str) -> None:
        """Take a measure and print its figures as soon as they are known."""
        self.say(f"{name} …")
        for figure in MEASURES[name](self):
            self.figures.append(figure)
            print(figure.row, flush=True)

    def close(self) -> None:
        """Drop what takes ten gigabytes and is made anew each time."""
        if "history" in vars(self):
            self.history.drop()

    def say(self, text: str) -> None:
        """A line of progress, with the minutes since the beginning."""
        print(f"[{(time.monotonic() - self.began) / 60:4.1f} min] {text}", flush=True)

    @cached_property
    def run(self) -> "RunCost":
        """The median of the pairs; the larger run is set beside it."""
        from benchmarks import billing_run

        return billing_run.measure(accounts=self.accounts, pairs=self.pairs)

    @cached_property
    def history(self) -> "BenchDatabase":
        """The database behind the pages."""
        from benchmarks import history

        return history.prepared_database(accounts=self.accounts, months=self.months)


def _run(bench: Bench) -> list[Figure]:
    cost = bench.run
    name = f"calculate + issue over COPY of the same rows ({cost.accounts:,} accounts, 5 concepts)"
    return [
        Figure(name, f"{cost.ratio:.2f}", "≤ 3", cost.ratio <= 3),
        Figure(f"CPU seconds per 1,000 bills, {cost.accounts:,}", f"{cost.per_thousand:.3f}"),
        _memory(cost),
    ]


def _growth(bench: Bench) -> list[Figure]:
    from benchmarks import billing_run

    grown = billing_run.measure_growth(small=bench.run, accounts=bench.largest)
    name = f"exponent of calculate + issue, {bench.accounts:,} → {bench.largest:,} accounts"
    large = grown.large
    return [
        Figure(name, f"{grown.exponent:.2f}", "≤ 1.1", grown.exponent <= 1.1),
        Figure(f"CPU seconds per 1,000 bills, {large.accounts:,}", f"{large.per_thousand:.3f}"),
        _memory(large),
    ]


def _memory(cost: "RunCost") -> Figure:
    name = f"memory of the issuing process, {cost.accounts:,} accounts"
    return Figure(name, f"{cost.peak_memory_mb} MB", "< 1 GB", cost.peak_memory_mb < 1024)


def _laboratory(bench: Bench) -> list[Figure]:
    from benchmarks import laboratory

    cost = laboratory.measure(accounts=bench.accounts)
    name = f"laboratory: a tariff tried over {cost.accounts:,} accounts, CPU seconds"
    return [Figure(name, f"{cost.cpu.total:.1f} s", "< 5 s", cost.cpu.total < 5)]


def _rating(bench: Bench) -> list[Figure]:
    from benchmarks import rating

    blocks, *others = rating.measure(accounts=bench.accounts)
    name = f"accounts rated per CPU second, {blocks.structure} ({blocks.accounts:,} accounts)"
    return [
        Figure(name, f"{blocks.per_second:,}", "≥ 400,000", blocks.per_second >= 400_000),
        *(Figure(f"the same, {one.structure}", f"{one.per_second:,}") for one in others),
    ]


def _search(bench: Bench) -> list[Figure]:
    from benchmarks import search

    times = search.measure(accounts=bench.accounts)
    print(f"  slowest: {times.slowest}", flush=True)
    name = f"search as one types, time in the database, p95 of {times.statements:,}"
    return [
        Figure(f"{name} ({bench.accounts:,} accounts)", *_within(times.before_ms, 30)),
        Figure("the same right after a run of them all", *_within(times.after_ms, 30)),
    ]


def _printing(bench: Bench) -> list[Figure]:
    del bench
    from benchmarks import printing

    cost = printing.measure()
    found = cost.pages_per_cpu_second
    name = f"recibos per CPU second, queries included ({cost.pages:,} pages)"
    return [Figure(name, f"{found:.0f}", "≥ 100", found >= 100)]


def _payments(bench: Bench) -> list[Figure]:
    from benchmarks import payments

    rate = payments.measure(database=payments.prepared_database(accounts=bench.accounts))
    name = f"payments over pgbench ({rate.desks} desks, {bench.accounts:,} accounts)"
    alone = f"{rate.ratio_of_statements:.2f}"
    return [
        Figure(name, f"{rate.ratio:.2f}", "≥ 0.25", rate.ratio >= 0.25),
        Figure("their statements alone, sent by pgbench", alone),
    ]


def _account_page(bench: Bench) -> list[Figure]:
    from benchmarks import account_page

    tabs = account_page.measure(database=bench.history)
    print(account_page.report(tabs), flush=True)
    slowest = max(tab.p95_ms for tab in tabs)
    name = (
        f"slowest tab of the account page, p95 ({bench.accounts:,} accounts, {bench.months} months)"
    )
    return [Figure(name, *_within(slowest, 150))]


def _dashboard(bench: Bench) -> list[Figure]:
    from benchmarks import dashboard

    times = dashboard.measure(database=bench.history)
    held = max(one.p95_ms for one in times if one.moment != dashboard.RUN)
    after_run = max(one.p95_ms for one in times if one.moment == dashboard.RUN)
    size = f"{bench.accounts:,} accounts, {bench.months} months"
    return [
        Figure(f"slowest page of the dashboard, p95 ({size})", *_within(held, 500)),
        Figure("the same with a run and its days not summed up yet", f"{after_run:.0f} ms"),
    ]


def _within(found_ms: float, most_ms: int) -> tuple[str, str, bool]:
    return f"{found_ms:.0f} ms", f"≤ {most_ms} ms", found_ms <= most_ms


MEASURES: dict[str, Callable[[Bench], list[Figure]]] = {
    "run": _run,
    "growth": _growth,
    "rating": _rating,
    "laboratory": _laboratory,
    "search": _search,
    "printing": _printing,
    "payments": _payments,
    "account-page": _account_page,
    "dashboard": _dashboard,
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
  {asked.accounts:,} accounts, those of pages with {asked.months} months behind them

| figure | found | held to | held |
| --- | ---: | ---: | --- |
{table}
"""


if __name__ == "__main__":
    main()
