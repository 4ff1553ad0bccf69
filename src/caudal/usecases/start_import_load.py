"""Decide that a checked file is loaded, and queue it."""

from datetime import datetime

from django.db import transaction

from caudal.domain.imports.models import ImportBatch
from caudal.domain.imports.operations.batches import begin_load, lock_batch
from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.operations import audit, jobs

TASK = "imports.load"


@transaction.atomic
def start_import_load(
    *, batch_id: int, only_good_rows: bool, acting_user: User, at: datetime
) -> BackgroundJob:
    """Queue the load of a checked file, or the rest of one that was interrupted.

    :raises ImportNotChecked: if nobody tried it out
    :raises ImportHasErrors: if rows would stay out and ``only_good_rows`` is False
    :raises NothingToLoad: if it would change nothing
    :raises ImportAlreadyLoaded: if it is done
    :raises JobAlreadyRunning: if it is being loaded
    """
    batch = lock_batch(batch_id=batch_id)
    begin_load(batch=batch, only_good_rows=only_good_rows)
    audit.record(
        action="imports.load.requested",
        subject=batch,
        acting_user=acting_user,
        at=at,
        after={"only_good_rows": only_good_rows, "after_row": batch.loaded_through_row},
    )
    return jobs.enqueue(
        task=TASK,
        title=f"Carga de {batch.file.name}"[:150],
        subject_kind=ImportBatch._meta.label_lower,
        subject_id=batch.pk,
        total_count=batch.row_count,
        requested_by=acting_user,
        at=at,
        arguments={"batch_id": batch.pk},
    )
