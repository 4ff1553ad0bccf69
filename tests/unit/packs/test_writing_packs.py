"""A pack is always written in the same bytes, which read back to the same pack."""

from pathlib import Path

import pytest
from tests.factories.packs import small_pack

from caudal.adapters.packs import dump_pack, locate_pack, parse_pack, read_pack


@pytest.mark.parametrize("name", ["san-telmo", "valle-bajo"])
def test_a_shipped_pack_reads_back_as_it_was(name: str) -> None:
    pack = read_pack(path=locate_pack(name=name))
    text = dump_pack(pack=pack)
    assert parse_pack(text=text, folder=Path("/nowhere")) == pack
    assert dump_pack(pack=parse_pack(text=text, folder=Path("/nowhere"))) == text


def test_what_is_as_it_would_be_anyway_is_not_written() -> None:
    text = dump_pack(pack=small_pack())
    assert "activo" not in text
    assert "digitos" not in text
    assert "valor: 117.31\n" in text
    assert "clave: 01\n" in text


def test_numbers_are_written_shortest_and_never_in_scientific_notation() -> None:
    text = dump_pack(pack=small_pack(("aviso_de_retiro: 5000.50", "aviso_de_retiro: 20000.00")))
    assert "aviso_de_retiro: 20000\n" in text
