"""Hand the long steps of a run to the job workers."""

from datetime import datetime

from caudal.domain.billing.models import BillingRun
from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.operations import audit, jobs

SUBJECT = BillingRun._meta.label_lower


def enqueue(
    *,
    run: BillingRun,
    task: str,
    title: str,
    action: str,
    total_count: int,
    acting_user: User,
    at: datetime,
) -> BackgroundJob:
    """Queue a step of a locked run, and write down who asked for it.

    :raises JobAlreadyRunning: if the step is under way
    """
    job = jobs.enqueue(
        task=task,
        title=f"{title} de {run.code}",
        subject_kind=SUBJECT,
        subject_id=run.pk,
        total_count=total_count,
        requested_by=acting_user,
        at=at,
        arguments={"run_id": run.pk},
    )
    audit.record(
        action=action,
        subject=run,
        acting_user=acting_user,
        at=at,
        branch_id=run.cycle.branch_id,
    )
    return job
