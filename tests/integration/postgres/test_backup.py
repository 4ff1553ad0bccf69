"""The whole circle: save, damage, prove, lose everything, restore."""

import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from tests.integration.postgres.helpers import GiveBirth

from caudal.adapters.postgres import (
    BackupReport,
    Cluster,
    ClusterError,
    Endpoint,
    backup,
    restore,
    verify_backup,
)
from caudal.adapters.postgres.attachments import AttachmentsUnreadable
from caudal.adapters.postgres.backup import BackupFolderTaken
from caudal.adapters.postgres.checksums import digest_file
from caudal.adapters.postgres.loading import RowsDiffer, ServerTooOld
from caudal.adapters.postgres.manifest import BackupDamaged
from caudal.adapters.postgres.restoration import DatabaseBusy, DatabaseNotEmpty

SCHEMA = """
    CREATE EXTENSION pg_trgm;
    CREATE ROLE caudal_app LOGIN NOINHERIT PASSWORD 'to be replaced';
    CREATE ROLE caudal_load NOLOGIN NOINHERIT;
    GRANT caudal_load TO caudal_app WITH INHERIT FALSE, SET TRUE;
    GRANT SET ON PARAMETER session_replication_role TO caudal_load;
    CREATE TABLE account (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE INDEX ON account USING gin (name gin_trgm_ops);
    CREATE TABLE payment (
        id bigint GENERATED ALWAYS AS IDENTITY, account_id bigint REFERENCES account,
        amount numeric(14,2) NOT NULL CHECK (amount > 0)
    );
    GRANT SELECT, INSERT ON payment TO caudal_app;
    CREATE SCHEMA jobs;
    CREATE TABLE jobs.job (id int);
    INSERT INTO account SELECT n, 'Cuenta ' || n FROM generate_series(1, 200) n;
    INSERT INTO payment (account_id, amount) SELECT n, n + 0.01 FROM generate_series(1, 200) n;
"""
CONTENTS = {
    "ab/cd.pdf": b"%PDF contrato",
    "ñandú.xml": b"<cfdi/>",
    "empty": b"",
    "big": b"z" * 99999,
}


def make_attachments(folder: Path) -> Path:
    for name, content in CONTENTS.items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "files"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, open_folder: Path) -> Iterator[Endpoint]:
    """A small utility in a cluster of its own: roles belong to the whole cluster."""
    cluster = Cluster.at(open_folder / "source", profile="test")
    endpoint = cluster.start()
    with psycopg.connect(endpoint.url("caudal_owner")) as connection:
        connection.execute(SCHEMA)
    yield endpoint
    cluster.stop("immediate")


@pytest.fixture(scope="module")
def saved(source: Endpoint, open_folder: Path) -> BackupReport:
    attachments = make_attachments(open_folder)
    return backup(endpoint=source, target=open_folder / "saved", attachments=attachments)


@pytest.fixture
def copy(saved: BackupReport, folder: Path) -> Path:
    """The backup, to be damaged."""
    return shutil.copytree(saved.folder, folder / "copy")


def flip(path: Path, position: float) -> None:
    """Change one bit of one byte."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * position)] ^= 0x01
    path.write_bytes(content)


def rows(endpoint: Endpoint, query: str, role: str = "caudal_owner") -> list[tuple[object, ...]]:
    with psycopg.connect(**endpoint.parameters(role)) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_manifest_tells_rows_files_and_version(saved: BackupReport, source: Endpoint) -> None:
    manifest = saved.manifest
    assert manifest.row_counts == {"jobs.job": 0, "public.account": 200, "public.payment": 200}
    assert manifest.attachments.keys() == CONTENTS.keys()
    assert manifest.database == "caudal"
    assert [(manifest.server_version,)] == rows(source, "SHOW server_version")
    assert manifest.taken_at.tzinfo
    on_disk = sum((saved.folder / name).stat().st_size for name in manifest.files)
    assert manifest.size_bytes == on_disk


def test_no_password_is_in_a_backup(saved: BackupReport) -> None:
    roles = (saved.folder / "roles.sql").read_text(encoding="utf-8")
    assert "caudal_app" in roles
    assert "PASSWORD" not in roles
    assert "SCRAM" not in roles


def test_a_backup_is_not_overwritten(source: Endpoint, saved: BackupReport) -> None:
    with pytest.raises(BackupFolderTaken, match="Elija otra"):
        backup(endpoint=source, target=saved.folder, attachments=saved.folder)


def test_counts_are_of_the_snapshot_that_is_dumped(
    source: Endpoint, saved: BackupReport, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that arrives while the dump runs is in neither the dump nor the counts."""
    arriving = "INSERT INTO jobs.job VALUES (1)"
    original: Callable[..., str] = backup.__globals__["run_client"]

    def interrupted(**arguments: object) -> str:
        with psycopg.connect(source.url("caudal_owner")) as connection:
            connection.execute(arriving)
        return original(**arguments)

    monkeypatch.setitem(backup.__globals__, "run_client", interrupted)
    report = backup(endpoint=source, target=folder / "during", attachments=make_attachments(folder))
    assert rows(source, "SELECT count(*) FROM jobs.job") == [(2,)]
    assert report.manifest.row_counts["jobs.job"] == 0
    assert verify_backup(folder=report.folder).row_count == 400


