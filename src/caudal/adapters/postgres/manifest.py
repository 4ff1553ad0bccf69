"""What a backup says about itself, so that it can be proved before it is needed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from caudal.adapters.postgres.checksums import FileDigest, digest_file
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import write_whole

DATABASE_FILE = "database.dump"
ROLES_FILE = "roles.sql"
ATTACHMENTS_FILE = "attachments.tar"
BACKUP_FILES = (DATABASE_FILE, ROLES_FILE, ATTACHMENTS_FILE)
_MANIFEST_FILE = "manifest.json"
_SEAL_FILE = "manifest.json.sha256"
_FORMAT = 1


class BackupDamaged(ClusterError):
    """A backup is not, byte for byte, what was written."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            f"El respaldo está dañado: {path}: {detail}. No lo use; tome otro respaldo y revise el "
            "disco o la copia por la que llegó."
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a backup. ``row_counts`` by qualified table and ``attachments`` by path
    inside their folder; both as they were at ``taken_at``, the instant of the snapshot.
    """

    taken_at: datetime
    database: str
    server_version: str
    files: Mapping[str, FileDigest]
    row_counts: Mapping[str, int]
    attachments: Mapping[str, FileDigest]

    @property
    def server_major(self) -> int:
        """The major version of the server that was saved."""
        return int(self.server_version.split(".")[0])

    @property
    def size_bytes(self) -> int:
        """What the backup occupies."""
        return sum(digest.size_bytes for digest in self.files.values())


def write_manifest(*, folder: Path, manifest: Manifest) -> None:
    """Write the manifest and its seal, a line that ``sha256sum --check`` also understands."""
    contents = asdict(manifest) | {"format": _FORMAT, "taken_at": manifest.taken_at.isoformat()}
    text = json.dumps(contents, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path = folder / _MANIFEST_FILE
    write_whole(path=path, text=text)
    seal = f"{digest_file(path=path).sha256}  {_MANIFEST_FILE}\n"
    write_whole(path=folder / _SEAL_FILE, text=seal)


def read_manifest(*, folder: Path) -> Manifest:
    """The manifest of a backup, once its seal holds.

    :raises BackupDamaged: if it is lost, altered or of an unknown format
    """
    path = folder / _MANIFEST_FILE
    try:
        seal = (folder / _SEAL_FILE).read_text(encoding="ascii").split()[0]
        if digest_file(path=path).sha256 != seal:
            raise BackupDamaged(path, "no corresponde a su sello")
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise BackupDamaged(Path(error.filename), "no existe") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BackupDamaged(path, "no se entiende") from error


def check_files(*, folder: Path, manifest: Manifest) -> None:
    """Compare each file of a backup with the manifest.

    :raises BackupDamaged: if one is lost or altered
    """
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise BackupDamaged(path, "no existe")
        if digest_file(path=path) != expected:
            raise BackupDamaged(path, "sus bytes cambiaron desde que se escribió")


def _parse(contents: dict[str, Any]) -> Manifest:
    if contents["format"] != _FORMAT:
        message = f"formato {contents['format']}"
        raise ValueError(message)
    return Manifest(
        taken_at=datetime.fromisoformat(contents["taken_at"]),
        database=contents["database"],
        server_version=contents["server_version"],
        files=_digests(contents["files"]),
        row_counts={name: int(count) for name, count in contents["row_counts"].items()},
        attachments=_digests(contents["attachments"]),
    )


def _digests(contents: dict[str, dict[str, Any]]) -> dict[str, FileDigest]:
    return {name: FileDigest(**digest) for name, digest in contents.items()}
