"""Who runs the server: PostgreSQL refuses root, so root lends the work to an unprivileged user."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from caudal.adapters.postgres.errors import ClusterError

_UNPRIVILEGED_USERS = ("postgres", "nobody")


class ServiceAccountMissing(ClusterError):
    """Root has nobody to lend the server to."""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """The operating-system user that owns the data and runs the server."""

    name: str
    uid: int
    gid: int

    @property
    def is_lent(self) -> bool:
        """Whether we are root and the server runs as somebody else."""
        return self.uid != os.geteuid()


def service_account(*, data: Path) -> ServiceAccount:
    """The account of the server: ourselves, or when we are root the owner of the data folder,
    else ``postgres``, else ``nobody``.

    The owner of existing data comes first so that a ``postgres`` user created later, by a system
    package, does not lock us out of a cluster that ``nobody`` began.

    :raises ServiceAccountMissing: if we are root and the system has no unprivileged user
    """
    uid = os.geteuid()
    if uid != 0:
        return _account(pwd.getpwuid(uid))
    owner = _owner(data)
    if owner:
        return owner
    for name in _UNPRIVILEGED_USERS:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    message = (
        "PostgreSQL no puede trabajar como root y este sistema no tiene los usuarios «postgres» "
        "ni «nobody». Cree uno (useradd --system postgres) o ejecute caudal con otro usuario."
    )
    raise ServiceAccountMissing(message)


def _owner(data: Path) -> ServiceAccount | None:
    try:
        status = data.stat()
    except OSError:
        return None
    if status.st_uid == 0:
        return None
    try:
        return _account(pwd.getpwuid(status.st_uid))
    except KeyError:
        return ServiceAccount(str(status.st_uid), status.st_uid, status.st_gid)


def _account(entry: pwd.struct_passwd) -> ServiceAccount:
    return ServiceAccount(entry.pw_name, entry.pw_uid, entry.pw_gid)
