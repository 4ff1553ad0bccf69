"""Small files that appear whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.errors import ClusterError

_FULL = {errno.ENOSPC, errno.EDQUOT}


class DiskFull(ClusterError):
    """There is no room left where the database lives."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"No queda espacio en el disco de {folder}. Nada se borró: libere espacio (o aumente "
            "el disco) y vuelva a intentar."
        )


class FolderForbidden(ClusterError):
    """The operating system does not let this user read or write where the database lives."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"Sin permiso sobre {error.filename}. Ejecute caudal con el mismo usuario que creó la "
            "base de datos, o indique otra carpeta en CAUDAL_HOME."
        )


@contextmanager
def explained_disk_errors(*, folder: Path) -> Iterator[None]:
    """Say a full disk or a forbidden folder in words that an operator can act upon.

    :raises DiskFull: instead of the system's "no space left" or "quota exceeded"
    :raises FolderForbidden: instead of the system's "permission denied"
    """
    try:
        yield
    except PermissionError as error:
        raise FolderForbidden(error) from error
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(folder) from error
        raise


def write_whole(
    *, path: Path, text: str, mode: int = 0o600, owner: ServiceAccount | None = None
) -> None:
    """Replace a file atomically and durably; ``owner`` gets it when we are root.

    The text goes to a new file that is then renamed over ``path``, so that a link left there by
    whoever owns the folder is replaced, never followed.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            if owner and owner.is_lent:
                os.fchown(stream.fileno(), owner.uid, owner.gid)
            os.fchmod(stream.fileno(), mode)
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        rename_durably(source=temporary, target=path)
    finally:
        temporary.unlink(missing_ok=True)


def make_private_folder(*, path: Path, owner: ServiceAccount) -> None:
    """Make sure that a folder exists and that only ``owner`` may enter it."""
    path.mkdir(mode=0o700, exist_ok=True)
    if owner.is_lent:
        os.chown(path, owner.uid, owner.gid)
    path.chmod(0o700)


def rename_durably(*, source: Path, target: Path) -> None:
    """Rename within a folder and make sure that a power cut does not undo it."""
    source.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
