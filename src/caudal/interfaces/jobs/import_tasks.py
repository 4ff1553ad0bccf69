"""Checks and loads of imported files."""

from procrastinate.contrib.django import app as queue

from caudal.domain.imports.models import ImportBatch
from caudal.interfaces.clock import now
from caudal.interfaces.jobs.running import RunningJob, background_job
from caudal.usecases import check_import as checking
from caudal.usecases import load_import as loading
from caudal.usecases.start_import_check import TASK as CHECK
from caudal.usecases.start_import_load import TASK as LOAD


@queue.task(name=CHECK)
@background_job
def check_import(work: RunningJob, *, batch_id: int) -> None:
    """Try a file out."""
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
@background_job
def load_import(work: RunningJob, *, batch_id: int) -> None:
    """Load a checked file, or what is left of it: nothing, if a worker was killed as it ended."""
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state != ImportBatch.State.LOADED:
        batch = loading.load_import(
            batch_id=batch_id,
            report=work.report,
            acting_user=work.job.requested_by,
            at=now(),
        )
    work.message = f"{batch.created_count:,} dadas de alta, {batch.updated_count:,} corregidas"
