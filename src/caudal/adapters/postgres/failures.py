"""From PostgreSQL's last words to advice for the operator."""

import shutil
from pathlib import Path

from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import DiskFull

_DISK_FULL_WORDS = ("No space left on device", "Check free disk space", "Disk quota exceeded")
_HARDLY_ROOM_BYTES = 1024 * 1024
_KEPT_LINES = 12


def explain_failure(
    *, output: str, folder: Path, otherwise: type[ClusterError], summary: str
) -> ClusterError:
    """The exception to raise for a program that failed.

    A full disk may leave no room even for the words that tell it, so the disk itself is asked.
    """
    is_full = any(words in output for words in _DISK_FULL_WORDS)
    if is_full or shutil.disk_usage(folder).free < _HARDLY_ROOM_BYTES:
        return DiskFull(folder)
    last_words = "\n".join(output.strip().splitlines()[-_KEPT_LINES:])
    return otherwise(f"{summary} Lo último que dijo PostgreSQL:\n{last_words}")
