"""Sessions of the superuser, the only ones that this package opens."""

import psycopg

from caudal.adapters.postgres.credentials import ADMIN
from caudal.adapters.postgres.endpoint import Endpoint
from caudal.adapters.postgres.errors import ClusterError

MAINTENANCE_DATABASE = "postgres"
_CONNECT_TIMEOUT_SECONDS = 10


class SessionRefused(ClusterError):
    """The server is there but gives no session."""


def admin_session(
    *, endpoint: Endpoint, database: str = MAINTENANCE_DATABASE, autocommit: bool = True
) -> psycopg.Connection:
    """A session of the superuser; as a context manager it commits and closes.

    :raises SessionRefused: if the server gives none, in its own words
    """
    try:
        return psycopg.connect(
            **endpoint.parameters(ADMIN, database),
            autocommit=autocommit,
            connect_timeout=_CONNECT_TIMEOUT_SECONDS,
            application_name="caudal-database",
        )
    except psycopg.OperationalError as error:
        message = (
            f"PostgreSQL no abrió la base «{database}»: {error}. Espere un momento y vuelva a "
            "intentar; si sigue igual, reinicie la base de datos."
        )
        raise SessionRefused(message) from error
