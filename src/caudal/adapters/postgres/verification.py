"""The proof of a backup: restoring it where it can hurt nobody."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from caudal.adapters.postgres.attachments import check_archive
from caudal.adapters.postgres.cluster import Cluster
from caudal.adapters.postgres.loading import load_backup
from caudal.adapters.postgres.manifest import (
    ATTACHMENTS_FILE,
    Manifest,
    check_files,
    read_manifest,
)

_SCRATCH_DATABASE = "caudal_comprobacion"


@dataclass(frozen=True, slots=True)
class VerifiedBackup:
    """A backup that was restored and compared. Only :func:`verify_backup` makes one."""

    folder: Path
    manifest: Manifest

    @property
    def row_count(self) -> int:
        """Rows restored, of all tables."""
        return sum(self.manifest.row_counts.values())


def check_backup(*, folder: Path) -> Manifest:
    """Compare the bytes of a backup, and of each attachment in it, with its manifest.

    :raises BackupDamaged: if anything is lost or altered
    """
    manifest = read_manifest(folder=folder)
    check_files(folder=folder, manifest=manifest)
    check_archive(archive=folder / ATTACHMENTS_FILE, expected=manifest.attachments)
    return manifest


def verify_backup(*, folder: Path, scratch: Path | None = None) -> VerifiedBackup:
    """Restore a backup in a cluster of its own, which is thrown away, and compare.

    No other server is used or disturbed, so any machine with Caudal can do it. It needs about
    three times the size of the backup in ``scratch`` (the system's temporary folder by default).

    :raises BackupDamaged: if anything is lost or altered
    :raises RowsDiffer: if what was restored is not what had been saved
    :raises ClusterError: if it does not restore
    """
    manifest = check_backup(folder=folder)
    with tempfile.TemporaryDirectory(prefix="caudal-verify-", dir=scratch) as name:
        home = Path(name)
        home.chmod(0o711)  # The server's account passes through; it lists nothing.
        cluster = Cluster.at(home, profile="test")
        try:
            load_backup(
                endpoint=cluster.start(),
                folder=folder,
                manifest=manifest,
                database=_SCRATCH_DATABASE,
            )
        finally:
            cluster.stop("immediate")
    return VerifiedBackup(folder, manifest)
