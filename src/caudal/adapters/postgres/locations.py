"""Where the database of a utility lives on disk."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount

HOME_VARIABLE = "CAUDAL_HOME"
STATE_ROOT = Path("/var/lib/caudal")


@dataclass(frozen=True, slots=True)
class ClusterLocation:
    """The folders of one cluster.

    ``home`` and ``credentials`` belong to whoever runs caudal; ``data``, ``sockets`` and ``log``
    to the server's account.
    """

    home: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The private folder of the socket, when its path is short enough."""
        return self.home / "run"

    @property
    def log(self) -> Path:
        """The server's log, one file per day of the week."""
        return self.home / "log"

    @property
    def credentials(self) -> Path:
        """The passwords of the database roles."""
        return self.home / "secrets.json"

    @property
    def lock(self) -> Path:
        """The file whose lock makes one starter wait for the other."""
        return self.home / "lock"

    @property
    def binaries(self) -> Path:
        """Copies of programs that the server's account cannot reach where they are."""
        return self.home / "binaries"


def default_home() -> Path:
    """The folder named by ``CAUDAL_HOME``, else ``.caudal`` in the working directory."""
    return Path(os.environ.get(HOME_VARIABLE) or ".caudal").absolute()


def locate(*, home: Path, account: ServiceAccount) -> ClusterLocation:
    """The folders for ``home``, or for its stand-in under ``/var/lib/caudal`` when root keeps
    ``home`` in a place that the server's account cannot enter.
    """
    absolute = home.resolve()
    if not account.is_lent or is_reachable(folder=absolute, account=account):
        return ClusterLocation(absolute)
    return ClusterLocation(STATE_ROOT / stable_name(path=absolute))


def make_home(*, path: Path, account: ServiceAccount) -> None:
    """Make a home and the parents that it lacks: private, or when the server is lent passable by
    its account whatever our umask says.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711 if account.is_lent else 0o700)


def is_reachable(*, folder: Path, account: ServiceAccount) -> bool:
    """Whether ``account`` may pass through a folder and all its parents that exist."""
    return all(
        _may_enter(parent, account) for parent in (folder, *folder.parents) if parent.exists()
    )


def stable_name(*, path: Path) -> str:
    """A readable name, the same for the same path and different for another."""
    words = re.sub(r"[^a-z0-9]+", "-", str(path).lower()).strip("-")[-40:].strip("-")
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
    return f"{words}-{digest}"


def _may_enter(folder: Path, account: ServiceAccount) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
