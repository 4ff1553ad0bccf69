"""One production cluster for the tests that share it, and folders that the server may enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.postgres.helpers import GiveBirth, copy_tree

from caudal.adapters.postgres import Cluster, Endpoint

_ENOUGH_BYTES = 2 * 1024**3


def _make_folder() -> Path:
    """A short folder open to every account (pytest's own are closed to the server's), in memory
    where there is enough: thousands of small files are made and removed.
    """
    memory = Path("/dev/shm")  # noqa: S108
    is_roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ENOUGH_BYTES
    folder = Path(tempfile.mkdtemp(prefix="caudal-test-", dir=memory if is_roomy else None))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def folder() -> Iterator[Path]:
    made = _make_folder()
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """The same for a whole module."""
    made = _make_folder()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    """The home of a cluster that the test starts and that is stopped after it."""
    yield folder / "home"
    if (folder / "home" / "data").exists():
        cluster = Cluster.at(folder / "home")
        cluster.stop("immediate")


@pytest.fixture(scope="session")
def born_home() -> Iterator[Path]:
    """The home of a test cluster that was started once and is stopped, to be copied."""
    made = _make_folder()
    cluster = Cluster.at(made / "home", profile="test")
    cluster.start()
    cluster.stop()
    yield made / "home"
    shutil.rmtree(made)


@pytest.fixture
def give_birth(born_home: Path) -> Iterator[GiveBirth]:
    """Stopped test clusters by copy, faster than by ``initdb``; what was started is stopped."""
    clusters: list[Cluster] = []

    def copy(home: Path) -> Cluster:
        copy_tree(source=born_home, target=home)
        clusters.append(Cluster.at(home, profile="test"))
        return clusters[-1]

    yield copy
    for cluster in clusters:
        cluster.stop("immediate")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    made = _make_folder()
    shared = Cluster.at(made / "home")
    shared.start()
    yield shared
    shared.stop("immediate")
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def endpoint(cluster: Cluster) -> Endpoint:
    return cluster.endpoint()
