"""Reading and writing the text of a pack: exact, without repeated keys, the same after a round."""

import pytest
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import (
    TariffTextError,
    dump_tariff,
    dump_tariff_yaml,
    load_tariff_yaml,
)


def test_every_scalar_stays_text_and_nothing_is_none() -> None:
    document = load_tariff_yaml("a: 13.2650\nb: no\nc: 2026-02-01\nd: null\ne:\nf: ''\n1: [1e3, ~]")

    assert document == {
        "a": "13.2650",
        "b": "no",
        "c": "2026-02-01",
        "d": None,
        "e": None,
        "f": "",
        "1": ["1e3", None],
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3", "Línea 3: deje una sola clave «a»"),
        ("a:\n  b: 1\n  b: 2", "Línea 3: deje una sola clave «b»"),
        ("a: &x 1\nb: *x", "Línea 2: repita los datos"),
        ("? [a, b]\n: 1", "Línea 1: escriba la clave como un texto simple"),
        ("- 1\n- 2", "debe empezar con claves"),
        ("", "debe empezar con claves"),
        ("a: [1", "No es YAML válido"),
        ("[" * 5_000, "No es YAML válido"),
    ],
)
def test_text_that_is_not_a_pack_is_refused(text: str, says: str) -> None:
    with pytest.raises(TariffTextError) as refusal:
        load_tariff_yaml(text)

    assert says in str(refusal.value)


def test_every_repeated_key_is_reported_at_once() -> None:
    with pytest.raises(TariffTextError) as refusal:
        load_tariff_yaml("a: 1\na: 2\nb: {c: 1, c: 2}")

    assert "Línea 2" in str(refusal.value)
    assert "Línea 3" in str(refusal.value)


@pytest.mark.parametrize("name", PACK_NAMES)
def test_what_is_written_reads_back_the_same(name: str) -> None:
    document = dump_tariff(pack(name))

    assert load_tariff_yaml(dump_tariff_yaml(document)) == document


def test_written_text_is_readable() -> None:
    text = dump_tariff_yaml({"a": "no", "b": None, "c": [["10", None]], "d": "", "e": "null"})

    assert text == "a: no\nb: null\nc:\n- [10, null]\nd: ''\ne: 'null'\n"
