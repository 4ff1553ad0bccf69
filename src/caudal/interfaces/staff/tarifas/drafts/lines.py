"""Lists typed one item a line, as they also come pasted from a sheet."""

import re

from caudal.kernel.errors import Refusal

_LINE_PARTS = re.compile(r"\t|\s*[=:;]\s*|\s{2,}")
_LOCAL_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class LineRepeated(Refusal):
    """Two lines of a list say the same thing."""

    def __init__(self, key: str) -> None:
        super().__init__(f"«{key}» está en dos renglones. Deje uno.")


def pairs_of(text: str) -> dict[str, str]:
    """What each line says before and after its first mark, in order.

    :raises LineRepeated: if two lines begin alike
    """
    found: dict[str, str] = {}
    for line in lines_of(text):
        key, value = split_line(line)
        if key in found:
            raise LineRepeated(key)
        found[key] = value
    return found


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def split_line(line: str) -> tuple[str, str]:
    """What stands before and after the first mark of a line."""
    key, _, rest = _LINE_PARTS.sub("\t", line, count=1).partition("\t")
    return key.strip(), rest.strip()


def iso_day(day: str) -> str:
    """01/02/2026 as 2026-02-01; anything else as it is."""
    local = _LOCAL_DAY.fullmatch(day)
    return f"{local[3]}-{int(local[2]):02d}-{int(local[1]):02d}" if local else day


def plain_amount(amount: str) -> str:
    """$1,234.50 as 1234.50."""
    return amount.strip().removeprefix("$").replace(",", "").strip()
