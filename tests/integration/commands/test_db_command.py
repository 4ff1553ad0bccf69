"""``caudal db``, as an operator types it."""

import json
from pathlib import Path

from tests.integration.commands.conftest import Caudal


def test_status_tells_by_words_json_and_exit_code(caudal: Caudal) -> None:
    assert caudal.run("db", "start").returncode == 0
    told = caudal.run("db", "status", "--json")
    assert (told.returncode, json.loads(told.stdout)["is_running"]) == (0, True)
    assert "Encendida desde" in caudal.run("db", "status").stdout


def test_a_backup_is_verified_and_restored_beside(caudal: Caudal, tmp_path: Path) -> None:
    folder = tmp_path / "respaldo"

    assert caudal.run("db", "backup", str(folder)).returncode == 0
    assert "está completo" in caudal.run("db", "verify", str(folder)).stdout

    over_data = caudal.run("db", "restore", str(folder))
    assert over_data.returncode == 1
    replaced = caudal.run("db", "restore", str(folder), "--replace")
    assert "se conserva como caudal_anterior_" in replaced.stdout
    assert caudal.run("migrate").returncode == 0
    assert caudal.run("migrate", "--check").stdout.strip() == "Sin migraciones pendientes."


def test_a_damaged_backup_is_found_out(caudal: Caudal, tmp_path: Path) -> None:
    folder = tmp_path / "respaldo"
    caudal.run("db", "backup", str(folder))
    dump = folder / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-100] + b"x" * 100)

    verified = caudal.run("db", "verify", str(folder))

    assert verified.returncode == 1
    assert "dañado" in verified.stderr


def test_an_external_server_is_left_alone(caudal: Caudal) -> None:
    refused = caudal.run("db", "stop", DATABASE_URL="postgresql://caudal_app@example/caudal")
    assert refused.returncode == 1
    assert "servidor externo" in refused.stderr
