"""Take up again the jobs whose worker died."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.operations import abandoned_jobs, audit


@transaction.atomic
def resume_abandoned_jobs(*, at: datetime) -> tuple[BackgroundJob, ...]:
    """Put back in the queue the jobs that nobody does any more; returns them.

    Workers call it every few seconds, several at once if there are several. A job that ended its
    worker again and again is closed as failed instead, for a person to look at.
    """
    resumed = abandoned_jobs.resume_abandoned(at=at)
    for job in resumed.queued:
        audit.record(action="platform.job.resumed", subject=job, acting_user=None, at=at)
    for job in resumed.given_up:
        audit.record(action="platform.job.given_up", subject=job, acting_user=None, at=at)
    return resumed.queued
