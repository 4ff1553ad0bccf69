"""One production cluster for the tests that share it, and folders that the server may enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caudal.adapters.postgres import Cluster, Endpoint


def _make_folder() -> Path:
    """A short folder open to every account: pytest's own are closed to the server's."""
    folder = Path(tempfile.mkdtemp(prefix="caudal-test-"))
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
