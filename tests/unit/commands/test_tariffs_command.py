"""``caudal tariffs``: every golden case of the packs as an operator would type it."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.rating.packs import PACK_NAMES, PACKS, pack

from caudal.engines.rating.definition import AMOUNT_FIELDS, Example, ExampleKind
from caudal.interfaces.commands.main import main
from caudal.interfaces.commands.tariff_packs import read_tariff

READ_ONCE = cache(read_tariff)
CERTAIN = (ExampleKind.PUBLISHED, ExampleKind.DERIVED)


@pytest.fixture(autouse=True)
def packs_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reads its pack each time; two hundred times the same one are not needed."""
    monkeypatch.setattr("caudal.interfaces.commands.tariffs.read_tariff", READ_ONCE)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["tariffs", *arguments])


def rated(name: str, inputs: dict[str, str], *options: str) -> dict[str, Any]:
    given = [part for key, value in inputs.items() for part in ("--input", f"{key}={value}")]
    answered = run("rate", name, *given, *options, "--json")
    assert answered.exit_code == 0, answered.output
    answer: dict[str, Any] = json.loads(answered.stdout)
    return answer


def rated_example(name: str, example: Example) -> dict[str, Any]:
    day = example.on_date or pack(name.removesuffix(".yaml")).validity.start
    return rated(name, dict(example.inputs), "--on-date", day.isoformat())


@pytest.mark.parametrize("name", PACK_NAMES)
def test_every_certain_example_of_a_pack_to_the_centavo(name: str) -> None:
    examples = [example for example in pack(name).examples if example.kind in CERTAIN]
    assert examples
    for example in examples:
        answer = rated_example(name, example)
        lines = {line["concept"]: line for line in answer["lines"]}
        if example.total is not None:
            assert Decimal(answer["total"]) == example.total, example
        for expected in example.amounts:
            assert expected.field in AMOUNT_FIELDS.values()
            assert Decimal(lines[expected.concept][expected.field]) == expected.amount, example


def test_an_answer_is_exact_and_adds_up() -> None:
    inputs = {"consumo": "17", "uso": "domestico_medio"}
    answer = rated("san-telmo-2026", inputs, "--on-date", "2026-02-01")
    assert (answer["tariff"], answer["on_date"]) == ("AG-2026-02", "2026-02-01")
    assert (answer["total"], answer["rounding"]) == ("326.31", "0.00")
    water, sewer, sanitation = answer["lines"]
    assert water == {
        "concept": "agua",
        "label": "Agua potable",
        "gross": "214.39",
        "discount": "0.00",
        "subsidy": "0.00",
        "net": "214.39",
        "tax": "0.00",
        "amount": "214.39",
        "tax_rate": "0",
        "exact_gross": "214.389",
        "detail": "118.40 + 5 × 13.2650 + 2 × 14.8320",
    }
    assert (sewer["tax_rate"], sanitation["amount"]) == ("0.16", "24.87")
    amounts = sum(Decimal(line["amount"]) for line in answer["lines"])
    assert amounts + Decimal(answer["rounding"]) == Decimal(answer["total"])
    assert "steps" not in answer


def test_an_explanation_says_each_step() -> None:
    inputs = {"consumo": "17", "uso": "domestico_medio"}
    steps = rated("san-telmo-2026", inputs, "--explain")["steps"]
    assert steps[2] == {
        "concept": "agua",
        "title": "16 y 17, son 2 m³",
        "note": "",
        "arithmetic": "2 × 14.8320",
        "amount": "29.664",
    }
    assert steps[-1]["amount"] is None
    typed = ("--input", "consumo=17", "--input", "uso=domestico_medio")
    told = run("rate", "san-telmo-2026", *typed, "--explain").stdout
    assert "    16 y 17, son 2 m³: 2 × 14.8320\n" in told
    assert "214.3890, al centavo más cercano" in told
    assert told.index("Total del recibo") > told.index("IVA: 0.16 × 75.04")


def test_a_file_rates_as_the_shipped_name(tmp_path: Path) -> None:
    path = tmp_path / "tarifa.yaml"
    path.write_bytes((PACKS / "valle-bajo-2026.yaml").read_bytes())
    example = pack("valle-bajo-2026").examples[0]
    inputs = dict(example.inputs)
    assert rated(str(path), inputs) == rated("valle-bajo-2026.yaml", inputs)


