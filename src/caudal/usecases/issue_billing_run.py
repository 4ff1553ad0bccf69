"""Issue an approved run: resumable, exactly once, while cashiers go on working."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import run_steps
from caudal.domain.billing.operations.issuing import CHUNK_POSITIONS
from caudal.domain.platform import night
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import jobs


def issue_billing_run(
    *,
    run_id: int,
    acting_user: User | None,
    at: datetime,
    report: Callable[[int], None] = lambda _done: None,
    stretch_positions: int = CHUNK_POSITIONS,
) -> BillingRun:
    """Issue the bills of an approved run in stretches of positions, each in one transaction: bills,
    surcharges on arrears, credit balances, summaries and the audit entry together or not at all.

    Killed at any moment and called again, it goes on after the last committed stretch and leaves
    what a run never killed would. ``report`` is told how many accounts are done;
    ``stretch_positions`` is how many accounts a cashier may have to wait for. A job brings the
    dashboard and the statistics up to it afterwards; lost with its worker, the night does it.

    :raises RunStateRefused: if the run is not approved or being issued
    :raises StagedTotalDiffers: if a bill would not be the one that was reviewed
    """
    run = run_steps.issue_run(
        run_id=run_id,
        acting_user=acting_user,
        at=at,
        report=report,
        stretch_positions=stretch_positions,
    )
    with transaction.atomic():
        jobs.enqueue(
            task=night.SUM_UP_DAYS,
            title=f"Totales del tablero tras la corrida {run.code}",
            requested_by=None,
            at=at,
            priority=night.AFTER_PEOPLE,
        )
    return run
