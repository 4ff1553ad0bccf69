"""Load a checked file, chunk by chunk, each whole: killed at any moment, it goes on where it
was.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from caudal.adapters.imports.examination import Report
from caudal.adapters.imports.source import ImportSource, open_import
from caudal.domain.imports.importers import ROWS_AT_ONCE, Importer, importer_for
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.operations.batches import (
    ONLY_GOOD_ROWS,
    ImportLoadedElsewhere,
    advance,
    begin_load,
    lock_batch,
    take_turn,
)
from caudal.domain.imports.planning import (
    ImportOptions,
    LoadContext,
    Outcome,
    PlannedRow,
    RegisterMoved,
)
from caudal.domain.metering.models import Consumption, Meter, MeterInstallation, Reading
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, files, maintenance
from caudal.domain.platform.operations.jobs import JobCancelled
from caudal.domain.platform.queries.utility import the_utility
from caudal.domain.receivables.models import AccountDebt, Charge, Credit, Movement
from caudal.domain.registry.models import (
    AccountRole,
    Connection,
    Customer,
    Premise,
    ServiceAccount,
)
from caudal.engines.layouts.convert import Converted
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import business_date

_FILLED = (
    ServiceAccount, AccountRole, Customer, Premise, Connection, Meter, MeterInstallation, Reading,
    Consumption, Movement, Charge, Credit, AccountDebt,
)  # fmt: skip
"""What a file may fill: its statistics are taken after the load, which autovacuum does not see."""


def load_import(
    *,
    batch_id: int,
    report: Report,
    acting_user: User | None,
    at: datetime,
    only_good_rows: bool | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> ImportBatch:
    """Write what differs; ``only_good_rows`` is what the batch remembers unless it is given.

    Each chunk commits with its audit entries and with how far the batch got, so rows are neither
    lost nor loaded twice whatever happens in between.

    :raises ImportNotChecked: if nobody tried it out
    :raises ImportHasErrors: if rows would stay out and nobody said that this is wanted
    :raises NothingToLoad: if it would change nothing
    :raises ImportLoadedElsewhere: if another worker went on with the same batch
    :raises RegisterMoved: if the register changed since the check in a way that matters
    """
    zone = the_utility().time_zone
    with transaction.atomic():
        batch = lock_batch(batch_id=batch_id)
        wanted = batch.options.get(ONLY_GOOD_ROWS, False)
        begin_load(batch=batch, only_good_rows=wanted if only_good_rows is None else only_good_rows)
    context = LoadContext(
        acting_user=acting_user,
        at=at,
        on_date=business_date(at, zone),
        reason=f"Importación {batch.pk}: {batch.file.name}",
    )
    try:
        left_out = _load(batch, context, report, rows_at_once)
        with transaction.atomic():
            _finish(batch, context, left_out)
    except ImportLoadedElsewhere:
        raise  # The other one goes on: the batch is neither stopped nor failed.
    except Refusal as refusal:
        _interrupt(batch, str(refusal))
        raise
    except JobCancelled:
        _interrupt(batch, "La carga se detuvo a petición; lo cargado hasta ahí quedó completo.")
        raise
    maintenance.analyze(tables=_FILLED)
    return batch


def _load(batch: ImportBatch, context: LoadContext, report: Report, rows_at_once: int) -> int:
    """Load the parts that are not loaded yet; returns how many rows stayed out."""
    kind = ImportKind(batch.kind)
    path = files.file_path(sha256=batch.file.sha256)
    source: ImportSource = open_import(path=path, kind=kind, columns=batch.columns)
    formats, total = source.observe()
    importer = importer_for(
        kind=kind,
        mapping=source.mapping,
        options=ImportOptions.read(batch.options),
        on_date=context.on_date,
    )
    done = left_out = 0
    for part in source.parts(formats, rows_at_once):
        rows = [row for _, row in part]
        # What is loaded is judged again, for an importer remembers what repeats within its file.
        loaded = [row for row in rows if row.row <= batch.loaded_through_row]
        pending = rows[len(loaded) :]
        if loaded:
            judged = importer.plan(rows=loaded)
            left_out += sum(row.outcome is Outcome.ERROR for row in judged)
        if pending:
            left_out += _load_part(batch, importer, pending, context)
        done += len(rows)
        report(done, total, left_out)
    return left_out


@transaction.atomic
def _load_part(
    batch: ImportBatch, importer: Importer, rows: Sequence[Converted], context: LoadContext
) -> int:
    take_turn()
    planned = importer.plan(rows=rows)
    counts = Counter(row.outcome for row in planned)
    if counts[Outcome.ERROR] and not batch.options[ONLY_GOOD_ROWS]:
        _refuse_error(planned)
    if counts[Outcome.NEW] or counts[Outcome.CHANGED]:
        importer.write(planned=planned, context=context)
    advance(
        batch=batch,
        through_row=rows[-1].row,
        created_count=counts[Outcome.NEW],
        updated_count=counts[Outcome.CHANGED],
    )
    return counts[Outcome.ERROR]


def _refuse_error(planned: Sequence[PlannedRow]) -> None:
    """The check found no errors: what is wrong now, became so since."""
    first = next(row for row in planned if row.outcome is Outcome.ERROR)
    raise RegisterMoved(first.converted.row, first.errors[0].reason)


def _finish(batch: ImportBatch, context: LoadContext, left_out: int) -> None:
    batch.state = ImportBatch.State.LOADED
    batch.loaded_at = context.at
    batch.save(update_fields=["state", "loaded_at"])
    audit.record(
        action="imports.file.loaded",
        subject=batch,
        acting_user=context.acting_user,
        at=context.at,
        after={
            "kind": batch.kind,
            "file": batch.file.name,
            "created": batch.created_count,
            "updated": batch.updated_count,
            "left_out": left_out,
        },
    )


def _interrupt(batch: ImportBatch, message: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportBatch.State.FAILED, message=message[:500]
    )
