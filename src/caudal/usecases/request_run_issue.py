"""Queue the issue of an approved run."""

from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import run_jobs
from caudal.domain.billing.operations.runs import lock_run
from caudal.domain.platform.models import BackgroundJob, User

TASK = "billing.issue_run"

State = BillingRun.State


@transaction.atomic
def request_run_issue(*, run_id: int, acting_user: User, at: datetime) -> BackgroundJob:
    """Issue a run in the background; one that was interrupted goes on after its last stretch.

    :raises RunStateRefused: if the run is not approved or being issued
    :raises JobAlreadyRunning: if it is being issued
    """
    run = lock_run(run_id=run_id, states=(State.APPROVED, State.ISSUING), step="emitir")
    return run_jobs.enqueue(
        run=run,
        task=TASK,
        title="Emisión",
        action="billing.issue.requested",
        total_count=run.active_count,
        acting_user=acting_user,
        at=at,
    )
