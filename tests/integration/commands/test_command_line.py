"""``caudal`` in a process of its own, with nothing set: as a person who just installed it."""

import json
import shlex
from pathlib import Path

from tests.integration.commands.conftest import Caudal

from caudal.interfaces.commands.main import COMMANDS

README = Path(__file__).parents[3] / "README.md"


def test_the_help_lists_every_command(empty_folder: Caudal) -> None:
    done = empty_folder.run("--help")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_a_published_tariff_is_rated_without_a_database(empty_folder: Caudal) -> None:
    inputs = ("--input", "consumo=16", "--input", "clase=domestica_zona_1")
    done = empty_folder.run("tariffs", "rate", "merida-2026", *inputs, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"] == "107.00"
    assert list(empty_folder.home.iterdir()) == []


def test_what_the_readme_rates_can_be_typed(empty_folder: Caudal) -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    (typed,) = (line for line in lines if line.startswith("caudal tariffs"))
    done = empty_folder.run(*shlex.split(typed)[1:])
    assert done.returncode == 0, done.stderr
    assert "Total del recibo" in done.stdout
