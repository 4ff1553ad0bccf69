"""How a command reaches the database: the embedded one is started, an external one is taken from
DATABASE_URL.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import psycopg

from caudal.adapters.postgres import Cluster, ClusterError, Endpoint, default_home
from caudal.kernel.errors import Refusal

P = ParamSpec("P")
R = TypeVar("R")

OWNER_URL_VARIABLE = "CAUDAL_OWNER_URL"


class OwnerUrlMissing(click.ClickException):
    """An external database needs the owner's address to migrate."""

    def __init__(self) -> None:
        super().__init__(
            f"Para migrar una base externa defina {OWNER_URL_VARIABLE}"
            " con la dirección de caudal_owner (docs/runbooks/base-de-datos.md)."
        )


def home() -> Path:
    """The folder of this utility."""
    return default_home()


def uses_embedded_database() -> bool:
    """Whether nobody named another server."""
    return "DATABASE_URL" not in os.environ or os.environ.get("CAUDAL_EMBEDDED") == "1"


def embedded_cluster() -> Cluster:
    """The embedded database of this utility's folder."""
    return Cluster.at(home())


def connect_as(role: str = "caudal_app") -> None:
    """Point this process and its children at the database, as ``role``, and load Django.

    The embedded server is started when it is not running. A process has one role for its whole
    life.
    """
    if uses_embedded_database():
        _use_embedded(role)
    elif role == "caudal_owner":
        _use_external_owner()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caudal.config.settings")
    import django

    django.setup()


def _use_embedded(role: str) -> None:
    cluster = embedded_cluster()
    endpoint = cluster.start()
    os.environ["CAUDAL_EMBEDDED"] = "1"
    os.environ["CAUDAL_HOME"] = str(cluster.location.home)
    if role != "caudal_owner" and not _has_tables(endpoint):
        migrate_in_another_process()
    os.environ["DATABASE_URL"] = endpoint.url(role)
    os.environ["CAUDAL_SECRET_KEY"] = endpoint.credentials.secret_key
    if role == "caudal_owner":
        os.environ["CAUDAL_APP_PASSWORD"] = endpoint.credentials.password("caudal_app")
        os.environ["CAUDAL_RO_PASSWORD"] = endpoint.credentials.password("caudal_ro")


def _has_tables(endpoint: Endpoint) -> bool:
    with psycopg.connect(endpoint.url("caudal_owner")) as owner:
        found = owner.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    return bool(found and found[0])


def migrate_in_another_process() -> None:
    """Bring the database up to date: on its very first use, and where a command says so."""
    click.echo("Preparando la base de datos…", err=True)
    command = [sys.executable, "-m", "caudal.interfaces.commands", "migrate"]
    # A process has one role for its whole life: the owner's work is another process.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"No se pudo preparar la base de datos:\n{done.stderr}")


def _use_external_owner() -> None:
    from psycopg.conninfo import conninfo_to_dict

    owner_url = os.environ.get(OWNER_URL_VARIABLE)
    if not owner_url:
        raise OwnerUrlMissing
    app = conninfo_to_dict(os.environ["DATABASE_URL"])
    os.environ.setdefault("CAUDAL_APP_PASSWORD", str(app.get("password") or ""))
    os.environ["DATABASE_URL"] = owner_url


def explained(command: Callable[P, R]) -> Callable[P, R]:
    """Show a refusal in its own words instead of a traceback."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (Refusal, ClusterError) as refusal:
            raise click.ClickException(str(refusal)) from refusal

    return wrapper
