"""Choose the columns of a received file and queue its check."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from caudal.adapters.imports.source import open_import
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.operations.batches import begin_check, lock_batch
from caudal.domain.imports.operations.mappings import keep_mapping
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.operations import files, jobs
from caudal.engines.layouts.convert import MappingIncomplete

TASK = "imports.check"


@transaction.atomic
def start_import_check(
    *,
    batch_id: int,
    columns: Mapping[str, str],
    options: ImportOptions,
    acting_user: User,
    at: datetime,
    save_as: str = "",
) -> BackgroundJob:
    """Queue the check of a file with these columns (datum → heading, empty for none).

    ``save_as`` keeps them under a name for the next file like this one.

    :raises ImportAlreadyLoaded: if it is loaded or being loaded
    :raises MappingIncomplete: if a required datum has no column
    :raises CycleMissing: if routes are to be created in no cycle
    :raises JobAlreadyRunning: if it is being checked
    """
    batch = lock_batch(batch_id=batch_id)
    path = files.file_path(sha256=batch.file.sha256)
    source = open_import(path=path, kind=ImportKind(batch.kind), columns=columns)
    if not source.mapping.is_usable:
        raise MappingIncomplete(" ".join(error.reason for error in source.mapping.errors))
    begin_check(batch=batch, columns=columns, options=options)
    if save_as:
        keep_mapping(
            kind=ImportKind(batch.kind),
            name=save_as,
            columns=columns,
            acting_user=acting_user,
            at=at,
        )
    return jobs.enqueue(
        task=TASK,
        title=f"Revisión de {batch.file.name}"[:150],
        subject_kind=ImportBatch._meta.label_lower,
        subject_id=batch.pk,
        requested_by=acting_user,
        at=at,
        arguments={"batch_id": batch.pk},
    )