def test_without_a_date_it_is_today_or_the_nearest_day_in_force(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inputs = {"consumo": "5"}
    for now, day, total in (
        (datetime(2026, 11, 17, tzinfo=UTC), "2023-12-31", "76.39"),
        (datetime(2023, 6, 15, tzinfo=UTC), "2023-06-15", "76.39"),
        (datetime(2022, 5, 1, tzinfo=UTC), "2023-01-01", "70.86"),
    ):
        monkeypatch.setattr("caudal.interfaces.commands.tariffs.now", lambda now=now: now)
        answer = rated("cuautitlan-izcalli-2023", inputs)
        assert (answer["on_date"], answer["total"]) == (day, total)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rate", "tecate-2023", "--input", "consumo=1700"), "solo publica hasta 5"),
        (("rate", "san-telmo-2026", "--input", "consumo=7"), "Falta «uso»"),
        (("rate", "san-telmo-2026", "--input", "consumo"), "--input consumo=12.5"),
        (
            ("rate", "tecate-2023", "--input", "consumo=1", "--input", "consumo=2"),
            "«consumo» está dos veces",
        ),
        (
            ("rate", "san-telmo-2026", "--input", "consumo=1", "--input", "uso=domestica"),
            "los valores de la tarifa son: domestico_medio",
        ),
        (("rate", "tecate-2023", "--input", "litros=3"), "La tarifa no pide «litros»"),
        (
            ("rate", "san-telmo-2026", "--on-date", "2026-01-31"),
            "AG-2026-02 no rige el 31/01/2026",
        ),
        (("lint", "no-hay"), "Escriba la ruta de un archivo o uno de: aguakan"),
    ],
)
def test_what_cannot_be_rated_is_said_in_words(arguments: tuple[str, ...], words: str) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert refused.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "debe empezar con claves"),
        (b"\xff\xfe\x00", "no est\u00e1 en UTF-8: gu\u00e1rdelo de nuevo"),
        (b"clave: [", "No es YAML v\u00e1lido"),
        (b"clave: X\n", "vigencia"),
        (b"#" * 5_000_001, "pesa m\u00e1s de 5 MB"),
    ],
)
def test_a_file_that_is_no_tariff_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "tarifa.yaml"
    path.write_bytes(content)
    refused = run("check", str(path))
    assert (refused.exit_code, refused.exception.__class__) == (1, SystemExit)
    assert words in refused.stderr


@pytest.mark.parametrize("name", PACK_NAMES)
def test_shipped_packs_have_no_errors_and_agree_with_their_cases(name: str) -> None:
    assert run("lint", name).exit_code == 0
    checked = run("check", name)
    assert checked.exit_code == 0
    assert f"{len(pack(name).examples)} casos" in checked.stdout


def spoiled(tmp_path: Path, old: str, new: str) -> str:
    text = (PACKS / "san-telmo-2026.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "tarifa.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


def test_a_case_that_changed_is_told_and_fails(tmp_path: Path) -> None:
    checked = run("check", spoiled(tmp_path, "total: 326.31", "total: 326.30"))
    assert checked.exit_code == 1
    assert "ejemplos[0]: total debe ser 326.30 y da 326.31" in checked.stdout
    assert "Todos coinciden" not in checked.stdout


def test_findings_are_told_in_words_and_as_json(tmp_path: Path) -> None:
    path = spoiled(tmp_path, "[20, 14.8320]", "[20, 12.8320]")
    expected = "después de 15 el precio baja de 13.2650 a 12.8320"
    told = run("lint", path)
    assert told.exit_code == 0
    assert told.stdout.startswith(f"aviso tablas.agua.filas.domestico_medio: {expected}")
    (found, *_) = json.loads(run("lint", path, "--json").stdout)
    assert (found["level"], found["message"]) == ("aviso", expected)
    assert run("lint", "san-telmo-2026").stdout == "Sin observaciones.\n"
    assert json.loads(run("lint", "san-telmo-2026", "--json").stdout) == []


def test_the_list_marks_what_is_partial() -> None:
    lines = {line.split()[0]: line for line in run("list").stdout.splitlines()}
    assert list(lines) == PACK_NAMES
    for name, line in lines.items():
        assert line.endswith("parcial") is not pack(name).is_complete
