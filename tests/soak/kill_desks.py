"""Kill −9 cashiers, and the database server itself, while money is taken: what was answered stands,
nothing stands twice, and each drawer has what its receipts say.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import psutil
from benchmarks.cluster import BenchDatabase, fresh_database
from django.db import connection, connections
from tests.factories.payments import make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.soak.desk_work import answers
from tests.soak.kill_run import MONEY

from caudal.adapters.postgres import Cluster
from caudal.domain.payments.models import CashSession, Payment
from caudal.domain.payments.queries.cash import expected_cash
from caudal.domain.platform.models import FolioSeries
from caudal.domain.platform.verification import check

DESKS = 4
ACCOUNTS = 12
ACTS = 120
_KILLS_OF_CASHIERS = 12
_KILLS_OF_THE_SERVER = 2
_LONGEST_PAUSE_SECONDS = 1.5
_DEADLINE_SECONDS = 900
_HOME = Path(__file__).resolve().parent.parent.parent / ".caudal" / "soak"


@dataclass
class _Desk:
    """A session, the log of its cashier and the process at work."""

    session: CashSession
    log: Path
    process: "subprocess.Popen[bytes] | None" = None


def soak_round(seed: int) -> str:
    """Let four cashiers work on twelve accounts under kills until each has done all its acts.

    :raises AssertionError: if an answer is missing, doubled or not in the drawer
    """
    database = fresh_database("soak_desks", home=_HOME)
    database.use()
    _prepare()
    chance = random.Random(seed)  # noqa: S311 (moments, not secrets)
    with tempfile.TemporaryDirectory() as folder:
        desks = [
            _Desk(session, Path(folder) / f"{session.pk}.jsonl")
            for session in CashSession.objects.order_by("pk")
        ]
        connections.close_all()
        kills = _work_under_kills(database, desks, seed, chance)
        database.use()
        for desk in desks:
            _compare(desk)
    broken = [verdict.name for verdict in check(MONEY) if not verdict.holds]
    assert broken == []
    payments = Payment.objects.count()
    connections.close_all()
    Cluster.at(_HOME).stop()
    return f"{payments} payments under {kills} kills; each answer stands once, drawers agree"


def _prepare() -> None:
    make_supervisor(username="supervisora")
    for _ in range(ACCOUNTS):
        account = make_account()
        for month in range(1, 9):
            make_debt(
                account=account,
                amounts={"agua": "277.29", "alcantarillado": "112.58"},
                due_date=AT.date().replace(month=month),
                on_date=AT.date().replace(month=month, day=1),
            )
    for _ in range(DESKS):
        make_session(at=AT)


def _work_under_kills(
    database: BenchDatabase, desks: list[_Desk], seed: int, chance: random.Random
) -> int:
    """Until every desk is done; returns how many kills fell while somebody worked."""
    targets = ["server"] * _KILLS_OF_THE_SERVER + ["cashier"] * _KILLS_OF_CASHIERS
    chance.shuffle(targets)
    killed, deadline = 0, time.monotonic() + _DEADLINE_SECONDS
    while any(len(answers(desk.log)) < ACTS for desk in desks):
        assert time.monotonic() < deadline, "the desks never end"
        for desk in desks:
            _keep_at_work(database, desk, seed)
        time.sleep(chance.uniform(0.2, _LONGEST_PAUSE_SECONDS))
        busy = [desk for desk in desks if desk.process and desk.process.poll() is None]
        if not targets or not busy:
            continue
        if targets.pop() == "server":
            _kill_server()
        else:
            _kill(chance.choice(busy))
        killed += 1
    for desk in desks:
        _kill(desk)
    return killed


def _keep_at_work(database: BenchDatabase, desk: _Desk, seed: int) -> None:
    is_idle = desk.process is None or desk.process.poll() is not None
    if is_idle and len(answers(desk.log)) < ACTS:
        environment = {
            **os.environ,
            "DATABASE_URL": database.endpoint.url("caudal_app", database.name),
            "DJANGO_SETTINGS_MODULE": "caudal.config.settings",
        }
        arguments = [str(desk.session.pk), str(seed), str(ACTS), str(desk.log)]
        desk.process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.desk_work", *arguments],
            env=environment,
            stderr=subprocess.DEVNULL,  # a cashier whose server was killed says so at length
        )


def _kill(desk: _Desk) -> None:
    if desk.process is not None:
        desk.process.kill()
        desk.process.wait()


def _kill_server() -> None:
    """Kill −9 the postmaster; starting again recovers what was committed."""
    pid = Cluster.at(_HOME).status().pid
    assert pid is not None
    postmaster = psutil.Process(pid)
    postmaster.kill()
    postmaster.wait()
    Cluster.at(_HOME).start()


def _compare(desk: _Desk) -> None:
    """What the cashier was told against what the books say."""
    told = answers(desk.log)
    taken = {one["folio"]: Decimal(one["amount"]) for one in told if one["act"] == "pay"}
    written = Payment.objects.filter(session=desk.session)
    assert dict(written.values_list("movement__folio", "amount")) == taken
    series = FolioSeries.objects.get(pk=desk.session.desk.series_id)
    assert series.last_number == len(taken)
    by_payment = {one["payment"]: Decimal(one["amount"]) for one in told if one["act"] == "pay"}
    cancelled = {one["payment"] for one in told if one["act"] == "cancel"}
    withdrawn = sum(Decimal(one["amount"]) for one in told if one["act"] == "withdraw")
    drawer = desk.session.float_amount - withdrawn
    drawer += sum(amount for payment, amount in by_payment.items() if payment not in cancelled)
    assert expected_cash(session_id=desk.session.pk).cash == drawer
    connection.close()
