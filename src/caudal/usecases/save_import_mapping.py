"""Remember which column is which, for the next file like this one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from caudal.domain.imports.models import ImportKind, ImportMapping
from caudal.domain.imports.operations.mappings import keep_mapping
from caudal.domain.platform.models import User


@transaction.atomic
def save_import_mapping(
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
    return keep_mapping(kind=kind, name=name, columns=columns, acting_user=acting_user, at=at)
