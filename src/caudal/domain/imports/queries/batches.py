"""Questions about batches and saved mappings."""

from django.db.models import QuerySet

from caudal.domain.imports.models import ImportBatch, ImportKind, ImportMapping
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.metering.models import Reading
from caudal.domain.platform.models import BackgroundJob
from caudal.domain.registry.models import BillingPeriod
from caudal.kernel.errors import Refusal


class MappingNotFound(Refusal):
    """Nobody saved a mapping under that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        there = f" Hay: {', '.join(known)}." if known else " No hay ninguno guardado."
        super().__init__(f"No hay un acomodo de columnas «{name}».{there}")


def batches(*, kinds: frozenset[ImportKind]) -> QuerySet[ImportBatch]:
    """The batches of some kinds, newest first."""
    return ImportBatch.objects.select_related("file", "received_by", "errors_file").filter(
        kind__in=kinds
    )


def loaded_before(*, batch: ImportBatch) -> ImportBatch | None:
    """The last time that the same bytes were loaded as the same kind."""
    return (
        ImportBatch.objects.filter(
            kind=batch.kind, file__sha256=batch.file.sha256, state=ImportBatch.State.LOADED
        )
        .exclude(pk=batch.pk)
        .first()
    )


def period_read(*, batch: ImportBatch) -> BillingPeriod | None:
    """The period that a loaded file of readings read, of its first cycle; None if it added none."""
    if batch.loaded_at is None:
        return None
    return (
        BillingPeriod.objects.filter(
            code=ImportOptions.read(batch.options).period_code,
            reading__source=Reading.Source.FILE,
            reading__recorded_at=batch.loaded_at,
        )
        .order_by("cycle__code")
        .first()
    )


def mappings(*, kind: ImportKind) -> list[ImportMapping]:
    """The saved mappings of a kind, by name."""
    return list(ImportMapping.objects.filter(kind=kind))


def mapping_named(*, kind: ImportKind, name: str) -> ImportMapping:
    """One saved mapping.

    :raises MappingNotFound: saying which there are
    """
    found = ImportMapping.objects.filter(kind=kind, name=name).first()
    if found is None:
        raise MappingNotFound(name, [one.name for one in mappings(kind=kind)])
    return found


def last_job(*, batch: ImportBatch) -> BackgroundJob | None:
    """The newest check or load of a batch."""
    return BackgroundJob.objects.filter(
        subject_kind=ImportBatch._meta.label_lower, subject_id=batch.pk
    ).first()
