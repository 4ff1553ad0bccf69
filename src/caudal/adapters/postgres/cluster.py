"""The supervisor: one PostgreSQL server for one utility's folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from caudal.adapters.postgres import launching
from caudal.adapters.postgres.accounts import ServiceAccount, service_account
from caudal.adapters.postgres.addresses import release_address
from caudal.adapters.postgres.binaries import Binaries, find_binaries, reachable_binaries
from caudal.adapters.postgres.bootstrap import bootstrap
from caudal.adapters.postgres.credentials import (
    Credentials,
    read_credentials,
    read_or_create_credentials,
)
from caudal.adapters.postgres.endpoint import Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.files import explained_disk_errors, make_private_folder
from caudal.adapters.postgres.initialisation import initialise
from caudal.adapters.postgres.locations import ClusterLocation, locate, make_home
from caudal.adapters.postgres.marker import Profile, data_major, mark_prepared, read_marker
from caudal.adapters.postgres.postmaster import Postmaster, running_postmaster
from caudal.adapters.postgres.sessions import admin_session
from caudal.adapters.postgres.tuning import LOOPBACK

_USE = """
    SELECT
        (SELECT sum(pg_database_size(oid))::bigint FROM pg_database),
        (SELECT count(*) FROM pg_stat_activity
         WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
        current_setting('server_version')
"""


class NotRunning(ClusterError):
    """The server is needed and is stopped."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the cluster is doing. All but ``is_running`` and ``home`` are ``None`` when stopped."""

    home: Path
    is_running: bool
    pid: int | None = None
    since: datetime | None = None
    version: str | None = None
    size_bytes: int | None = None
    connections: int | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """The embedded database of one folder. Nothing happens until :meth:`start`."""

    location: ClusterLocation
    profile: Profile

    @classmethod
    def at(cls, home: Path, profile: Profile = "production") -> "Cluster":
        """The cluster of a folder, which may not exist yet.

        As root, a folder that the server's account cannot enter is replaced by one of its own
        under ``/var/lib/caudal``; ``location`` tells which.
        """
        account = service_account(data=home / "data")
        location = locate(home=home, account=account)
        return cls(location=location, profile=profile)

    def start(self) -> Endpoint:
        """Make the server run, creating it the first time, and tell how to reach it; idempotent.

        Two starters at once are safe: the second waits for the first and finds its server.

        :raises ClusterError: with what to do; nothing that existed is destroyed
        """
        with self._locked() as account:
            credentials = self._ensure_data(account)
            marker = read_marker(data=self.location.data, profile=self.profile)
            running = launching.settled_postmaster(data=self.location.data)
            endpoint = _endpoint(running or self._launch(account), credentials)
            if not marker.prepared:
                bootstrap(endpoint=endpoint)
                mark_prepared(data=self.location.data, marker=marker, owner=account)
            return endpoint

    def stop(self, mode: launching.StopMode = "fast") -> None:
        """Stop the server, if it runs. ``fast`` ends sessions and writes everything down.

        :raises StopFailed: if it goes on running
        """
        if not self.location.data.exists():
            return
        with self._locked():
            launching.stop(data=self.location.data, mode=mode)
            release_address(location=self.location)

    def endpoint(self) -> Endpoint:
        """How to reach the server that is running.

        :raises NotRunning: if it is stopped
        """
        with explained_disk_errors(folder=self.location.home):
            running = running_postmaster(data=self.location.data)
            if running is None:
                message = f"La base de datos de {self.location.home} está detenida. Iníciela antes."
                raise NotRunning(message)
            return _endpoint(running, read_credentials(path=self.location.credentials))

    def status(self) -> Status:
        """Whether the server runs, and its size and use."""
        with explained_disk_errors(folder=self.location.home):
            running = running_postmaster(data=self.location.data)
        if running is None:
            return Status(home=self.location.home, is_running=False)
        with admin_session(endpoint=self.endpoint()) as connection:
            [(size_bytes, connections, version)] = connection.execute(_USE).fetchall()
        return Status(
            home=self.location.home,
            is_running=True,
            pid=running.pid,
            since=running.since,
            version=version,
            size_bytes=size_bytes,
            connections=connections,
        )

    def _ensure_data(self, account: ServiceAccount) -> Credentials:
        """The credentials of the data folder, after making both if there is none.

        An empty data folder counts as none; one with strange files is refused by its marker.
        """
        data = self.location.data
        if data.exists() and any(data.iterdir()):
            read_marker(data=data, profile=self.profile)
            return read_credentials(path=self.location.credentials)
        credentials = read_or_create_credentials(path=self.location.credentials)
        initialise(
            data=data,
            binaries=reachable_binaries(
                binaries=find_binaries(), account=account, shelter=self.location.binaries
            ),
            account=account,
            credentials=credentials,
            profile=self.profile,
        )
        return credentials

    def _launch(self, account: ServiceAccount) -> Postmaster:
        make_private_folder(path=self.location.log, owner=account)
        return launching.launch(
            location=self.location,
            profile=self.profile,
            binaries=self._binaries(account),
            account=account,
        )

    def _binaries(self, account: ServiceAccount) -> Binaries:
        """Programs of the same major version as the data, where the account can run them."""
        return reachable_binaries(
            binaries=find_binaries(major=data_major(data=self.location.data)),
            account=account,
            shelter=self.location.binaries,
        )

    @contextmanager
    def _locked(self) -> Iterator[ServiceAccount]:
        """Hold the home's lock, making the home if needed; who runs the server is decided under it.

        The lock dies with its process, so a killed starter blocks nobody.
        """
        home = self.location.home
        with explained_disk_errors(folder=home):
            account = service_account(data=self.location.data)
            make_home(path=home, account=account)
            with self.location.lock.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield service_account(data=self.location.data)


def _endpoint(running: Postmaster, credentials: Credentials) -> Endpoint:
    return Endpoint(running.socket_folder or LOOPBACK, running.port, credentials)
