"""Questions about long works."""

from django.db import connection
from django.db.models import QuerySet

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import BackgroundJob, User

#: The first half of the key of the lock that a worker holds while it does a job.
ALIVE = "hashtext('caudal.job.' || current_schema())"

_HELD = f"""
SELECT EXISTS (
       SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid = {ALIVE}::oid AND objid = %s::int::oid)
"""


def is_abandoned(*, job: BackgroundJob) -> bool:
    """Whether the worker of a running job died: nobody holds its lock any more."""
    if job.state != BackgroundJob.State.RUNNING:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [job.pk])
        return not cursor.fetchone()[0]


def last_job_of(*, subject_kind: str, subject_id: int) -> BackgroundJob | None:
    """The newest work on something."""
    jobs = BackgroundJob.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return jobs.select_related("requested_by").order_by("-id").first()


def visible_to(*, user: User) -> QuerySet[BackgroundJob]:
    """All works for whom may see them, or those that the person asked for himself."""
    jobs = BackgroundJob.objects.select_related("requested_by").order_by("-id")
    return jobs if user.may(Function.VIEW_JOBS) else jobs.filter(requested_by=user)
