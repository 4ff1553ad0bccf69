"""A cluster from its birth to its end, as any user."""

import json
import os
import stat
import time
from pathlib import Path

import psycopg
import pytest
from tests.integration.postgres.helpers import (
    GiveBirth,
    as_ordinary_user,
    ordinary_account,
    root_only,
)

from caudal.adapters.postgres import Cluster, ClusterError, Endpoint, NotRunning, Status
from caudal.adapters.postgres.credentials import ROLES, UnknownRole
from caudal.adapters.postgres.files import FolderForbidden
from caudal.adapters.postgres.marker import DataIncomplete, DataNotOurs, ProfileMismatch


def setting(endpoint: Endpoint, name: str, role: str = "caudal_admin") -> str:
    with psycopg.connect(**endpoint.parameters(role)) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def test_the_owner_can_work_in_the_database(endpoint: Endpoint) -> None:
    with psycopg.connect(endpoint.url("caudal_owner")) as connection:
        row = connection.execute("SELECT current_user, current_database()").fetchone()
    assert row == ("caudal_owner", "caudal")


def test_a_second_start_finds_the_first(cluster: Cluster, endpoint: Endpoint) -> None:
    pid = cluster.status().pid
    assert cluster.start() == endpoint
    assert cluster.status().pid == pid


def test_status_tells_process_version_size_and_sessions(cluster: Cluster) -> None:
    with psycopg.connect(cluster.endpoint().url("caudal_owner")):
        status = cluster.status()
    assert status.is_running
    assert status.pid
    assert Path(f"/proc/{status.pid}").exists()
    assert status.version
    assert int(status.version.split(".")[0]) >= 17
    assert status.since
    assert status.since.tzinfo
    assert status.size_bytes
    assert status.size_bytes > 10_000_000
    assert status.connections == 1


@pytest.mark.parametrize("role", ["caudal_admin", "caudal_owner"])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_enters_without_the_password(endpoint: Endpoint, role: str, password: str) -> None:
    parameters = endpoint.parameters(role)
    parameters["password"] = password
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**parameters, passfile="/nonexistent")


def test_the_server_keeps_verifiers_and_no_trust(cluster: Cluster, endpoint: Endpoint) -> None:
    with psycopg.connect(**endpoint.parameters("caudal_admin")) as connection:
        methods = connection.execute(
            "SELECT DISTINCT auth_method FROM pg_hba_file_rules"
        ).fetchall()
        verifiers = connection.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolcanlogin"
        ).fetchall()
    assert methods == [("scram-sha-256",)]
    assert verifiers
    assert all(verifier.startswith("SCRAM-SHA-256$") for (verifier,) in verifiers)


def test_a_hand_made_trust_line_does_not_survive_a_start(home: Path, give_birth: GiveBirth) -> None:
    cluster = give_birth(home)
    cluster.start()
    cluster.stop()
    access_list = cluster.location.data / "pg_hba.conf"
    access_list.write_text("local all all trust\n", encoding="ascii")
    parameters = cluster.start().parameters("caudal_admin")
    parameters["password"] = "anything"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**parameters)


def test_no_network_port_is_open(endpoint: Endpoint) -> None:
    assert setting(endpoint, "listen_addresses") == ""
    assert endpoint.host.endswith("/run")
    assert stat.S_IMODE(Path(endpoint.host).stat().st_mode) == 0o700


def test_secrets_are_random_private_and_hidden(cluster: Cluster, endpoint: Endpoint) -> None:
    status = cluster.location.credentials.stat()
    assert stat.S_IMODE(status.st_mode) == 0o600
    assert status.st_uid == os.geteuid()
    passwords = {endpoint.credentials.password(role) for role in ROLES}
    assert len(passwords) == len(ROLES)
    assert all(len(password) >= 40 for password in passwords)
    assert not any(password in repr(endpoint) for password in passwords)
    assert endpoint.credentials.secret_key not in repr(endpoint.credentials)


def test_an_unknown_role_has_no_password(endpoint: Endpoint) -> None:
    with pytest.raises(UnknownRole, match="caudal_app"):
        endpoint.parameters("postgres")


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
def test_production_never_gives_up_durability(endpoint: Endpoint, name: str) -> None:
    assert setting(endpoint, name) == "on"


def test_the_locale_is_the_builtin_one(endpoint: Endpoint) -> None:
    with psycopg.connect(**endpoint.parameters("caudal_owner")) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), upper('ñandú')"
            " FROM pg_database WHERE datname = 'caudal'"
        ).fetchone()
    assert row == ("b", "C.UTF-8", "UTF8", "ÑANDÚ")


