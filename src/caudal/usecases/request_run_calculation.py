"""Queue the calculation of a run."""

from datetime import datetime

from django.db import transaction

from caudal.domain.billing.operations import run_jobs
from caudal.domain.billing.operations.run_steps import CALCULABLE
from caudal.domain.billing.operations.runs import lock_run
from caudal.domain.billing.queries.runs import account_count
from caudal.domain.platform.models import BackgroundJob, User

TASK = "billing.calculate_run"


@transaction.atomic
def request_run_calculation(*, run_id: int, acting_user: User, at: datetime) -> BackgroundJob:
    """Calculate a run in the background; one that was interrupted begins again.

    :raises RunStateRefused: if the run is approved or further
    :raises JobAlreadyRunning: if it is being calculated
    """
    run = lock_run(run_id=run_id, states=CALCULABLE, step="calcular")
    return run_jobs.enqueue(
        run=run,
        task=TASK,
        title="Cálculo",
        action="billing.calculation.requested",
        total_count=account_count(run=run),
        acting_user=acting_user,
        at=at,
    )
