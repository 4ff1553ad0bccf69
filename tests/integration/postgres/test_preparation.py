"""What the superuser gives before the first migration, settings, and an operator's session."""

import subprocess
from pathlib import Path

import psycopg
import pytest

from caudal.adapters.postgres import Cluster, Endpoint, bootstrap, psql_command
from caudal.adapters.postgres import programs as programs_module
from caudal.adapters.postgres import tuning as tuning_module
from caudal.adapters.postgres.binaries import Binaries, BinariesMissing, ProgramMissing
from caudal.adapters.postgres.bootstrap import ExtensionsMissing
from caudal.adapters.postgres.credentials import (
    CredentialsUnreadable,
    read_credentials,
    read_or_create_credentials,
)
from caudal.adapters.postgres.programs import ProgramFailed, client_binaries, run_client
from caudal.adapters.postgres.tuning import MB, memory_bytes


def owner_session(endpoint: Endpoint) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(endpoint.url("caudal_owner"), autocommit=True)


def test_the_owner_makes_roles_and_databases_but_is_no_superuser(endpoint: Endpoint) -> None:
    with owner_session(endpoint) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        owned = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'caudal'"
        ).fetchone()
    assert row == (False, True, True, True, False, False)
    assert owned == ("caudal_owner",)


def test_the_owner_hands_on_bulk_loading_and_makes_trusted_extensions(endpoint: Endpoint) -> None:
    with owner_session(endpoint) as connection:
        connection.execute("CREATE ROLE loader NOLOGIN")
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO loader")
        granted = connection.execute(
            "SELECT has_parameter_privilege('loader', 'session_replication_role', 'SET')"
        ).fetchone()
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        connection.execute(
            "REVOKE SET ON PARAMETER session_replication_role FROM loader; DROP ROLE loader"
        )
    assert granted == (True,)


def test_slow_statements_are_seen_without_their_values(endpoint: Endpoint) -> None:
    with psycopg.connect(**endpoint.parameters("caudal_admin")) as connection:
        connection.execute("SELECT 'Juana Secreta' AS reader")
        [(text,)] = connection.execute(
            "SELECT query FROM pg_stat_statements WHERE query LIKE '%AS reader'"
        ).fetchall()
    assert text == "SELECT $1 AS reader"


def test_preparing_twice_changes_nothing_and_mends_passwords(endpoint: Endpoint) -> None:
    with psycopg.connect(**endpoint.parameters("caudal_admin")) as connection:
        connection.execute("ALTER ROLE caudal_owner PASSWORD 'changed by hand'")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        owner_session(endpoint)
    bootstrap(endpoint=endpoint)
    bootstrap(endpoint=endpoint)
    with owner_session(endpoint) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_without_the_needed_extensions_is_refused(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(bootstrap.__globals__, "NEEDED_EXTENSIONS", ("pg_trgm", "pg_nothing"))
    with pytest.raises(ExtensionsMissing, match=r"extensiones pg_nothing\. .*postgresql-contrib"):
        bootstrap(endpoint=endpoint)


def test_psql_opens_a_session_and_no_password_is_in_sight(endpoint: Endpoint) -> None:
    command = psql_command(endpoint=endpoint, role="caudal_owner")
    password = endpoint.credentials.password("caudal_owner")
    assert password not in " ".join(command.argv)
    assert password not in repr(command)
    answer = subprocess.run(
        [*command.argv, "--tuples-only", "--no-align", "--command", "SELECT current_user"],
        env=command.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout.strip() == "caudal_owner"


def test_without_any_psql_the_package_to_install_is_named(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(programs_module, "find_binaries", lambda: Binaries(tmp_path, "18.1"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProgramMissing, match="postgresql-client"):
        psql_command(endpoint=endpoint, role="caudal_owner")


@pytest.mark.parametrize(("best", "fits"), [("18.1", True), ("16.9", False)])
def test_client_programs_are_never_older_than_the_server(
    monkeypatch: pytest.MonkeyPatch, *, best: str, fits: bool
) -> None:
    def find(*, major: int | None = None) -> Binaries:
        if major:
            raise BinariesMissing
        return Binaries(Path("/nowhere"), best)

    monkeypatch.setattr(programs_module, "find_binaries", find)
    if fits:
        assert client_binaries(server_major=17).version == best
    else:
        with pytest.raises(BinariesMissing, match="cliente de PostgreSQL 17"):
            client_binaries(server_major=17)


def test_a_client_that_fails_is_quoted_without_the_password(
    endpoint: Endpoint, folder: Path
) -> None:
    binaries = client_binaries(server_major=18)
    with pytest.raises(ProgramFailed, match="No se pudo") as failure:
        run_client(
            argv=[binaries.program("psql"), "--command", "SELECT nothing"],
            endpoint=endpoint,
            role="caudal_owner",
            database="caudal",
            folder=folder,
            summary="No se pudo.",
        )
    assert 'column "nothing" does not exist' in str(failure.value)
    assert endpoint.credentials.password("caudal_owner") not in str(failure.value)


def test_an_operators_settings_do_not_reach_what_protects_the_data(home: Path) -> None:
    home.mkdir(mode=0o711)
    home.chmod(0o711)
    own = home / "postgresql.local.conf"
    own.write_text(
        "work_mem = '17MB'\nfsync = off\nsynchronous_commit = off\nlog_statement = 'all'\n"
        "listen_addresses = '*'\n",
        encoding="ascii",
    )
    own.chmod(0o644)
    with owner_session(Cluster.at(home).start()) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchall()[0][0]
            for name in ("work_mem", "fsync", "synchronous_commit", "log_statement")
        }
        listening = connection.execute("SELECT inet_server_addr()").fetchone()
    assert shown == {
        "work_mem": "17MB",
        "fsync": "on",
        "synchronous_commit": "on",
        "log_statement": "none",
    }
    assert listening == (None,)


def test_settings_live_in_files_only(endpoint: Endpoint) -> None:
    with (
        psycopg.connect(**endpoint.parameters("caudal_admin"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.FeatureNotSupported),
    ):
        connection.execute("ALTER SYSTEM SET fsync = off")


def test_memory_is_that_of_the_container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(tuning_module, "_CGROUP_LIMITS", (limit, tmp_path / "absent"))
    whole = memory_bytes()
    limit.write_text("max\n", encoding="ascii")
    assert memory_bytes() == whole
    limit.write_text(f"{512 * MB}\n", encoding="ascii")
    assert memory_bytes() == 512 * MB


@pytest.mark.parametrize(
    ("memory_mb", "shared_buffers", "work_mem"),
    [(100, "64MB", "4MB"), (4096, "1024MB", "10MB"), (1 << 20, "4096MB", "64MB")],
)
def test_sizes_follow_the_memory_within_limits(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    memory_mb: int,
    shared_buffers: str,
    work_mem: str,
) -> None:
    monkeypatch.setattr(tuning_module, "memory_bytes", lambda: memory_mb * MB)
    sized = tuning_module._sized_settings(tmp_path)
    assert (sized["shared_buffers"], sized["work_mem"]) == (shared_buffers, work_mem)


def test_secrets_are_kept_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = read_or_create_credentials(path=path)
    assert read_or_create_credentials(path=path) == first == read_credentials(path=path)
    assert read_or_create_credentials(path=tmp_path / "other.json") != first


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"passwords": {}, "secret_key": "x"}'])
def test_damaged_secrets_are_not_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(text, encoding="ascii")
    with pytest.raises(CredentialsUnreadable, match="contraseñas"):
        read_or_create_credentials(path=path)
    assert path.read_text(encoding="ascii") == text
