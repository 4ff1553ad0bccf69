"""Queue what is done every night: bring debts up to the day, sum up the days, seal the log, verify
the books.
"""

from datetime import date, datetime

from django.db import connection, transaction

from caudal.domain.platform.models import AuditEntry, BackgroundJob, Utility
from caudal.domain.platform.night import (
    AFTER_PEOPLE,
    NIGHT_TASKS,
    SUBJECT,
    NightTask,
    last_night,
)
from caudal.domain.platform.operations import jobs


@transaction.atomic
def queue_night_work(*, at: datetime) -> tuple[BackgroundJob, ...]:
    """Queue the tasks of the night that began last, unless they were queued before.

    Workers ask every few minutes, so nights on which no worker ran are made up for, once, by the
    next one. A utility that did not exist before that night has nothing to look after yet.
    """
    utility = Utility.objects.first()
    if utility is None:
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.night'))")
    begins = last_night(at=at, zone=utility.time_zone)
    if not AuditEntry.objects.filter(at__lt=begins).exists():
        return ()
    night = begins.date()
    known = BackgroundJob.objects.filter(subject_kind=SUBJECT, subject_id=night.toordinal())
    queued = set(known.values_list("kind", flat=True))
    return tuple(_queue(task, night, at) for task in NIGHT_TASKS if task.task not in queued)


def _queue(task: NightTask, night: date, at: datetime) -> BackgroundJob:
    return jobs.enqueue(
        task=task.task,
        title=f"{task.title} del {night:%d/%m/%Y}",
        subject_kind=SUBJECT,
        subject_id=night.toordinal(),
        requested_by=None,
        at=at,
        priority=AFTER_PEOPLE,
    )
