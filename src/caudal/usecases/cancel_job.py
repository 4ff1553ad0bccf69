"""Ask a long work to stop."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.operations import audit, jobs
from caudal.kernel.errors import Refusal


class JobAlreadyEnded(Refusal):
    """There is nothing left to stop."""

    def __init__(self, title: str) -> None:
        super().__init__(f"«{title}» ya había terminado; no hay nada que detener.")


@transaction.atomic
def cancel_job(*, job_id: int, acting_user: User, at: datetime) -> None:
    """Ask a job to stop at its next step; what it already committed stays and can be resumed.

    :raises JobAlreadyEnded: if it is not queued or running
    """
    job = BackgroundJob.objects.select_for_update(no_key=True).get(pk=job_id)
    if job.state not in BackgroundJob.OPEN_STATES:
        raise JobAlreadyEnded(job.title)
    if job.cancel_requested:
        return
    jobs.request_cancel(job_id=job_id)
    audit.record(
        action="platform.job.cancellation_requested", subject=job, acting_user=acting_user, at=at
    )
