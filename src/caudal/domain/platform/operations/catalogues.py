"""Keep rows of catalogues as somebody wants them, with one audit entry per row that changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit

Row = TypeVar("Row", bound=models.Model)


def keep(
    *,
    model: type[Row],
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    acting_user: User | None,
    at: datetime,
) -> Row:
    """The row with that key, created or changed so that it holds the values.

    The subject of the audit entry says of which catalogue it is; nothing is written, neither row
    nor entry, when the row already is as wanted. References may be given as rows.
    """
    rows: models.QuerySet[Row] = models.QuerySet(model)
    row = rows.filter(**key).first()
    if row is None:
        row = rows.create(**key, **values)
        audit.record(
            action="platform.catalogue_row.created",
            subject=row,
            acting_user=acting_user,
            at=at,
            after=_readable({**key, **values}),
        )
        return row
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    audit.record(
        action="platform.catalogue_row.changed",
        subject=row,
        acting_user=acting_user,
        at=at,
        before=_readable(before),
        after=_readable(changed),
    )
    return row


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    """References by their code, or by their id when they have none."""
    return {
        name: getattr(value, "code", value.pk) if isinstance(value, models.Model) else value
        for name, value in values.items()
    }
