"""``caudal import lecturas``: the period it takes, and corrections only when asked for."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.factories.imports import text_file
from tests.factories.metering import make_metered, make_read_route, october, october_of, values_of

from caudal.interfaces.commands.import_files import import_files

pytestmark = pytest.mark.django_db


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(import_files, ["lecturas", str(path), *arguments])


def test_a_route_is_loaded_once_and_corrected_when_asked(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr("caudal.interfaces.commands.import_files.connect_as", lambda _role: None)
    settings.FILES_DIR = tmp_path / "files"
    route = make_read_route()
    october(route)
    account = make_metered(route=route, previous=517)
    path = tmp_path / "ruta.csv"
    path.write_bytes(text_file("Cuenta,Fecha,Lectura", f"{account.number},30/10/2026,530"))
    without = run(path, "--load")
    assert without.exit_code == 1
    assert "Falta el periodo" in without.output
    done = run(path, "--period", "2026-10", "--load")
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        0,
        "Cargado: 1 dadas de alta, 0 corregidas.",
    )
    assert run(path, "--period", "2026-10", "--load").output.splitlines()[-1] == (
        "No hay nada que cargar."
    )
    path.write_bytes(text_file("Cuenta,Fecha,Lectura", f"{account.number},30/10/2026,535"))
    refused = run(path, "--period", "2026-10", "--load")
    assert refused.exit_code == 1
    assert "ya tiene la lectura 530" in refused.output
    corrected = run(path, "--period", "2026-10", "--load", "--correct")
    assert corrected.output.splitlines()[-1] == "Cargado: 0 dadas de alta, 1 corregidas."
    assert values_of(account) == [530, 535]
    assert october_of(account).volume_m3 == 18
