"""The stream of requests: one answer per line, in order, whatever a line holds."""

import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.unit.owrs.rates import write

from caudal.adapters.owrs import OwrsBiller
from caudal.adapters.owrs.text import decimal_text
from caudal.interfaces.commands.main import main

HOME = """  HOME:
    service_charge: {depends_on: meter_size, values: {1: 6.40, 2: 9}}
    flat_rate: {depends_on: meter_size, values: {1: 0.33333, 2: 1}}
    commodity_charge: flat_rate*usage_ccf
    pumping_charge: usage_ccf/3
    bill: service_charge+commodity_charge+pumping_charge
  FIXED:
    service_charge: 12.5
    bill: service_charge
  SHOP:
    commodity_charge: nowhere*usage_ccf
    bill: commodity_charge
"""


def request(**changes: Any) -> str:
    whole = {
        "file": "rates.owrs",
        "class": "HOME",
        "inputs": {"meter_size": "1"},
        "usage": [0, 3],
    }
    return json.dumps({**whole, **changes})


@pytest.fixture
def biller(tmp_path: Path) -> OwrsBiller:
    write(tmp_path, HOME)
    return OwrsBiller(tmp_path)


def test_lists_parallel_to_usage_of_exact_decimals(biller: OwrsBiller) -> None:
    assert biller.answer(request(usage=[0, 3, 1.5, "6"])) == {
        "service": ["6.4"] * 4,
        "commodity": ["0", "0.99999", "0.499995", "1.99998"],
        "bill": ["6.4", "8.39999", "7.399995", "10.39998"],
        "parts": {"flat_rate": ["0.33333"] * 4, "pumping_charge": ["0", "1", "0.5", "2"]},
    }


def test_a_field_that_the_class_has_not_is_null(biller: OwrsBiller) -> None:
    answer = biller.answer(request(**{"class": "FIXED", "usage": [1, 2]}))
    assert answer == {
        "service": ["12.5", "12.5"],
        "commodity": None,
        "bill": ["12.5", "12.5"],
        "parts": {},
    }


def test_no_usage_gives_empty_lists(biller: OwrsBiller) -> None:
    answer = biller.answer(request(usage=[]))
    assert (answer["service"], answer["bill"]) == ([], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("not json", "JSON"),
        ("[]", "objeto"),
        ("[" * 100_000, "JSON"),
        (request(file=None), "«file»"),
        (request(file="../nowhere.owrs"), "No se puede abrir"),
        (request(**{"class": "OFFICE"}), "OFFICE"),
        (request(inputs=[]), "«inputs»"),
        (request(inputs={}), "meter_size"),
        (request(inputs={"meter_size": "3"}), "«3»"),
        (request(inputs={"meter_size": {"a": 1}}), "meter_size"),
        (request(usage=None), "«usage»"),
        (request(usage=[None]), "usage_ccf"),
        (request(usage=["x"]), "«x»"),
        (request(usage=[-1]), "-1"),
        (request(usage=[[1]]), "usage_ccf"),
        (request(usage=[True]), "usage_ccf"),
        (request(usage=[10**16]), "usage_ccf"),
        (request().replace("[0, 3]", "[NaN]"), "NaN"),
        (request(**{"class": "SHOP"}), "nowhere"),
    ],
)
def test_an_error_is_an_answer(biller: OwrsBiller, line: str, told: str) -> None:
    answer = biller.answer(line)
    assert list(answer) == ["error"]
    assert told in answer["error"]


def test_formulas_that_chain_without_end(tmp_path: Path) -> None:
    chain = "".join(f"    f{i}: f{i + 1}\n" for i in range(5_000))
    write(tmp_path, f"  HOME:\n    bill: f0\n{chain}    f5000: 1\n")
    assert "encadenan" in OwrsBiller(tmp_path).answer(request())["error"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(10), "10"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 2**70), f"{Decimal(1) / Decimal(2) ** 70:f}"[:2] + "0"),
    ],
)
def test_decimals_that_end_are_exact(value: Fraction, text: str) -> None:
    assert decimal_text(value).startswith(text)
    assert Fraction(decimal_text(value)) == value


def test_a_decimal_that_never_ends_keeps_34_digits() -> None:
    assert decimal_text(Fraction(1, 3)) == "0." + "3" * 34


def test_the_command_answers_line_by_line_and_never_stops(tmp_path: Path) -> None:
    write(tmp_path, HOME)
    lines = [request(), "{", request(inputs={}), request(**{"class": "FIXED"})]
    done = subprocess.run(
        [sys.executable, "-m", "caudal.interfaces.commands", "owrs", "bill"],
        cwd=tmp_path,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, True, False]
    assert answers[0]["bill"][1] == "8.39999"


def test_the_command_lists_classes_and_writes_packs(tmp_path: Path) -> None:
    path = write(tmp_path, HOME)
    run = CliRunner().invoke
    assert run(main, ["owrs", "import", str(path)]).output.split() == ["HOME", "FIXED", "SHOP"]
    pack = run(main, ["owrs", "import", str(path), "--class", "HOME"])
    (tmp_path / "home.yaml").write_text(pack.output, encoding="utf-8")
    given = ["--input", "meter_size=2", "--input", "usage_ccf=3", "--json"]
    rated = run(main, ["tariffs", "rate", str(tmp_path / "home.yaml"), *given])
    assert json.loads(rated.output)["total"] == "13.00"


def test_the_command_lints(tmp_path: Path) -> None:
    path = write(tmp_path, HOME.replace("nowhere*", "flat_rate*"))
    found = CliRunner().invoke(main, ["owrs", "lint", str(path)])
    assert found.exit_code == 1
    assert "«flat_rate» no está definido" in found.output
    whole = write(tmp_path, "  HOME:\n    bill: 1\n")
    assert CliRunner().invoke(main, ["owrs", "lint", str(whole)]).output == "Sin observaciones.\n"