def test_an_interrupted_backup_leaves_nothing(source: Endpoint, folder: Path) -> None:
    with pytest.raises(AttachmentsUnreadable, match="No existe"):
        backup(endpoint=source, target=folder / "new", attachments=folder / "nowhere")
    assert not list(folder.iterdir())


def test_links_among_attachments_are_refused(source: Endpoint, folder: Path) -> None:
    attachments = make_attachments(folder)
    (attachments / "link").symlink_to("/etc/passwd")
    with pytest.raises(AttachmentsUnreadable, match="enlace"):
        backup(endpoint=source, target=folder / "new", attachments=attachments)


def test_a_good_backup_is_proved(saved: BackupReport, folder: Path) -> None:
    verified = verify_backup(folder=saved.folder, scratch=folder)
    assert verified.manifest == saved.manifest
    assert verified.row_count == 400
    assert not list(folder.iterdir())


@pytest.mark.parametrize("position", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("name", ["database.dump", "roles.sql", "attachments.tar", "manifest.json"])
def test_one_changed_bit_is_found_out(copy: Path, name: str, position: float) -> None:
    flip(copy / name, position)
    with pytest.raises(BackupDamaged, match="dañado"):
        verify_backup(folder=copy)


@pytest.mark.parametrize(
    "name", ["database.dump", "attachments.tar", "manifest.json", "manifest.json.sha256"]
)
def test_a_lost_file_is_found_out(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(BackupDamaged, match="no existe"):
        verify_backup(folder=copy)


def reseal(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Alter a manifest as its own writer would, seal included."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    seal = f"{digest_file(path=path).sha256}  manifest.json\n"
    (folder / "manifest.json.sha256").write_text(seal, encoding="ascii")


def test_a_manifest_altered_by_hand_breaks_its_seal(copy: Path) -> None:
    path = copy / "manifest.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"taken_at": "20', '"taken_at": "19'), encoding="utf-8")
    with pytest.raises(BackupDamaged, match="sello"):
        verify_backup(folder=copy)


def test_a_missing_row_is_found_out(copy: Path) -> None:
    reseal(copy, lambda manifest: manifest["row_counts"].update({"public.account": 201}))  # type: ignore[attr-defined]
    with pytest.raises(RowsDiffer, match=r"public\.account \(201 filas respaldadas, 200"):
        verify_backup(folder=copy)


def test_an_attachment_that_was_never_saved_is_found_out(copy: Path) -> None:
    extra = {"extra.pdf": {"size_bytes": 1, "sha256": "0" * 64}}
    reseal(copy, lambda manifest: manifest["attachments"].update(extra))  # type: ignore[attr-defined]
    with pytest.raises(BackupDamaged, match=r"extra\.pdf"):
        verify_backup(folder=copy)


def test_a_backup_of_a_newer_server_is_refused(copy: Path, source: Endpoint) -> None:
    reseal(copy, lambda manifest: manifest.update(server_version="99.1"))
    with pytest.raises(ServerTooOld, match=r"99\.1"):
        restore(folder=copy, endpoint=source, attachments=copy / "files", database="other")
    assert rows(source, "SELECT datname FROM pg_database WHERE datname LIKE 'other%'") == []


def test_a_manifest_of_another_format_is_not_guessed(copy: Path) -> None:
    reseal(copy, lambda manifest: manifest.update(format=2))
    with pytest.raises(BackupDamaged, match="no se entiende"):
        verify_backup(folder=copy)


def test_everything_comes_back_on_a_new_machine(
    saved: BackupReport, home: Path, give_birth: GiveBirth
) -> None:
    endpoint = give_birth(home).start()
    attachments = home / "files"
    report = restore(folder=saved.folder, endpoint=endpoint, attachments=attachments)
    assert (report.former_database, report.former_attachments) == (None, None)
    assert contents(attachments) == CONTENTS
    assert rows(endpoint, "SELECT count(*), sum(amount) FROM payment WHERE amount > 0")
    owners = rows(endpoint, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [("caudal_owner",)]
    with psycopg.connect(endpoint.url("caudal_app")) as connection:  # With this home's password.
        connection.execute("INSERT INTO payment (account_id, amount) VALUES (1, 5)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM payment")
        connection.rollback()
        connection.execute("SET ROLE caudal_load; SET session_replication_role = replica")


def test_a_database_in_use_is_replaced_only_when_told_and_is_kept(
    saved: BackupReport, folder: Path, home: Path, give_birth: GiveBirth
) -> None:
    endpoint = give_birth(home).start()
    attachments = make_attachments(folder)
    (attachments / "later.pdf").write_bytes(b"later")
    with psycopg.connect(endpoint.url("caudal_owner")) as connection:
        connection.execute("CREATE TABLE later AS SELECT 7 AS seven")
    arguments = {"folder": saved.folder, "endpoint": endpoint, "attachments": attachments}
    with pytest.raises(DatabaseNotEmpty, match=r"caudal.*files"):
        restore(**arguments)  # type: ignore[arg-type]
    assert rows(endpoint, "SELECT seven FROM later") == [(7,)]

    busy = psycopg.connect(endpoint.url("caudal_owner"))
    report = restore(**arguments, replaces=True)  # type: ignore[arg-type]
    with pytest.raises(psycopg.OperationalError):
        busy.execute("SELECT 1")
    busy.close()

    assert rows(endpoint, "SELECT count(*) FROM account") == [(200,)]
    assert contents(attachments) == CONTENTS
    assert report.former_database
    with psycopg.connect(endpoint.url("caudal_owner", report.former_database)) as connection:
        assert connection.execute("SELECT seven FROM later").fetchone() == (7,)
    assert report.former_attachments
    assert contents(report.former_attachments)["later.pdf"] == b"later"
    assert rows(endpoint, "SELECT datname FROM pg_database WHERE datname LIKE '%nueva%'") == []


def test_clients_that_come_back_at_once_do_not_stop_the_swap(
    saved: BackupReport, home: Path, give_birth: GiveBirth
) -> None:
    endpoint = give_birth(home).start()
    done = Event()

    def insist() -> None:
        """Hold a session, as a pool does, and open another when it is ended."""
        while not done.is_set():
            with (
                suppress(psycopg.OperationalError),
                closing(psycopg.connect(endpoint.url("caudal_owner"))) as session,
            ):
                while not done.is_set():
                    session.execute("SELECT pg_sleep(0.05)")

    clients = [Thread(target=insist) for _ in range(3)]
    for client in clients:
        client.start()
    try:
        restore(folder=saved.folder, endpoint=endpoint, attachments=home / "files")
    finally:
        done.set()
        for client in clients:
            client.join()
    assert rows(endpoint, "SELECT count(*) FROM account") == [(200,)]


def test_a_session_that_cannot_be_ended_leaves_everything_as_it_was(
    saved: BackupReport, home: Path, give_birth: GiveBirth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(restore.__globals__, "_END_SESSIONS", "SELECT %s")
    endpoint = give_birth(home).start()
    with (
        closing(psycopg.connect(endpoint.url("caudal_owner"))),
        pytest.raises(DatabaseBusy, match="nada ha cambiado"),
    ):
        restore(folder=saved.folder, endpoint=endpoint, attachments=home / "files")
    assert rows(endpoint, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    assert not (home / "files").exists()


def test_a_restore_that_fails_changes_nothing(copy: Path, source: Endpoint, folder: Path) -> None:
    attachments = make_attachments(folder)
    reseal(copy, lambda manifest: manifest["row_counts"].update({"public.account": 1}))  # type: ignore[attr-defined]
    with pytest.raises(ClusterError, match="no es lo que se respaldó"):
        restore(folder=copy, endpoint=source, attachments=attachments, replaces=True)
    assert rows(source, "SELECT count(*) FROM account") == [(200,)]
    assert rows(source, "SELECT count(*) FROM pg_database WHERE datname LIKE 'caudal%'") == [(1,)]
    assert sorted(path.name for path in folder.iterdir()) == ["copy", "files"]


def test_the_archive_opens_with_ordinary_tools(saved: BackupReport) -> None:
    with tarfile.open(saved.folder / "attachments.tar") as tar:
        assert sorted(tar.getnames()) == sorted(CONTENTS)
