"""What PostgreSQL's own lock file says about a running server."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.files import write_whole

_FILE = "postmaster.pid"
_READY = "ready"
_NOBODYS_PID = 2**31 - 1  # Above any system's limit, so no process ever has it.
_FIELDS_BEFORE_STATUS = 7


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The server process of a data folder, alive at the moment of reading."""

    pid: int
    since: datetime
    port: int
    socket_folder: str
    is_ready: bool


def running_postmaster(*, data: Path) -> Postmaster | None:
    """The live server of a data folder, or ``None``: no lock file, a stale one, or one so young
    that the server has not yet written where it listens.
    """
    lines = _lines(data)
    if len(lines) < _FIELDS_BEFORE_STATUS or not _serves(int(lines[0]), data):
        return None
    return Postmaster(
        pid=int(lines[0]),
        since=datetime.fromtimestamp(int(lines[2]), tz=UTC),
        port=int(lines[3]),
        socket_folder=lines[4],
        is_ready=lines[_FIELDS_BEFORE_STATUS:] == [_READY],
    )


def disown_stale_lock(*, data: Path, owner: ServiceAccount) -> None:
    """Correct a lock file whose process number now belongs to a stranger.

    After a power cut, or in a container where numbers start again at one, PostgreSQL would take
    any live process of its user with that number for its predecessor and refuse to start for
    ever. Only the number is replaced: the rest lets PostgreSQL itself make sure that no orphan
    still uses the shared memory.
    """
    lines = _lines(data)
    if lines and not _serves(int(lines[0]), data):
        text = "\n".join([str(_NOBODYS_PID), *lines[1:]]) + "\n"
        write_whole(path=data / _FILE, text=text, owner=owner)


def _lines(data: Path) -> list[str]:
    try:
        text = (data / _FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    lines = [line.strip() for line in text.splitlines()]
    return lines if lines and lines[0].lstrip("-").isdigit() else []


def _serves(pid: int, data: Path) -> bool:
    """Whether a process is the server of this folder: a server works inside its data folder.

    Where the system has no ``/proc`` (macOS) a live process is believed.
    """
    if not Path("/proc/self/cwd").exists():
        return _is_alive(pid)
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
