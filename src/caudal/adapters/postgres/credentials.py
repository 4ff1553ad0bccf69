"""The passwords of the database roles, made up once and kept in a file of their own."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import write_whole

ADMIN = "caudal_admin"
OWNER = "caudal_owner"
ROLES = (ADMIN, OWNER, "caudal_app", "caudal_ro")
_RANDOM_BYTES = 32


class CredentialsUnreadable(ClusterError):
    """The file of passwords is lost or is not what we wrote."""


class UnknownRole(ClusterError):
    """A role that has no password here."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Passwords by role; never shown by ``repr``."""

    passwords: dict[str, str] = field(repr=False)

    def password(self, role: str) -> str:
        """The password of a role.

        :raises UnknownRole: if it is not one of ours
        """
        try:
            return self.passwords[role]
        except KeyError:
            message = f"No hay contraseña para el rol «{role}»; los roles son {', '.join(ROLES)}."
            raise UnknownRole(message) from None


def read_credentials(*, path: Path) -> Credentials:
    """The passwords kept in a file.

    :raises CredentialsUnreadable: if it is lost or damaged
    """
    try:
        passwords = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise CredentialsUnreadable(_advice(path)) from error
    if not isinstance(passwords, dict) or set(ROLES) - passwords.keys():
        raise CredentialsUnreadable(_advice(path))
    return Credentials({role: str(passwords[role]) for role in ROLES})


def read_or_create_credentials(*, path: Path) -> Credentials:
    """The passwords kept in a file, which is made with random ones if it does not exist."""
    if not path.exists():
        fresh = {role: secrets.token_urlsafe(_RANDOM_BYTES) for role in ROLES}
        write_whole(path=path, text=json.dumps(fresh, indent=2) + "\n")
    return read_credentials(path=path)


def _advice(path: Path) -> str:
    return (
        f"Falta o está dañado {path}, el archivo con las contraseñas de la base de datos. "
        "Recupérelo, o restaure un respaldo en una carpeta nueva (CAUDAL_HOME): allí se crean "
        "contraseñas nuevas."
    )
