"""``caudal setup`` and ``caudal user``, as an operator types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from caudal.adapters.packs import locate_pack
from caudal.interfaces.commands.setup import setup
from caudal.interfaces.commands.user import user

pytestmark = pytest.mark.django_db

PASSWORD = "agua-clara-2026"


class Caudal:
    """Runs ``caudal`` as an operator would."""

    def run(self, command: str, *arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(
            {"setup": setup, "user": user}[command], arguments, env=environment
        )


@pytest.fixture
def caudal(monkeypatch: pytest.MonkeyPatch) -> Caudal:
    """The commands in this process, on the database of the test, with a utility set up."""
    for module in ("setup", "user"):
        monkeypatch.setattr(f"caudal.interfaces.commands.{module}.connect_as", lambda _role: None)
    operator = Caudal()
    assert operator.run("setup", "valle-bajo").exit_code == 0
    return operator


def spoiled_pack(tmp_path: Path, old: str, new: str) -> str:
    text = locate_pack(name="valle-bajo").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "paquete.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


def test_the_same_pack_again_changes_nothing(caudal: Caudal) -> None:
    again = caudal.run("setup", "valle-bajo.yaml")
    assert again.stdout == "La base ya está como dice el paquete: nada cambió.\n"
    told = json.loads(caudal.run("setup", "valle-bajo", "--json").stdout)
    assert (told["is_new"], told["changes"], told["waiting"]) == (False, [], [])


def test_an_export_is_a_pack_and_goes_to_a_file_or_the_screen(
    caudal: Caudal, tmp_path: Path
) -> None:
    path = tmp_path / "organismo.yaml"
    assert caudal.run("setup", "--export", str(path)).exit_code == 0
    assert caudal.run("setup", "--export", "-").stdout == path.read_text(encoding="utf-8")
    assert "nada cambió" in caudal.run("setup", str(path)).stdout
    nowhere = caudal.run("setup", "--export", str(tmp_path / "no" / "hay.yaml"))
    assert nowhere.exit_code == 1
    assert "No se puede escribir" in nowhere.stderr


def test_a_wrong_pack_tells_all_its_mistakes_and_changes_nothing(
    caudal: Caudal, tmp_path: Path
) -> None:
    refused = caudal.run("setup", spoiled_pack(tmp_path, "meses: 2", "meses: dos"))
    assert refused.exit_code == 1
    assert "ciclos[0].meses: «dos» no es un número entero" in refused.stderr
    assert isinstance(refused.exception, SystemExit)


def test_money_is_told_by_a_dry_run_and_refused_by_a_setup(caudal: Caudal, tmp_path: Path) -> None:
    pack = spoiled_pack(tmp_path, "tasa_mensual: 0.0147", "tasa_mensual: 0.03")
    dry = caudal.run("setup", pack, "--dry-run")
    assert "tasa_mensual 0.0147 → 0.03  [no se cambia: quítelo del paquete]" in dry.stdout
    assert dry.exit_code == 0
    refused = caudal.run("setup", pack)
    assert refused.exit_code == 1
    assert "No se cambió nada" in refused.stderr


def test_one_of_a_pack_or_an_export_is_needed(caudal: Caudal) -> None:
    assert caudal.run("setup").exit_code == 2
    assert caudal.run("setup", "valle-bajo", "--export", "-").exit_code == 2


def test_operators_are_let_in_and_listed(caudal: Caudal) -> None:
    first = caudal.run(
        "setup", "valle-bajo", "--admin-username", "ana", CAUDAL_ADMIN_PASSWORD=PASSWORD
    )
    assert "Operador ana dado de alta." in first.stdout
    create = ("user", "create", "luz", "--name", "Luz Rey", "--role", "cajero", "--branch", "01")
    assert caudal.run(*create, CAUDAL_USER_PASSWORD=PASSWORD).exit_code == 0
    assert json.loads(caudal.run("user", "list", "--json").stdout) == [
        {
            "username": "ana",
            "name": "Administración",
            "roles": "Administrador",
            "branch": "",
            "active": True,
        },
        {
            "username": "luz",
            "name": "Luz Rey",
            "roles": "Cajero",
            "branch": "01",
            "active": True,
        },
    ]
    twice = caudal.run(*create, CAUDAL_USER_PASSWORD=PASSWORD)
    assert "El usuario «luz» ya existe" in twice.stderr


def test_names_that_are_not_there_are_told_with_those_that_are(caudal: Caudal) -> None:
    unknown = caudal.run("user", "passwd", "nadie", CAUDAL_USER_PASSWORD=PASSWORD)
    assert "No hay un operador «nadie»" in unknown.stderr
    role = caudal.run(
        "user", "create", "x", "--name", "X", "--role", "rey", CAUDAL_USER_PASSWORD=PASSWORD
    )
    assert "No hay un rol «rey». Use uno de: Administrador, Atención" in role.stderr
    branch = caudal.run(
        "user", "create", "xx1", "--name", "X", "--role", "Cajero", "--branch", "9",
        CAUDAL_USER_PASSWORD=PASSWORD,
    )  # fmt: skip
    assert "No hay una sucursal «9». Use una de: 01." in branch.stderr


def test_a_password_is_replaced_only_by_a_good_one(caudal: Caudal) -> None:
    caudal.run(
        "user", "create", "eva", "--name", "Eva Paz", "--role", "Auditor",
        CAUDAL_USER_PASSWORD=PASSWORD,
    )  # fmt: skip
    weak = caudal.run("user", "passwd", "eva", CAUDAL_USER_PASSWORD="1234")
    assert weak.exit_code == 1
    good = caudal.run("user", "passwd", "EVA", CAUDAL_USER_PASSWORD="rio-hondo-2027")
    assert "Contraseña de eva repuesta" in good.stdout
