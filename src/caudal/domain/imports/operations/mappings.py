"""Keep which column is which, by name."""

from collections.abc import Mapping
from datetime import datetime

from caudal.domain.imports.models import ImportKind, ImportMapping
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.kernel.errors import Refusal

LONGEST_NAME = 80


class MappingNameMissing(Refusal):
    """A mapping is found again by its name."""

    def __init__(self) -> None:
        super().__init__("Escriba un nombre para guardar el acomodo de columnas.")


def keep_mapping(
    *,
    kind: ImportKind,
    name: str,
    columns: Mapping[str, str],
    acting_user: User | None,
    at: datetime,
) -> ImportMapping:
    """Save (or replace) a mapping, datum → heading, under a name.

    :raises MappingNameMissing: if the name is blank
    """
    plain = " ".join(name.split())[:LONGEST_NAME]
    if not plain:
        raise MappingNameMissing
    before = ImportMapping.objects.filter(kind=kind, name=plain).first()
    mapping, _ = ImportMapping.objects.update_or_create(
        kind=kind,
        name=plain,
        defaults={"columns": dict(columns), "saved_by": acting_user, "saved_at": at},
    )
    audit.record(
        action="imports.mapping.saved",
        subject=mapping,
        acting_user=acting_user,
        at=at,
        before={"columns": before.columns} if before else None,
        after={"name": plain, "columns": dict(columns)},
    )
    return mapping
