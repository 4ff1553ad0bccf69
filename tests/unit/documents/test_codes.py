"""Bar codes are read back with the published tables; QR codes by their fixed patterns."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.documents.code128_reader import read_code128

from caudal.adapters.documents.codes import (
    UnprintableCode,
    code128_modules,
    code128_svg,
    qr_svg,
)


@pytest.mark.parametrize(
    ("payload", "symbols"),
    [
        ("018293740112600128311", 15),
        ("C03-048218", None),
        ("A-z 9", 8),
        ("00", 4),
        ("99", 4),
        ("999912345", None),
        ("99A", None),
    ],
)
def test_a_bar_code_is_read_back(payload: str, symbols: int | None) -> None:
    modules = code128_modules(payload)
    assert read_code128(modules) == payload
    if symbols is not None:
        assert len(modules) == 11 * symbols + 2  # The stop pattern has two modules more.


@given(st.text(alphabet=string.ascii_letters + string.digits + " -./:?=&", min_size=1, max_size=40))
def test_any_reference_is_read_back(payload: str) -> None:
    assert read_code128(code128_modules(payload)) == payload


def test_the_drawing_has_the_bars_of_the_symbol() -> None:
    svg = code128_svg("018293740112600128311")
    modules = code128_modules("018293740112600128311")
    assert f'width="{len(modules)}" height="1"' in svg
    drawn = ["0"] * len(modules)
    for left, length in re.findall(r"M(\d+) 0\.5h(\d+)", svg):
        drawn[int(left) : int(left) + int(length)] = "1" * int(length)
    assert "".join(drawn) == modules


@pytest.mark.parametrize("payload", ["", "peñón", "日本"])
def test_what_code_128_cannot_carry_is_refused(payload: str) -> None:
    with pytest.raises(UnprintableCode, match="código de barras"):
        code128_modules(payload)


def qr_rows(svg: str) -> list[str]:
    match = re.search(r'width="(\d+)"', svg)
    assert match
    size = int(match[1])
    rows = [["0"] * size for _ in range(size)]
    for left, top, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        rows[int(top)][int(left) : int(left) + int(length)] = "1" * int(length)
    return ["".join(row) for row in rows]


def test_a_qr_code_has_its_three_finders_and_its_timing_line() -> None:
    rows = qr_rows(qr_svg("https://pago.aguasantelmo.example/r/1184302"))
    size = len(rows)
    assert (size - 17) % 4 == 0
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert [row[left : left + 7] for row in rows[top : top + 7]] == finder
    timing = rows[6][8 : size - 8]
    assert timing == ("10" * size)[: len(timing)]


def test_the_same_payload_draws_the_same_code_and_another_does_not() -> None:
    assert qr_svg("C03-048218") == qr_svg("C03-048218")
    assert qr_svg("C03-048218") != qr_svg("C03-048219")