def test_the_log_never_tells_what_customers_are_called(
    cluster: Cluster, endpoint: Endpoint
) -> None:
    with psycopg.connect(**endpoint.parameters("caudal_owner"), autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE people (name text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('Juana Secreta')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES (%s)", ["Juana Secreta"])
    log = ""
    limit = time.monotonic() + 10
    while "duplicate key value" not in log:  # The collector writes a little later.
        assert time.monotonic() < limit
        log = "".join(path.read_text() for path in cluster.location.log.glob("postgresql-*.log"))
    assert "Secreta" not in log


def test_a_stopped_cluster_says_so_and_starts_again(home: Path, give_birth: GiveBirth) -> None:
    cluster = give_birth(home)
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    cluster.stop()
    assert cluster.status() == Status(home=home, is_running=False)
    with pytest.raises(NotRunning, match="detenida"):
        cluster.endpoint()
    cluster.stop()
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_stopping_what_never_existed_makes_nothing(home: Path) -> None:
    Cluster.at(home).stop()
    assert not home.exists()


def test_a_test_cluster_is_fast_and_never_becomes_a_production_one(home: Path) -> None:
    endpoint = Cluster.at(home, profile="test").start()
    assert setting(endpoint, "fsync") == "off"
    with pytest.raises(ProfileMismatch, match="CAUDAL_HOME"):
        Cluster.at(home).start()


def test_a_production_cluster_never_becomes_a_test_one(cluster: Cluster) -> None:
    with pytest.raises(ProfileMismatch, match="production"):
        Cluster.at(cluster.location.home, profile="test").start()
    assert setting(cluster.endpoint(), "fsync") == "on"


def test_a_folder_of_somebody_else_is_left_alone(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("15\n", encoding="ascii")
    with pytest.raises(DataNotOurs, match="no creó Caudal"):
        Cluster.at(home).start()
    assert [path.name for path in (home / "data").iterdir()] == ["PG_VERSION"]


def test_data_of_another_major_version_are_left_alone(folder: Path) -> None:
    data = folder / "home" / "data"
    data.mkdir(parents=True)
    marker = {"identity": "x", "profile": "production", "prepared": True}
    (data / "caudal-cluster.json").write_text(json.dumps(marker), encoding="utf-8")
    (data / "PG_VERSION").write_text("12\n", encoding="ascii")
    secrets = {"passwords": dict.fromkeys(ROLES, "x"), "secret_key": "x"}
    (folder / "home" / "secrets.json").write_text(json.dumps(secrets), encoding="utf-8")
    before = {path: path.read_bytes() for path in data.iterdir()}
    with pytest.raises(ClusterError, match="PostgreSQL 12"):
        Cluster.at(folder / "home").start()
    assert {path: path.read_bytes() for path in data.iterdir()} == before


def test_data_without_a_version_are_called_incomplete(home: Path, give_birth: GiveBirth) -> None:
    cluster = give_birth(home)
    cluster.start()
    cluster.stop()
    version = cluster.location.data / "PG_VERSION"
    kept = version.rename(home / "PG_VERSION")
    with pytest.raises(DataIncomplete, match="restaure el último respaldo"):
        cluster.start()
    kept.rename(version)
    cluster.start()


def test_lost_secrets_are_not_made_up_again(home: Path, give_birth: GiveBirth) -> None:
    cluster = give_birth(home)
    cluster.start()
    cluster.stop()
    cluster.location.credentials.unlink()
    with pytest.raises(ClusterError, match="restaure un respaldo"):
        cluster.start()
    assert not cluster.location.credentials.exists()


def test_an_ordinary_user_owns_everything(folder: Path) -> None:
    account = ordinary_account()
    os.chown(folder, account.uid, account.gid)

    def live() -> tuple[tuple[object, ...] | None, set[int]]:
        cluster = Cluster.at(folder / "home", profile="test")
        with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
            row = connection.execute("SELECT current_user").fetchone()
        owners = {path.lstat().st_uid for path in folder.rglob("*")}
        cluster.stop()
        return row, owners

    assert as_ordinary_user(live) == (("caudal_owner",), {account.uid})


@root_only
def test_root_lends_the_server_to_an_unprivileged_account(
    home: Path, give_birth: GiveBirth
) -> None:
    cluster = give_birth(home)
    groups = os.getgroups()
    os.setgroups([0, 4242])  # None of our own groups may pass to the server.
    try:
        cluster.start()
    finally:
        os.setgroups(groups)
    status = Path(f"/proc/{cluster.status().pid}/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    uid = cluster.location.data.stat().st_uid
    assert uid != 0
    assert fields["Uid"].split() == [str(uid)] * 4
    assert fields["Groups"].split() == []
    assert cluster.location.home.stat().st_uid == 0


@root_only
def test_the_cluster_of_another_user_is_refused_in_words(cluster: Cluster) -> None:
    def intrude() -> str:
        with pytest.raises(FolderForbidden) as refusal:
            Cluster.at(cluster.location.home).start()
        return str(refusal.value)

    assert "mismo usuario" in as_ordinary_user(intrude)


@root_only
def test_a_private_home_moves_to_the_systems_state_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr("caudal.adapters.postgres.locations.STATE_ROOT", folder / "state")
    cluster = Cluster.at(private / "home", profile="test")
    assert cluster.location.home.parent == folder / "state"
    assert Cluster.at(cluster.location.home).location == cluster.location
    try:
        assert setting(cluster.start(), "data_directory") == str(cluster.location.data)
    finally:
        cluster.stop("immediate")
    assert not list(private.iterdir())
