"""A utility's folder of its own, driven by the real command line."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from caudal.adapters.postgres import Cluster


class Caudal:
    """Runs ``caudal`` in one folder, as an operator would."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if "CAUDAL" not in name}
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            kept.pop(name, None)
        self.environment = {**kept, "CAUDAL_HOME": str(home)}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "caudal.interfaces.commands", *arguments]

    def run(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with (self.home / "serve.log").open("ab") as log:
            return subprocess.Popen(
                self.command(*arguments), env=self.environment, stdout=log, stderr=log
            )


@contextmanager
def folder() -> Iterator[Caudal]:
    """An empty folder, whose database is stopped and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="caudal-"))
    home.chmod(0o755)
    try:
        yield Caudal(home)
    finally:
        Cluster.at(home).stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def empty_folder() -> Iterator[Caudal]:
    """A folder where Caudal never ran."""
    with folder() as operator:
        yield operator


@pytest.fixture(scope="module")
def caudal() -> Iterator[Caudal]:
    """A folder with the utility of a shipped pack."""
    with folder() as operator:
        made = operator.run("setup", "valle-bajo")
        assert made.returncode == 0, made.stderr
        yield operator
