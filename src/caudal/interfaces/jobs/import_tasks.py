"""Checks and loads of imported files."""

from procrastinate.contrib.django import app as queue

from caudal.interfaces.clock import now
from caudal.interfaces.jobs.running import running
from caudal.usecases import check_import as checking
from caudal.usecases import load_import as loading
from caudal.usecases.start_import_check import TASK as CHECK
from caudal.usecases.start_import_load import TASK as LOAD


@queue.task(name=CHECK)
def check_import(*, job_id: int, batch_id: int) -> None:
    """Try a file out."""
    with running(job_id) as work:
        batch = checking.check_import(
            batch_id=batch_id,
            report=work.report,
            acting_user=work.job.requested_by,
            at=now(),
        )
        work.message = (
            f"{batch.new_count:,} nuevas, {batch.changed_count:,} con cambios,"
            f" {batch.same_count:,} iguales, {batch.error_count:,} con error"
        )


@queue.task(name=LOAD)
def load_import(*, job_id: int, batch_id: int) -> None:
    """Load a checked file."""
    with running(job_id) as work:
        batch = loading.load_import(
            batch_id=batch_id,
            report=work.report,
            acting_user=work.job.requested_by,
            at=now(),
        )
        work.message = f"{batch.created_count:,} dadas de alta, {batch.updated_count:,} corregidas"
