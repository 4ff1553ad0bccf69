"""How the making of a demonstration is told while it goes on."""

import pytest

from caudal.interfaces.commands.demo import ProgressBar
from caudal.usecases.build_demo.story import DemoProgress


def told(capsys: pytest.CaptureFixture[str], *steps: DemoProgress, is_quiet: bool = False) -> str:
    """What stands on the screen after some steps."""
    bar = ProgressBar(is_quiet=is_quiet)
    for step in steps:
        bar.show(step)
    return capsys.readouterr().err


def test_away_from_a_terminal_each_stage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(
        capsys,
        DemoProgress("Padrón y medidores", 0, 400),
        DemoProgress("Padrón y medidores", 50, 400),
        DemoProgress("Recibos de octubre 2026", 100, 400),
        DemoProgress("Lista", 400, 400),
    ).splitlines()

    assert len(lines) == 3
    assert "  0%  Padrón y medidores" in lines[0]
    assert " 25%  Recibos de octubre 2026" in lines[1]
    assert "cuentas/s · faltan" in lines[1]
    assert "100%  Lista" in lines[2]
    assert "faltan" not in lines[2]


def test_a_story_taken_up_again_is_not_as_fast_as_what_was_there_already(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The rate counts from where it was taken up."""
    lines = told(
        capsys,
        DemoProgress("Pagos de mayo 2026", 300, 400),
        DemoProgress("Lecturas de junio 2026", 300, 400),
    ).splitlines()

    assert "cuentas/s" not in lines[1]


def test_for_programs_nothing_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, DemoProgress("Lista", 1, 1), is_quiet=True) == ""
