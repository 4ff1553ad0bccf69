"""``make soak``: the long versions of what the suite does once. Rounds are seeded and independent.

Each finished round is appended to docs/soak.md with its seed and commit; started again, it goes on
with the seeds that this commit has not done. A round that fails stops everything and says how to
repeat it.

    python -m tools.run_soak --rounds 20 --only kill-run --seed 1
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "soak.md"

#: Name of a round → module whose ``soak_round(seed)`` does it and says in a line what it saw.
ROUNDS = {
    "kill-run": "tests.soak.kill_run",
    "kill-desks": "tests.soak.kill_desks",
    "owrs": "tests.soak.owrs_sample",
}

HEADER = """# Soak

Long, seeded versions of the kill and race tests (`make soak`). A line is written only when its
round ended with the books as they should be.

| date | commit | round | seed | seconds | seen |
| --- | --- | --- | ---: | ---: | --- |
"""


def main() -> int:
    """Run the rounds asked for that this commit has not done."""
    parser = argparse.ArgumentParser(prog="python -m tools.run_soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="rounds of each kind")
    parser.add_argument("--only", choices=list(ROUNDS), help="one kind of round")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first round")
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caudal.config.settings")
    import django

    django.setup()
    names = [wanted.only] if wanted.only else list(ROUNDS)
    for name in names:
        soak_round: Callable[[int], str] = import_module(ROUNDS[name]).soak_round
        for seed in range(wanted.seed, wanted.seed + wanted.rounds):
            if not _is_done(name, seed):
                _run(name, seed, soak_round)
    return 0


def _run(name: str, seed: int, soak_round: Callable[[int], str]) -> None:
    print(f"{name}, seed {seed} … ", end="", flush=True)
    start = time.monotonic()
    seen = soak_round(seed)
    seconds = time.monotonic() - start
    print(f"{seen} ({seconds:.0f} s)")
    _record(f"| {_today()} | {_commit()} | {name} | {seed} | {seconds:.0f} | {seen} |\n")


def _is_done(name: str, seed: int) -> bool:
    if not RECORD.exists():
        return False
    done = re.compile(rf"^\| \S+ \| {re.escape(_commit())} \| {name} \| {seed} \|", re.MULTILINE)
    return bool(done.search(RECORD.read_text(encoding="utf-8")))


def _record(line: str) -> None:
    if not RECORD.exists():
        RECORD.write_text(HEADER, encoding="utf-8")
    with RECORD.open("a", encoding="utf-8") as record:
        record.write(line)


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _today() -> str:
    return time.strftime("%Y-%m-%d")


if __name__ == "__main__":
    sys.exit(main())
