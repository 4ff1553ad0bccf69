"""``caudal import``, as an operator or a script types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.factories.padron_file import make_padron_file, make_world
from tests.factories.platform import make_user, make_utility

from caudal.domain.imports.models import ImportMapping
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.commands.import_files import import_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Path:
    """The command in this process, on the database of the test."""
    monkeypatch.setattr("caudal.interfaces.commands.import_files.connect_as", lambda _role: None)
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    make_world()
    return tmp_path


def written(folder: Path, *, rows: int = 40, defects: int = 0) -> str:
    path = folder / "padron.csv"
    path.write_bytes(make_padron_file(rows=rows, defects=defects).content)
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(import_files, arguments)


def test_without_load_nothing_is_loaded(folder: Path) -> None:
    done = run("padron", written(folder))
    assert done.exit_code == 0
    assert done.stdout == (
        "40 filas: 40 nuevas, 0 con cambios, 0 iguales, 0 con error.\n"
        "Se crean además: 3 colonias.\n"
        "No se cargó nada: repita con --load para cargar.\n"
    )
    assert not ServiceAccount.objects.exists()


def test_with_load_it_is_loaded_once(folder: Path) -> None:
    make_user(username="laura.robles")
    done = run("padron", written(folder), "--load", "--as-user", "laura.robles")
    assert "Cargado: 40 dadas de alta, 0 corregidas." in done.stdout
    assert ServiceAccount.objects.count() == 40
    entry = AuditEntry.objects.get(action="imports.file.loaded")
    assert entry.actor is not None
    assert entry.actor.username == "laura.robles"
    again = run("padron", written(folder), "--load")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "No hay nada que cargar.")


def test_errors_are_told_written_to_a_file_and_end_with_code_1(folder: Path) -> None:
    errors = folder / "errores.csv"
    done = run("padron", written(folder, defects=12), "--errors", str(errors))
    assert done.exit_code == 1
    assert "28 nuevas" in done.stdout
    assert "«Ruta» (9): No existe la ruta «9»" in done.stdout
    assert len(errors.read_text(encoding="utf-8-sig").splitlines()) == 13


def test_a_file_with_errors_is_not_loaded_by_chance(folder: Path) -> None:
    refused = run("padron", written(folder, defects=12), "--load")
    assert refused.exit_code == 1
    assert "pida cargar solo las filas buenas" in refused.stderr
    assert not ServiceAccount.objects.exists()
    done = run("padron", written(folder, defects=12), "--load", "--only-good")
    assert done.exit_code == 0
    assert ServiceAccount.objects.count() == 28


def test_a_script_gets_json(folder: Path) -> None:
    told = json.loads(run("padron", written(folder, defects=12), "--json").stdout)
    assert (told["state"], told["rows"], told["new"], told["errors"]) == ("checked", 40, 28, 12)
    assert len(told["first_errors"]) == 12


def test_a_mapping_is_saved_and_used_by_name(folder: Path) -> None:
    run("padron", written(folder), "--save-mapping", "Siebel")
    mapping = ImportMapping.objects.get(name="Siebel")
    mapping.columns = {**mapping.columns, "contract_number": ""}
    mapping.save()
    run("padron", written(folder), "--mapping", "Siebel", "--load")
    assert set(ServiceAccount.objects.values_list("contract_number", flat=True)) == {""}
    missing = run("padron", written(folder), "--mapping", "Otro")
    assert "No hay un acomodo de columnas «Otro». Hay: Siebel." in missing.stderr


def test_missing_routes_are_created_in_the_cycle_named(folder: Path) -> None:
    path = folder / "padron.csv"
    routes = {"X-1": "01", "X-2": "02"}
    path.write_bytes(make_padron_file(rows=10, routes=routes).content)
    assert run("padron", str(path)).exit_code == 1
    done = run("padron", str(path), "--create-routes", "MENSUAL", "--load")
    assert "Se crean además: 2 rutas." in done.stdout
    assert ServiceAccount.objects.filter(route__code="X-2").count() == 5
    wrong = run("padron", str(path), "--create-routes", "NADIE")
    assert "Elija el ciclo" in wrong.stderr


def test_a_wrong_file_is_said_in_words(folder: Path) -> None:
    empty = folder / "vacio.csv"
    empty.write_bytes(b"")
    done = run("padron", str(empty))
    assert (done.exit_code, done.stderr) == (1, "Error: El archivo está vacío.\n")
