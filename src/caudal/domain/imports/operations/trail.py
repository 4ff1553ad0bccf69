"""The audit entries of a load."""

from collections.abc import Iterable

from django.db import models

from caudal.domain.imports.planning import LoadContext
from caudal.domain.platform.operations.bulk_audit import BulkEntry, record_many


def audit_rows(
    *, action: str, model: type[models.Model], entries: Iterable[BulkEntry], context: LoadContext
) -> None:
    """One entry per row written, with who loads and from which file."""
    record_many(
        action=action,
        subject_kind=model._meta.label_lower,
        entries=entries,
        acting_user=context.acting_user,
        at=context.at,
        reason=context.reason,
    )
