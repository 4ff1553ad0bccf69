"""The one place that runs a PostgreSQL program."""

import os
import subprocess  # Supervising processes is what this package is for.
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.errors import ClusterError

_INHERITED_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class ProgramUnusable(ClusterError):
    """A PostgreSQL program could not be executed at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program answered; ``output`` holds both of its streams."""

    status: int
    output: str

    @property
    def succeeded(self) -> bool:
        """Whether it ended with status zero."""
        return self.status == 0


def run_program(
    *,
    argv: Sequence[str | Path],
    account: ServiceAccount | None = None,
    environment: Mapping[str, str] | None = None,
    timeout_seconds: float | None = None,
) -> Outcome:
    """Run a program to its end, as ``account`` when that is somebody else.

    The child sees a bare environment, so that neither our secrets reach the server nor a stray
    ``PGDATA`` or ``PGOPTIONS`` of the user changes its meaning, and speaks English, so that its
    words can be recognised. It works in ``/``: ours may be closed to it.

    :raises ProgramUnusable: if it cannot be executed or does not end in time
    """
    lent = account is not None and account.is_lent
    try:
        finished = subprocess.run(  # noqa: S603  # Paths are our own; no shell.
            [os.fspath(part) for part in argv],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout_seconds,
            cwd="/",
            env=_bare_environment() | dict(environment or {}),
            user=account.uid if account and lent else None,
            group=account.gid if account and lent else None,
            extra_groups=[] if lent else None,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"No se pudo ejecutar «{argv[0]}»: {error}"
        raise ProgramUnusable(message) from error
    return Outcome(finished.returncode, finished.stdout)


def _bare_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _INHERITED_VARIABLES if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
