"""The sample of ../shared, unpacked once."""

from pathlib import Path

import pytest
from tests.unit.owrs import corpus


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus.unpack(tmp_path_factory.mktemp("owrs"))
