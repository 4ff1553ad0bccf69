"""Kill −9 the process that issues a run, again and again, and resume: the books end as if nothing
had happened.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import psycopg
from django.db import connections
from tests.conftest import use_database
from tests.database import TestServer, clone_database, drop_database
from tests.factories.history import noon
from tests.factories.payments import make_payment, make_session
from tests.factories.runs import issue_day, make_town
from tests.soak.books import digests

from caudal.domain.billing.invariants import INVARIANTS as BILLING
from caudal.domain.payments.invariants import INVARIANTS as PAYMENTS
from caudal.domain.platform.invariants import INVARIANTS as PLATFORM
from caudal.domain.platform.verification import check
from caudal.domain.receivables.invariants import INVARIANTS as RECEIVABLES

MONEY = (*BILLING, *RECEIVABLES, *PAYMENTS, *PLATFORM)
"""The promises that a kill may not break."""

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
ISSUED_AT: datetime = noon(issue_day(OCTOBER))
STRETCH = 2
_LONGEST_WAIT_SECONDS = 60
_LONGEST_DELAY_SECONDS = 0.02


def prepare_run(*, accounts: int) -> int:
    """An approved run whose accounts have arrears, credit balances, or neither; committed."""
    town = make_town(accounts=accounts, suspended=1)
    town.read(SEPTEMBER)
    town.issued(SEPTEMBER)
    at = noon(date(2026, 10, 9))
    session = make_session(at=at)
    for index, account in enumerate(town.accounts[:-1]):
        if index % 3:
            paid = "5000.00" if index % 3 == 1 else "100.00"
            make_payment(account=account, session=session, amount=paid, at=at)
    town.read(OCTOBER)
    return town.approved(OCTOBER).pk


@dataclass(frozen=True)
class KillOutcome:
    """At how many committed stretches the process was killed, and both sets of books."""

    stretches: int
    killed_after: list[int]
    expected: dict[str, tuple[int, str]]
    found: dict[str, tuple[int, str]]


def kill_and_resume(
    *, server: TestServer, source: str, suffix: str, run_id: int, kills: int, seed: int
) -> KillOutcome:
    """Issue copies of a prepared database once undisturbed and once with ``kills`` kills.

    Every kill falls between the first and the last committed stretch, at a random moment inside
    one. The killed copy stays, for its invariants to be checked.
    """
    whole, killed = f"committed_whole_{suffix}", killed_database(suffix)
    for name in (whole, killed):
        clone_database(server=server, name=name, source=source)
    _issue(server, whole, run_id).wait(timeout=_LONGEST_WAIT_SECONDS)
    with _reader(server, whole) as reader:
        expected, stretches = digests(reader), _committed(reader)
    drop_database(server=server, name=whole)
    chance = random.Random(seed)  # noqa: S311 (moments, not secrets)
    moments = sorted(chance.sample(range(1, stretches - 1), kills))
    with _reader(server, killed) as reader:
        after = [
            _kill_after(partial(_issue, server, killed, run_id), reader, moment, chance)
            for moment in moments
        ]
        last = _issue(server, killed, run_id)
        assert last.wait(timeout=_LONGEST_WAIT_SECONDS) == 0
        found = digests(reader)
    return KillOutcome(stretches, after, expected, found)


def killed_database(suffix: str) -> str:
    """The copy that is killed."""
    return f"committed_killed_{suffix}"


def _kill_after(
    start: Callable[[], "subprocess.Popen[bytes]"],
    reader: "psycopg.Connection[Any]",
    moment: int,
    chance: random.Random,
) -> int:
    """Start an issuer and kill it a random instant after so many stretches are committed."""
    process = start()
    deadline = time.monotonic() + _LONGEST_WAIT_SECONDS
    while _committed(reader) < moment:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline, "it does not advance"
        time.sleep(0.001)
    time.sleep(chance.uniform(0, _LONGEST_DELAY_SECONDS))
    process.kill()
    process.wait()
    return _committed(reader)


def _issue(server: TestServer, name: str, run_id: int) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DATABASE_URL": server.endpoint.url("caudal_app", name),
        "DJANGO_SETTINGS_MODULE": "caudal.config.settings",
    }
    arguments = [str(run_id), str(STRETCH), ISSUED_AT.isoformat()]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.soak.issue_run", *arguments], env=environment
    )


def _reader(server: TestServer, name: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(server.endpoint.url("caudal_owner", name), autocommit=True)


def _committed(reader: "psycopg.Connection[Any]") -> int:
    row = reader.execute(
        "SELECT count(*) FROM billing_runchunk k JOIN billing_billingrun r ON r.id = k.run_id"
        " WHERE r.id = (SELECT max(id) FROM billing_billingrun)"
    ).fetchone()
    return int(row[0]) if row else 0


def soak_round(seed: int) -> str:
    """A larger run killed more often, in databases of its own.

    :raises AssertionError: if the books differ or a promise does not hold
    """
    server, suffix = TestServer.start(), f"soak_{os.getpid()}"
    source = f"committed_source_{suffix}"
    clone_database(server=server, name=source)
    use_database(server, source)
    run_id = prepare_run(accounts=120)
    connections.close_all()
    outcome = kill_and_resume(
        server=server, source=source, suffix=suffix, run_id=run_id, kills=12, seed=seed
    )
    assert outcome.found == outcome.expected
    use_database(server, killed_database(suffix))
    assert [verdict.name for verdict in check(MONEY) if not verdict.holds] == []
    connections.close_all()
    for name in (source, killed_database(suffix)):
        drop_database(server=server, name=name)
    moments = ", ".join(map(str, outcome.killed_after))
    return f"killed after {moments} of {outcome.stretches} stretches; books equal"
