"""Questions about batches and saved mappings."""

from django.db.models import QuerySet

from caudal.domain.imports.models import ImportBatch, ImportKind, ImportMapping


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


def mappings(*, kind: ImportKind) -> list[ImportMapping]:
    """The saved mappings of a kind, by name."""
    return list(ImportMapping.objects.filter(kind=kind))
