"""The attachments of a backup: one tar whose files are each known by their digest."""

import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from caudal.adapters.postgres.checksums import DigestingReader, FileDigest, digest_stream
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.manifest import BackupDamaged


class AttachmentsUnreadable(ClusterError):
    """The folder of attachments cannot be archived as it is."""


def write_archive(*, folder: Path, archive: Path) -> dict[str, FileDigest]:
    """Archive every file of a folder; the digest of each by its path inside the folder.

    :raises AttachmentsUnreadable: if the folder is missing, holds something other than files, or
        one of them is cut while it is read
    """
    if not folder.is_dir():
        message = f"No existe la carpeta de adjuntos {folder}. Corrija la ruta, o créela vacía."
        raise AttachmentsUnreadable(message)
    digests: dict[str, FileDigest] = {}
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            digests[name] = _add(tar, path, name)
    return digests


def check_archive(*, archive: Path, expected: Mapping[str, FileDigest]) -> None:
    """Read every file of an archive and compare it with its digest.

    :raises BackupDamaged: if one is lost, altered or was never there
    """
    found: dict[str, FileDigest] = {}
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                stream = tar.extractfile(member)
                if stream is None:
                    raise BackupDamaged(archive, f"{member.name} no es un archivo")
                found[member.name] = digest_stream(stream=cast("BinaryIO", stream))
    except tarfile.TarError as error:
        raise BackupDamaged(archive, str(error)) from error
    different = sorted(
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    )
    if different:
        raise BackupDamaged(archive, f"no coinciden {', '.join(different[:5])}")


def extract_archive(*, archive: Path, folder: Path) -> None:
    """Put the files of a checked archive into a new folder, which nothing in it can escape.

    :raises BackupDamaged: if a name in it leads elsewhere
    """
    folder.mkdir(parents=True)
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    except tarfile.TarError as error:
        raise BackupDamaged(archive, str(error)) from error


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            message = (
                f"{path} es un enlace o un archivo especial y no se puede respaldar. Sustitúyalo "
                "por el archivo verdadero."
            )
            raise AttachmentsUnreadable(message)
        if path.is_file():
            yield path


def _add(tar: tarfile.TarFile, path: Path, name: str) -> FileDigest:
    with path.open("rb") as stream:
        member = tar.gettarinfo(arcname=name, fileobj=stream)
        if not member.isreg():  # A second name of a file already archived.
            member.type, member.linkname, member.size = tarfile.REGTYPE, "", path.stat().st_size
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        reader = DigestingReader(stream)
        try:
            tar.addfile(member, cast("BinaryIO", reader))
        except OSError as error:
            message = f"{path} cambió mientras se respaldaba. Vuelva a tomar el respaldo."
            raise AttachmentsUnreadable(message) from error
        return reader.digest
