"""A disk with no room left, a real one where the tests may mount it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from caudal.adapters.postgres import Cluster
from caudal.adapters.postgres.failures import explain_failure
from caudal.adapters.postgres.files import DiskFull
from caudal.adapters.postgres.launching import StartFailed

Resize = Callable[[int], None]


def _runs(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _fill(place: Path, *, but_bytes: int = 0) -> Path:
    """Occupy the disk until only so much is left."""
    filling = place / "filling"
    with filling.open("wb", buffering=0) as stream:
        for _ in range((shutil.disk_usage(place).free - but_bytes) // 4096):
            stream.write(bytes(4096))
    return filling


@pytest.fixture
def disk(folder: Path) -> Iterator[tuple[Path, Resize]]:
    """A file system of 20 MB in memory, and a way to give it another size."""
    place = folder / "disk"
    place.mkdir()
    if os.geteuid() != 0 or not _runs(
        "mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(place)
    ):
        pytest.skip("only root, outside of a closed container, may mount a small disk")

    def resize(megabytes: int) -> None:
        assert _runs("mount", "-o", f"remount,size={megabytes}m", str(place))

    yield place, resize
    Cluster.at(place / "home").stop("immediate")
    assert _runs("umount", str(place))


def test_a_birth_on_a_full_disk_leaves_nothing_and_works_later(disk: tuple[Path, Resize]) -> None:
    place, resize = disk
    cluster = Cluster.at(place / "home")
    with pytest.raises(DiskFull, match="libere espacio"):
        cluster.start()
    assert {path.name for path in cluster.location.home.iterdir()} == {"lock", "secrets.json"}
    resize(200)
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_start_on_a_full_disk_keeps_the_data(disk: tuple[Path, Resize]) -> None:
    place, resize = disk
    resize(200)
    cluster = Cluster.at(place / "home")
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    cluster.stop()
    filling = _fill(place)
    with pytest.raises(DiskFull, match="Nada se borró"):
        cluster.start()
    assert not cluster.status().is_running
    filling.unlink()
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_recovery_without_room_is_repeated_when_there_is(disk: tuple[Path, Resize]) -> None:
    """A power cut loses what was written but not flushed; replaying it needs room again."""
    place, resize = disk
    resize(200)
    cluster = Cluster.at(place / "home")
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        connection.execute("CREATE TABLE paid AS SELECT generate_series(1, 50000) AS folio")
        [(table,)] = connection.execute("SELECT pg_relation_filepath('paid')").fetchall()
    cluster.stop("immediate")
    os.truncate(cluster.location.data / table, 0)
    filling = _fill(place, but_bytes=64 * 1024)
    with pytest.raises(DiskFull) as refusal:
        cluster.start()
    assert refusal.value.__cause__ is None  # The server said it, not our own writing.
    filling.unlink()
    with psycopg.connect(cluster.start().url("caudal_owner")) as connection:
        assert connection.execute("SELECT count(*) FROM paid").fetchone() == (50000,)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("FATAL: could not write file: No space left on device", DiskFull),
        ("wrote only 4096 of 8192 bytes\nHINT:  Check free disk space.", DiskFull),
        ("could not extend file: Disk quota exceeded", DiskFull),
        ("FATAL: configuration file contains errors", StartFailed),
    ],
)
def test_the_servers_last_words_are_understood(
    folder: Path, words: str, expected: type[Exception]
) -> None:
    error = explain_failure(output=words, folder=folder, otherwise=StartFailed, summary="No.")
    assert type(error) is expected
