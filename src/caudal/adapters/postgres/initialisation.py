"""The birth of a data folder, whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.binaries import Binaries
from caudal.adapters.postgres.credentials import ADMIN, Credentials
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.failures import explain_failure
from caudal.adapters.postgres.files import rename_durably, write_whole
from caudal.adapters.postgres.marker import Profile, new_marker, write_marker
from caudal.adapters.postgres.process import run_program

_PARTIAL_PREFIX = "data.partial-"
_BUILT_NAME = "data"


class InitialisationFailed(ClusterError):
    """``initdb`` could not make the data folder."""


def initialise(
    *,
    data: Path,
    binaries: Binaries,
    account: ServiceAccount,
    credentials: Credentials,
    profile: Profile,
) -> None:
    """Make a data folder with one superuser that has a password, and nobody trusted.

    The work is done in a sibling and takes the final name last, so that a power cut or a kill
    leaves nothing that looks like a database. What earlier attempts left, the file that tells
    ``initdb`` the password included, is removed; the caller holds the cluster's lock.

    :raises DiskFull: if there is no room
    :raises InitialisationFailed: if ``initdb`` fails otherwise
    """
    for remains in data.parent.glob(f"{_PARTIAL_PREFIX}*"):
        shutil.rmtree(remains, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL_PREFIX, dir=data.parent))
    try:
        if account.is_lent:
            os.chown(partial, account.uid, account.gid)
        _run_initdb(partial, binaries, account, credentials, profile)
        built = partial / _BUILT_NAME
        write_marker(data=built, marker=new_marker(profile=profile), owner=account)
        rename_durably(source=built, target=data)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _run_initdb(
    partial: Path,
    binaries: Binaries,
    account: ServiceAccount,
    credentials: Credentials,
    profile: Profile,
) -> None:
    password_file = partial / "password"
    write_whole(path=password_file, text=credentials.password(ADMIN), owner=account)
    argv: list[str | Path] = [
        binaries.program("initdb"),
        f"--pgdata={partial / _BUILT_NAME}",
        f"--username={ADMIN}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--data-checksums",
    ]
    if profile == "test":
        argv.append("--no-sync")
    outcome = run_program(argv=argv, account=account)
    if not outcome.succeeded:
        raise explain_failure(
            output=outcome.output,
            folder=partial.parent,
            otherwise=InitialisationFailed,
            summary="No se pudo crear la base de datos.",
        )
