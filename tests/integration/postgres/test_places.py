"""Folders, sockets and accounts: where things stand and who may enter."""

import os
import pwd
import stat
from pathlib import Path

import psycopg
import pytest
from tests.integration.postgres.helpers import GiveBirth, root_only

from caudal.adapters.postgres import Cluster, default_home
from caudal.adapters.postgres import addresses as addresses_module
from caudal.adapters.postgres.accounts import (
    ServiceAccount,
    ServiceAccountMissing,
    service_account,
)
from caudal.adapters.postgres.addresses import choose_address, release_address
from caudal.adapters.postgres.locations import (
    ClusterLocation,
    is_reachable,
    locate,
    make_home,
    stable_name,
)

DEEP = "organismo-operador-de-agua-potable-alcantarillado-y-saneamiento/" * 2


def myself() -> ServiceAccount:
    entry = pwd.getpwuid(os.geteuid())
    return ServiceAccount(entry.pw_name, entry.pw_uid, entry.pw_gid)


def test_the_home_is_named_by_the_environment_or_is_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAUDAL_HOME", str(tmp_path / "named"))
    assert default_home() == tmp_path / "named"
    monkeypatch.setenv("CAUDAL_HOME", "")
    monkeypatch.chdir(tmp_path)
    assert default_home() == tmp_path / ".caudal"


def test_a_stable_name_is_readable_and_tells_paths_apart() -> None:
    name = stable_name(path=Path("/root/Organismo de Agua/.caudal"))
    assert name.startswith("root-organismo-de-agua-caudal-")
    assert name == stable_name(path=Path("/root/Organismo de Agua/.caudal"))
    assert name != stable_name(path=Path("/root/organismo-de-agua/.caudal"))
    assert len(stable_name(path=Path("/" + "x" * 300))) <= 49


def test_two_ways_to_the_same_folder_are_one_cluster(folder: Path) -> None:
    (folder / "link").symlink_to(folder)
    assert Cluster.at(folder / "link" / "home") == Cluster.at(folder / "home")


@pytest.mark.parametrize(
    ("mode", "owner", "group", "expected"),
    [
        (0o700, 0, 0, False),
        (0o711, 0, 0, True),
        (0o701, 0, 999, False),
        (0o710, 0, 999, True),
        (0o100, 998, 0, True),
        (0o077, 998, 0, False),
    ],
)
@root_only
def test_a_folder_is_reachable_by_its_bits(
    folder: Path, mode: int, owner: int, group: int, *, expected: bool
) -> None:
    inner = folder / "inner"
    inner.mkdir()
    os.chown(inner, owner, group)
    inner.chmod(mode)
    account = ServiceAccount("service", 998, 999)
    assert is_reachable(folder=inner / "not" / "yet", account=account) is expected


def test_an_ordinary_user_keeps_a_private_home(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    assert locate(home=private / "home", account=myself()) == ClusterLocation(private / "home")


@root_only
def test_a_private_umask_does_not_close_the_home_to_the_server(folder: Path) -> None:
    account = service_account(data=folder / "none")
    before = os.umask(0o077)
    try:
        make_home(path=folder / "a" / "b", account=account)
    finally:
        os.umask(before)
    assert is_reachable(folder=folder / "a" / "b", account=account)


def test_the_home_of_an_ordinary_user_is_private(folder: Path) -> None:
    make_home(path=folder / "a" / "b", account=myself())
    assert stat.S_IMODE((folder / "a" / "b").stat().st_mode) == 0o700


@root_only
@pytest.mark.parametrize("known", ["postgres", "nobody"])
def test_root_takes_the_first_unprivileged_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, known: str
) -> None:
    def only(name: str) -> pwd.struct_passwd:
        if name != known:
            raise KeyError(name)
        return pwd.struct_passwd((name, "x", 77, 78, "", "/", "/bin/false"))

    monkeypatch.setattr(pwd, "getpwnam", only)
    account = service_account(data=tmp_path / "none")
    assert account == ServiceAccount(known, 77, 78)
    assert account.is_lent


@root_only
def test_the_owner_of_existing_data_goes_on_serving_them(tmp_path: Path) -> None:
    os.chown(tmp_path, 54321, 54321)
    assert service_account(data=tmp_path) == ServiceAccount("54321", 54321, 54321)


@root_only
def test_a_system_without_unprivileged_users_is_explained(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def nobody(name: str) -> pwd.struct_passwd:
        raise KeyError(name)

    monkeypatch.setattr(pwd, "getpwnam", nobody)
    with pytest.raises(ServiceAccountMissing, match="useradd"):
        service_account(data=tmp_path / "none")


def test_a_deep_home_borrows_a_short_private_socket_folder(
    folder: Path, give_birth: GiveBirth
) -> None:
    cluster = give_birth(folder / DEEP / "home")
    try:
        endpoint = cluster.start()
        socket_folder = Path(endpoint.host)
        assert socket_folder.parent == Path("/tmp")  # noqa: S108
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
        with psycopg.connect(endpoint.url("caudal_owner")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        cluster.stop("immediate")
    assert not list(socket_folder.glob(".s.*"))
    release_address(location=cluster.location)


def test_a_short_folder_of_somebody_else_sends_us_to_the_loopback(
    folder: Path, give_birth: GiveBirth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses_module, "SHORT_ROOT", folder)
    cluster = give_birth(folder / DEEP / "home")
    trap = folder / f"caudal-{stable_name(path=cluster.location.home)[-8:]}"
    trap.mkdir(mode=0o777)
    trap.chmod(0o777)
    try:
        endpoint = cluster.start()
        assert endpoint.host == "127.0.0.1"
        with psycopg.connect(endpoint.url("caudal_owner")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        wrong = endpoint.parameters("caudal_owner") | {"password": "wrong"}
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**wrong)
        assert cluster.start() == endpoint
    finally:
        cluster.stop("immediate")


def test_a_link_in_place_of_the_short_folder_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses_module, "SHORT_ROOT", folder)
    location = ClusterLocation(folder / DEEP)
    target = folder / "target"
    target.mkdir(mode=0o700)
    (folder / f"caudal-{stable_name(path=location.home)[-8:]}").symlink_to(target)
    address = choose_address(location=location, account=myself())
    assert address.socket_folder == ""
    assert address.port > 1024


def test_names_with_spaces_quotes_and_accents_are_no_trouble(
    folder: Path, give_birth: GiveBirth
) -> None:
    cluster = give_birth(folder / "Organismo d'Agua «Ñandú» 100%" / "home")
    try:
        url = cluster.start().url("caudal_owner")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("caudal_owner",)
    finally:
        cluster.stop("immediate")
