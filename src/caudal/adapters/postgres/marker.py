"""The file inside a data folder that says that it is ours, whole, and for what it may be used."""

import json
import uuid
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import write_whole

Profile = Literal["production", "test"]
_FILE = "caudal-cluster.json"
_VERSION_FILE = "PG_VERSION"


class DataNotOurs(ClusterError):
    """The data folder was not made by Caudal."""


class DataIncomplete(ClusterError):
    """The data folder is ours but lacks something without which no server starts."""


class ProfileMismatch(ClusterError):
    """Somebody asks for a production cluster as a test one, or the other way round."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Identity and purpose of a data folder. ``prepared`` after roles and database exist."""

    identity: str
    profile: Profile
    prepared: bool = False


def write_marker(*, data: Path, marker: Marker, owner: ServiceAccount) -> None:
    """Keep the marker inside the data folder."""
    write_whole(path=data / _FILE, text=json.dumps(asdict(marker)) + "\n", owner=owner)


def new_marker(*, profile: Profile) -> Marker:
    """The marker of a cluster about to be born."""
    return Marker(identity=str(uuid.uuid4()), profile=profile)


def mark_prepared(*, data: Path, marker: Marker, owner: ServiceAccount) -> None:
    """Remember that roles and database exist."""
    write_marker(data=data, marker=replace(marker, prepared=True), owner=owner)


def read_marker(*, data: Path, profile: Profile) -> Marker:
    """The marker of a data folder, which must be meant for ``profile``: the durability that a test
    cluster gives up must never be given up by a production one.

    :raises DataNotOurs: if the folder holds something that Caudal did not make
    :raises ProfileMismatch: if it is meant for the other profile
    """
    try:
        kept = Marker(**json.loads((data / _FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError) as error:
        message = (
            f"{data} tiene archivos que no creó Caudal y no se tocarán. Mueva esa carpeta a otro "
            "lugar o indique otra en CAUDAL_HOME."
        )
        raise DataNotOurs(message) from error
    if kept.profile != profile:
        message = (
            f"La base de datos de {data.parent} es de «{kept.profile}» y se pidió como "
            f"«{profile}». Use otra carpeta (CAUDAL_HOME) para cada una."
        )
        raise ProfileMismatch(message)
    return kept


def data_major(*, data: Path) -> int:
    """The major version of PostgreSQL that wrote a data folder.

    :raises DataIncomplete: if the folder does not tell
    """
    try:
        return int((data / _VERSION_FILE).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError) as error:
        message = (
            f"A la base de datos de {data} le faltan archivos. No la borre: guárdela aparte y "
            "restaure el último respaldo en una carpeta nueva (CAUDAL_HOME)."
        )
        raise DataIncomplete(message) from error
