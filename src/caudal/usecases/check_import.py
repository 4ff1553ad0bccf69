"""Try a file out: what would be new, changed, equal or wrong, row by row. Nothing is loaded."""

import tempfile
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction

from caudal.adapters.imports.examination import Examination, Report, examine, shown
from caudal.adapters.imports.source import open_import
from caudal.adapters.tabular.limits import TabularLimits
from caudal.adapters.tabular.table import TableFormat
from caudal.domain.imports.importers import importer_for
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.operations.batches import begin_check, lock_batch
from caudal.domain.imports.planning import ImportOptions, Outcome
from caudal.domain.platform.models import StoredFile, User
from caudal.domain.platform.operations import files
from caudal.domain.platform.operations.jobs import JobCancelled
from caudal.domain.platform.queries.utility import the_utility
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import business_date

_CHUNK = 1 << 20
_FORMATS = {
    True: ("csv", "text/csv"),
    False: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def check_import(
    *,
    batch_id: int,
    report: Report,
    acting_user: User | None,
    at: datetime,
    limits: TabularLimits | None = None,
) -> ImportBatch:
    """Judge every row and keep what was found; the failed rows as a file to correct.

    ``report`` hears how far it is and may raise ``JobCancelled``.

    :raises ImportAlreadyLoaded: if the batch is loaded or being loaded
    :raises CycleMissing: if routes are to be created in no cycle
    :raises MappingIncomplete: if a required datum has no column
    :raises TabularFileRefused: if the file has more rows than it may
    """
    on_date = business_date(at, the_utility().time_zone)
    with transaction.atomic():
        batch = lock_batch(batch_id=batch_id)
        begin_check(batch=batch, columns=batch.columns, options=ImportOptions.read(batch.options))
    try:
        with tempfile.TemporaryFile() as stream:
            examined, format_ = _examine(batch, stream, report, limits, on_date)
            with transaction.atomic():
                errors = None
                if examined.error_rows:
                    errors = _store_errors(batch, stream, format_, by=acting_user, at=at)
                _keep(batch, examined, errors)
    except Refusal as refusal:
        _give_up(batch, ImportBatch.State.FAILED, str(refusal))
        raise
    except JobCancelled:
        _give_up(batch, ImportBatch.State.RECEIVED, "La revisión se detuvo antes de terminar.")
        raise
    return batch


def _examine(
    batch: ImportBatch,
    stream: BinaryIO,
    report: Report,
    limits: TabularLimits | None,
    on_date: date,
) -> tuple[Examination, TableFormat]:
    kind = ImportKind(batch.kind)
    path = files.file_path(sha256=batch.file.sha256)
    source = open_import(path=path, kind=kind, columns=batch.columns, limits=limits)
    importer = importer_for(
        kind=kind,
        mapping=source.mapping,
        options=ImportOptions.read(batch.options),
        on_date=on_date,
    )
    examined = examine(source=source, importer=importer, error_stream=stream, report=report)
    return examined, source.table.format


def _store_errors(
    batch: ImportBatch,
    stream: BinaryIO,
    format_: TableFormat,
    *,
    by: User | None,
    at: datetime,
) -> StoredFile:
    """The failed rows as a file that can be corrected and imported as it is."""
    stream.seek(0)
    stem = batch.file.name.rpartition(".")[0] or batch.file.name
    extension, media_type = _FORMATS[format_ is TableFormat.DELIMITED]
    return files.store(
        chunks=iter(lambda: stream.read(_CHUNK), b""),
        name=f"{stem} por corregir.{extension}",
        media_type=media_type,
        stored_by=by,
        at=at,
    )


def _keep(batch: ImportBatch, examined: Examination, errors: StoredFile | None) -> None:
    counts = examined.tally.by_outcome
    batch.row_count = examined.tally.row_count
    batch.new_count = counts[Outcome.NEW]
    batch.changed_count = counts[Outcome.CHANGED]
    batch.same_count = counts[Outcome.SAME]
    batch.error_count = counts[Outcome.ERROR]
    batch.errors_shown = shown(examined.tally.log.kept)
    batch.findings = examined.findings()
    batch.errors_file = errors
    batch.state = ImportBatch.State.CHECKED
    batch.message = ""
    batch.save()


def _give_up(batch: ImportBatch, state: ImportBatch.State, message: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, message=message[:500])
