"""Where the next server will listen: a private socket where its path fits, else the loopback."""

import contextlib
import os
import socket
import stat
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.files import make_private_folder
from caudal.adapters.postgres.locations import ClusterLocation, is_reachable, stable_name
from caudal.adapters.postgres.tuning import LOOPBACK, Address

SOCKET_PORT = 5432
SHORT_ROOT = Path("/tmp")  # noqa: S108  # The folder inside is private and its owner is checked.
_LONGEST_SOCKET_PATH = 103  # macOS; Linux allows four more.


def choose_address(*, location: ClusterLocation, account: ServiceAccount) -> Address:
    """The folder for a socket that only the server's account (and root) may enter.

    Socket paths are limited to about a hundred bytes, so a deep home borrows a short folder under
    ``/tmp``; if somebody else already made that folder, the server listens on the loopback, at a
    port free at this moment, where passwords protect it.
    """
    if _fits(location.sockets):
        make_private_folder(path=location.sockets, owner=account)
        return Address(str(location.sockets), SOCKET_PORT)
    short = _short_folder(location)
    if _fits(short) and is_reachable(folder=SHORT_ROOT, account=account) and _own(short, account):
        return Address(str(short), SOCKET_PORT)
    return Address("", free_port())


def clear_stale_socket(*, address: Address) -> None:
    """Remove what a killed server left in its socket folder.

    The folder serves one cluster and the caller knows that its server is dead, while PostgreSQL
    would only look whether some process has the number written there.
    """
    if address.socket_folder:
        socket_path = _socket_path(Path(address.socket_folder))
        socket_path.unlink(missing_ok=True)
        socket_path.with_name(f"{socket_path.name}.lock").unlink(missing_ok=True)


def release_address(*, location: ClusterLocation) -> None:
    """Remove the short folder of a stopped server, if it had one and nothing is left in it."""
    with contextlib.suppress(OSError):
        _short_folder(location).rmdir()


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _short_folder(location: ClusterLocation) -> Path:
    return SHORT_ROOT / f"caudal-{stable_name(path=location.home)[-8:]}"


def _fits(folder: Path) -> bool:
    return len(os.fsencode(_socket_path(folder))) <= _LONGEST_SOCKET_PATH


def _socket_path(folder: Path) -> Path:
    return folder / f".s.PGSQL.{SOCKET_PORT}"


def _own(folder: Path, account: ServiceAccount) -> bool:
    """Make the folder, or find that it is already a real, private folder of the account."""
    try:
        _make_once(folder, account)
        status = folder.lstat()
    except OSError:
        return False
    private = stat.S_IMODE(status.st_mode) == 0o700
    return stat.S_ISDIR(status.st_mode) and private and status.st_uid == account.uid


def _make_once(folder: Path, account: ServiceAccount) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    if account.is_lent:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
