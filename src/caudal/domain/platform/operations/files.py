"""Keep attachments by content."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from caudal.domain.platform.models import StoredFile, User


def file_path(*, sha256: str) -> Path:
    """Where the bytes of a digest stand."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def store(
    *, chunks: Iterable[bytes], name: str, media_type: str, stored_by: User | None, at: datetime
) -> StoredFile:
    """Write the bytes under their SHA-256 (once, whoever sends them) and remember name and type.

    The file is complete and synced before the row exists, so a row never points at half a file.
    """
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as handle:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            handle.write(chunk)
        handle.flush()
        os.fsync(handle.fileno())
    target = file_path(sha256=digest.hexdigest())
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(handle.name).replace(target)
    return StoredFile.objects.create(
        sha256=digest.hexdigest(),
        name=Path(name).name[:200] or "archivo",
        media_type=media_type,
        size_bytes=size,
        stored_by=stored_by,
        stored_at=at,
    )
