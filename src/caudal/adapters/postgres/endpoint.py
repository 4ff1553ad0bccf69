"""How to reach a running cluster."""

from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import quote

from caudal.adapters.postgres.credentials import Credentials

DATABASE = "caudal"


class ConnectionParameters(TypedDict):
    """What ``psycopg.connect`` and Django need, by libpq's names."""

    host: str
    port: int
    user: str
    password: str
    dbname: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A running server: ``host`` is the folder of its socket or a loopback address."""

    host: str
    port: int
    credentials: Credentials

    def parameters(self, role: str, database: str = DATABASE) -> ConnectionParameters:
        """Connection parameters for a role.

        :raises UnknownRole: if the role has no password here
        """
        return ConnectionParameters(
            host=self.host,
            port=self.port,
            user=role,
            password=self.credentials.password(role),
            dbname=database,
        )

    def url(self, role: str, database: str = DATABASE) -> str:
        """The same as one ``postgresql://`` address; a socket's folder travels percent-encoded.

        :raises UnknownRole: if the role has no password here
        """
        user, password = quote(role, safe=""), quote(self.credentials.password(role), safe="")
        host = quote(self.host, safe="")
        return f"postgresql://{user}:{password}@{host}:{self.port}/{quote(database, safe='')}"

    def environment(self, role: str, database: str = DATABASE) -> dict[str, str]:
        """The same as libpq's variables, for programs: a password never travels in an argv.

        :raises UnknownRole: if the role has no password here
        """
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": role,
            "PGPASSWORD": self.credentials.password(role),
            "PGDATABASE": database,
        }
