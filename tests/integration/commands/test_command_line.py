"""``caudal`` in a process of its own, with nothing set: as a person who just installed it."""

import json

from tests.integration.commands.conftest import Caudal

from caudal.interfaces.commands.main import COMMANDS


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
