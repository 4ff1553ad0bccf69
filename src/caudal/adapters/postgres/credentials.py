"""The secrets of a utility, made up once and kept in a file of their own."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import write_whole

ADMIN = "caudal_admin"
OWNER = "caudal_owner"
ROLES = (ADMIN, OWNER, "caudal_app", "caudal_ro")
_PASSWORD_BYTES = 32
_KEY_BYTES = 64


class CredentialsUnreadable(ClusterError):
    """The file of secrets is lost or is not what we wrote."""


class UnknownRole(ClusterError):
    """A role that has no password here."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Passwords by role and the key that signs sessions; never shown by ``repr``."""

    passwords: dict[str, str] = field(repr=False)
    secret_key: str = field(repr=False)

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
    """The secrets kept in a file.

    :raises CredentialsUnreadable: if it is lost or damaged
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        passwords = {role: str(kept["passwords"][role]) for role in ROLES}
        return Credentials(passwords=passwords, secret_key=str(kept["secret_key"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        message = (
            f"Falta o está dañado {path}, el archivo con las contraseñas de la base de datos. "
            "Recupérelo, o restaure un respaldo en una carpeta nueva (CAUDAL_HOME): allí se crean "
            "contraseñas nuevas."
        )
        raise CredentialsUnreadable(message) from error


def read_or_create_credentials(*, path: Path) -> Credentials:
    """The secrets kept in a file, which is made with random ones if it does not exist.

    :raises CredentialsUnreadable: if it exists and is damaged
    """
    if not path.exists():
        fresh = Credentials(
            passwords={role: secrets.token_urlsafe(_PASSWORD_BYTES) for role in ROLES},
            secret_key=secrets.token_urlsafe(_KEY_BYTES),
        )
        write_whole(path=path, text=json.dumps(asdict(fresh), indent=2) + "\n")
    return read_credentials(path=path)
