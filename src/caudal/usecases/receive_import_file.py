"""Take in a file that somebody wants to import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from caudal.adapters.imports.source import open_import
from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, files

MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file as it arrives: its name is only a label."""

    name: str
    size_bytes: int
    chunks: Iterable[bytes]


@transaction.atomic
def receive_import_file(
    *,
    kind: ImportKind,
    file: GivenFile,
    acting_user: User | None,
    at: datetime,
    columns: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Keep the file and open it once; nothing else is read and nothing is loaded.

    :raises TabularFileRefused: if it is empty, too large or no table
    """
    limits = TabularLimits()
    if file.size_bytes > limits.max_bytes:
        reason = f"El archivo pesa {file.size_bytes:,} bytes y se aceptan {limits.max_bytes:,}."
        raise TabularFileRefused(FileProblem.TOO_MANY_BYTES, reason)
    stored = files.store(
        chunks=file.chunks, name=file.name, media_type=MEDIA_TYPE, stored_by=acting_user, at=at
    )
    source = open_import(path=files.file_path(sha256=stored.sha256), kind=kind)
    batch = ImportBatch.objects.create(
        kind=kind,
        file=stored,
        columns=dict(columns or source.mapping.to_saved()),
        options=dict(options or {}),
        received_by=acting_user,
        received_at=at,
    )
    audit.record(
        action="imports.file.received",
        subject=batch,
        acting_user=acting_user,
        at=at,
        after={"kind": kind.value, "file": stored.name, "sha256": stored.sha256},
    )
    return batch
