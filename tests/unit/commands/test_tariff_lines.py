"""``caudal tariffs rate … --stdin``: the real command, fed through a pipe."""

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.rating.packs import pack

from caudal.engines.rating import compile_tariff

COMMAND = [sys.executable, "-m", "caudal.interfaces.commands", "tariffs", "rate"]
FIELDS = ("gross", "discount", "subsidy", "net", "tax", "amount")


def run(*arguments: str, lines: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], input=lines, capture_output=True, check=False, timeout=120
    )


def answers(*arguments: str, lines: list[str]) -> list[dict[str, Any]]:
    done = run(*arguments, lines="".join(f"{line}\n" for line in lines).encode())
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(found) == len(lines)
    return found


def test_each_line_gets_the_bill_of_its_account_in_order() -> None:
    definition = pack("san-telmo-2026")
    program = compile_tariff(definition, on_date=definition.validity.start)
    accounts = [dict(example.inputs) for example in definition.examples]

    found = answers(
        "san-telmo-2026",
        "--stdin",
        "--on-date",
        "2026-02-01",
        lines=[json.dumps(account) for account in accounts],
    )

    for account, answer in zip(accounts, found, strict=True):
        bill = program.rate(account)
        assert (answer["total"], answer["rounding"]) == (str(bill.total), str(bill.rounding))
        assert [line["concept"] for line in answer["lines"]] == [
            line.concept for line in bill.lines
        ]
        for told, line in zip(answer["lines"], bill.lines, strict=True):
            assert {name: told[name] for name in FIELDS} == {
                name: str(getattr(line, name)) for name in FIELDS
            }
            assert Decimal(told["tax_rate"]) == line.tax_rate


BAD = [
    ("", "La línea no es JSON"),
    ("{", "La línea no es JSON"),
    ("[17]", "Cada línea es un objeto"),
    ("17", "Cada línea es un objeto"),
    ('{"consumo": NaN}', "NaN no es un número exacto"),
    ('{"consumo": 1, "consumo": 2}', "«consumo» está dos veces en la línea"),
    ('{"consumo": 17, "uso": "taller"}', "los valores de la tarifa son: domestico_medio"),
    ('{"consumo": 17}', "Falta «uso»"),
    ('{"consumo": -1, "uso": "comercial"}', "no puede ser menor que 0"),
    ('{"consumo": 1.0001, "uso": "comercial"}', "lleva a lo más 3 decimales"),
    ('{"consumo": 1e-999999999, "uso": "comercial"}', "debe ser un número exacto"),
    ('{"consumo": 1e999999999, "uso": "comercial"}', "debe ser un número exacto"),
    ('{"consumo": [1], "uso": {"a": 1}}', "debe ser un número exacto"),
    ('{"consumo": 999999999999999, "uso": "comercial"}', "no cabe en un recibo"),
    ('{"litros": 3}', "La tarifa no pide «litros»; sus entradas son: consumo, uso"),
    ("[" * 100_000, "La línea no es JSON"),
    (f'{{"consumo": {"9" * 5000}}}', "La línea no es JSON"),
    (f'{{"consumo": "{"x" * 1_000_001}"}}', "La línea pasa de 1,000,000 bytes"),
]


def test_a_bad_line_says_why_and_never_stops_the_rest() -> None:
    good = '{"consumo": 17, "uso": "domestico_medio"}'
    lines = [line for bad, _ in BAD for line in (bad, good)]

    found = answers("san-telmo-2026", "--stdin", lines=lines)

    for (bad, says), answer, after in zip(BAD, found[::2], found[1::2], strict=True):
        assert list(answer) == ["error"], bad[:80]
        assert says in answer["error"], (bad[:80], answer["error"][:200])
        assert after["total"] == "326.31"


def test_bytes_that_are_no_text_are_one_bad_line() -> None:
    lines = b'\xff\xfe\n\xef\xbb\xbf{"consumo": 5}\r\n{"consumo": 4.50}'

    found = [json.loads(line) for line in run("tecate-2021", lines=lines).stdout.splitlines()]

    assert "La línea no es JSON" in found[0]["error"]
    assert [answer["total"] for answer in found[1:]] == ["74.09", "74.09"]


def test_numbers_stay_exact() -> None:
    """As floats the first would be 105.9…, and the second a tie lost."""
    found = answers(
        "real-de-minas-2026-01",
        lines=['{"consumo": 0.10, "uso": "domestico"}', '{"consumo": "0", "uso": "mixto"}'],
    )

    assert found[0]["total"] == "98.20"
    assert found[1]["lines"][0]["net"] == "156.28"


def test_lines_of_a_pipe_are_read_without_being_asked_for() -> None:
    (found,) = answers("tecate-2021", lines=['{"consumo": 10}'])

    assert found["total"] == "147.19"


def test_without_lines_there_is_one_account_or_nothing() -> None:
    alone = run("tecate-2021", "--input", "consumo=10", "--json", lines=b"")
    nothing = run("tecate-2021", "--stdin", lines=b"")

    assert json.loads(alone.stdout)["total"] == "147.19"
    assert (nothing.returncode, nothing.stdout) == (0, b"")


@pytest.mark.parametrize("extra", [("--input", "consumo=5"), ("--explain",)])
def test_lines_and_the_options_of_one_account_do_not_mix(extra: tuple[str, ...]) -> None:
    refused = run("tecate-2021", "--stdin", *extra, lines=b"{}\n")

    assert refused.returncode == 2
    assert "quite --input y --explain" in refused.stderr.decode()


def test_whoever_waits_for_an_answer_gets_it_before_writing_more() -> None:
    with subprocess.Popen(
        [*COMMAND, "tecate-2021", "--stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as command:
        assert command.stdin
        assert command.stdout
        for m3, total in (("5", "74.09"), ("10", "147.19"), ("11", None)):
            command.stdin.write(f'{{"consumo": {m3}}}\n'.encode())
            command.stdin.flush()
            assert json.loads(command.stdout.readline()).get("total") == total
        command.stdin.close()
        assert command.wait(timeout=30) == 0


def test_many_accounts_give_as_many_answers() -> None:
    lines = [f'{{"consumo": {m3 % 61}, "uso": "comercial"}}' for m3 in range(30_000)]

    found = answers("san-telmo-2026", "--stdin", lines=lines)

    assert found[17] == found[17 + 61]
    assert found[17]["total"] == "841.10"
    assert len({answer["total"] for answer in found}) == 51
