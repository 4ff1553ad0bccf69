"""What is done every night."""

import json
from typing import Any

from procrastinate.contrib.django import app as queue

from caudal.domain.platform import night
from caudal.domain.platform.verification import Verdict
from caudal.interfaces.clock import now
from caudal.interfaces.jobs.running import RunningJob, background_job
from caudal.kernel.errors import Refusal
from caudal.usecases import queue_night_work as queueing
from caudal.usecases import refresh_overdue_debt as refreshing
from caudal.usecases import seal_audit_log as sealing
from caudal.usecases import sum_up_days as summing
from caudal.usecases import verify_books as verifying

_ROWS_KEPT = 10


class BooksBroken(Refusal):
    """Some promises do not hold: somebody must look."""

    def __init__(self, broken: list[Verdict], checked: int) -> None:
        names = ", ".join(verdict.name for verdict in broken)
        super().__init__(
            f"No se cumplen {len(broken)} de {checked} promesas: {names}. Avise a soporte;"
            " los renglones están en este trabajo."
        )


@queue.task(name=night.QUEUE, queueing_lock=night.QUEUE)
def queue_night_work(timestamp: int) -> None:
    """Ask whether a night has begun whose work is not queued; the queue calls it by the clock."""
    del timestamp
    queueing.queue_night_work(at=now())


@queue.task(name=night.REFRESH_OVERDUE)
@background_job
def refresh_overdue(work: RunningJob) -> None:
    """Bring the overdue part of debts up to today."""
    count = refreshing.refresh_overdue_debt(at=now(), report=lambda done: work.report(done, 0))
    work.message = f"{count:,} cuentas con vencimientos nuevos"


@queue.task(name=night.SUM_UP_DAYS)
@background_job
def sum_up_days(work: RunningJob) -> None:
    """Add what was recorded since the last night to the totals of its days."""
    work.message = "Totales al día"
    if not summing.sum_up_days():
        work.message = "Sin movimientos nuevos"


@queue.task(name=night.SEAL_LOG)
@background_job
def seal_log(work: RunningJob) -> None:
    """Seal the entries of the day."""
    block = sealing.seal_audit_log(at=now())
    work.message = "Sin asientos nuevos"
    if block is not None:
        work.message = f"{block.entry_count:,} asientos sellados"
        work.result = {"último asiento": block.last_entry_id, "sello": block.digest}


@queue.task(name=night.VERIFY)
@background_job
def verify_books(work: RunningJob) -> None:
    """Check every promise; those that do not hold stay in the job, with some of their rows."""
    verdicts = list(verifying.verify_books())
    broken = [verdict for verdict in verdicts if not verdict.holds]
    work.result = {
        "comprobadas": len(verdicts),
        night.BROKEN_COUNT: len(broken),
        night.FINDINGS: [_finding(verdict) for verdict in broken],
    }
    if broken:
        raise BooksBroken(broken, len(verdicts))
    work.message = f"{len(verdicts)} promesas comprobadas; todo cuadra"


def _finding(verdict: Verdict) -> dict[str, Any]:
    rows = json.loads(json.dumps(verdict.broken[:_ROWS_KEPT], default=str))
    return {
        "name": verdict.name,
        "promise": verdict.promise,
        "rows": rows,
        "count": len(verdict.broken),
        "is_truncated": verdict.is_truncated,
    }
