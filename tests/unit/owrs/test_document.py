"""Files that are refused, and what is read of those that are not."""

from datetime import date
from pathlib import Path

import pytest
from tests.unit.owrs.rates import HEAD, file_of, write

from caudal.adapters.owrs import OwrsRefused, read_file

HOME = "  HOME:\n    bill: 1\n"


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        ("  HOME:\n    bill: 1\n    bill: 2\n", "Línea 9"),
        ("  HOME:\n    bill: 1\n  HOME:\n    bill: 2\n", "HOME"),
        ("  HOME: &a\n    bill: 1\n  SHOP: *a\n", "Línea 9"),
        ("  HOME:\n    bill: [1\n", "line 9"),
        ("", "rate_structure"),
        ("  - HOME\n", "rate_structure"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line_or_key(
    tmp_path: Path, classes: str, told: str
) -> None:
    with pytest.raises(OwrsRefused) as refused:
        file_of(tmp_path, classes)
    assert told in str(refused.value)


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "rates.owrs"
    path.write_bytes((HEAD + HOME).encode() + b"\xe9")
    with pytest.raises(OwrsRefused, match="UTF-8"):
        read_file(path=path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OwrsRefused, match="No se puede abrir"):
        read_file(path=tmp_path / "nowhere.owrs")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-01-31", date(2018, 1, 31)),
        ("01/31/2018", date(2018, 1, 31)),
        ("1/31/2018", date(2018, 1, 31)),
        ("31 de enero", None),
        ("2018-02-30", None),
    ],
)
def test_effective_dates(tmp_path: Path, written: str, day: date | None) -> None:
    file = file_of(tmp_path, HOME, head=HEAD.replace("2018-01-01", written))
    assert file.effective_on == day


def test_a_file_without_metadata_can_still_be_read(tmp_path: Path) -> None:
    file = read_file(path=write(tmp_path, HOME, head="rate_structure:\n"))
    assert file.effective_on is None
    assert file.utility == tmp_path.name
