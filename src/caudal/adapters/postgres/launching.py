"""Starting and stopping the server process."""

import os
import signal
import time
from pathlib import Path
from typing import Literal

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.addresses import choose_address, clear_stale_socket
from caudal.adapters.postgres.binaries import Binaries
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.failures import explain_failure
from caudal.adapters.postgres.locations import ClusterLocation
from caudal.adapters.postgres.marker import Profile
from caudal.adapters.postgres.postmaster import (
    Postmaster,
    disown_stale_lock,
    running_postmaster,
)
from caudal.adapters.postgres.process import run_program
from caudal.adapters.postgres.tuning import write_settings

StopMode = Literal["smart", "fast", "immediate"]
START_LOG = "start.log"
_READY_WITHIN_SECONDS = 120
_STOPPED_WITHIN_SECONDS = 120
_ATTEMPTS = 20
_PAUSE_SECONDS = 0.5
_POLL_SECONDS = 0.02
_STOP_SIGNALS: dict[StopMode, signal.Signals] = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}
_PASSING_TROUBLE = (
    'lock file "',  # A killed server's children have not all gone yet.
    "shared memory block",
    "Address already in use",  # The loopback port was taken since we looked.
)


class StartFailed(ClusterError):
    """The server does not start."""


class StillRecovering(ClusterError):
    """The server is alive but not yet open to sessions."""


class StopFailed(ClusterError):
    """The server does not stop."""


def settled_postmaster(*, data: Path) -> Postmaster | None:
    """The running server once it accepts sessions, or ``None`` if none runs.

    :raises StillRecovering: if it runs but needs longer than two minutes
    """
    limit = time.monotonic() + _READY_WITHIN_SECONDS
    while running := running_postmaster(data=data):
        if running.is_ready:
            return running
        if time.monotonic() > limit:
            message = (
                "PostgreSQL se está recuperando de un cierre repentino y aún no abre. No lo "
                "detenga: espere unos minutos y vuelva a intentar."
            )
            raise StillRecovering(message)
        time.sleep(_POLL_SECONDS)
    return None


def launch(
    *, location: ClusterLocation, profile: Profile, binaries: Binaries, account: ServiceAccount
) -> Postmaster:
    """Start the server of a data folder and wait until it accepts sessions.

    After a ``kill -9`` the first attempts may meet what the dead server left: they are repeated.

    :raises DiskFull: if it cannot start for lack of room
    :raises StillRecovering: if it started but needs longer than two minutes
    :raises StartFailed: if it cannot start otherwise
    """
    said = ""
    for _ in range(_ATTEMPTS):
        disown_stale_lock(data=location.data, owner=account)
        said = _attempt(location, profile, binaries, account)
        if running := settled_postmaster(data=location.data):
            return running
        if not any(words in said for words in _PASSING_TROUBLE):
            break
        time.sleep(_PAUSE_SECONDS)
    raise explain_failure(
        output=said,
        folder=location.home,
        otherwise=StartFailed,
        summary=f"PostgreSQL no arrancó; el registro completo está en {location.log}.",
    )


def stop(*, data: Path, mode: StopMode) -> None:
    """Stop the server of a data folder, if it runs, and wait until it is gone.

    It is told by a signal, so that a server can be stopped even after the package that brought
    its programs was replaced.

    :raises StopFailed: if it goes on running
    """
    limit = time.monotonic() + _STOPPED_WITHIN_SECONDS
    signal_sent = False
    while running := running_postmaster(data=data):
        if not signal_sent:
            os.kill(running.pid, _STOP_SIGNALS[mode])
            signal_sent = True
        if time.monotonic() > limit:
            message = (
                "PostgreSQL no se detuvo; puede que una sesión siga trabajando. Cierre Caudal en "
                "las demás ventanas y vuelva a intentar."
            )
            raise StopFailed(message)
        time.sleep(_POLL_SECONDS)


def _attempt(
    location: ClusterLocation, profile: Profile, binaries: Binaries, account: ServiceAccount
) -> str:
    """Try once; what the server and its starter said, the log's new lines included."""
    address = choose_address(location=location, account=account)
    clear_stale_socket(address=address)
    write_settings(
        data=location.data,
        log=location.log,
        address=address,
        profile=profile,
        binaries=binaries,
        owner=account,
    )
    sizes = {path: path.stat().st_size for path in location.log.iterdir()}
    outcome = run_program(
        argv=[
            binaries.program("pg_ctl"),
            "start",
            "-w",
            "-t",
            str(_READY_WITHIN_SECONDS),
            "-D",
            location.data,
            "-l",
            location.log / START_LOG,
        ],
        account=account,
    )
    news = [_tail(path, sizes.get(path, 0)) for path in sorted(location.log.iterdir())]
    return "\n".join([outcome.output, *news])


def _tail(path: Path, seen_bytes: int) -> str:
    with path.open("rb") as stream:
        size = path.stat().st_size
        stream.seek(seen_bytes if seen_bytes <= size else 0)
        return stream.read().decode(errors="replace")
