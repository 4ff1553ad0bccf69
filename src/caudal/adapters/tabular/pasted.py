"""Rows pasted from a spreadsheet or from the text of a law: what was understood, and what was not.

Cells come apart by tabs, else by semicolons, else by spaces. Bounds are read as laws write them:
``10``, ``De 11 a 15 m³``, ``Más de 50``, ``En adelante``, or a pair of columns from–to.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from caudal.engines.layouts.numbers import DecimalMark, mark_shown, parse_decimal, undress
from caudal.engines.layouts.refusals import CellRefused

LARGEST_PASTE: Final = 5_000
"""Rows of one paste; no published table is longer."""

_MOST_HEADINGS: Final = 5
_ENDLESS = re.compile(
    r"(?:en adelante|y m[aá]s|m[aá]s|sin l[ií]mite|∞|-|–|"
    r"(?:m[aá]s de|mayor(?:es)? (?:de|a|que)|arriba de|>) ?[\d.,]+(?: en adelante)?|"
    r"(?:de )?[\d.,]+ ?(?:o m[aá]s|y m[aá]s|en adelante|a m[aá]s|\+))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?:de )?([\d.,]+) ?(?:a|al|hasta|-|–|—) ?([\d.,]+)", re.IGNORECASE)
_UNIT = re.compile(r"\s*(?:m³|m3|mts3|metros c[uú]bicos)\.?\s*", re.IGNORECASE)
_GLUE = (
    (re.compile(r"(?<=\d) (?:a|al|hasta|-|–|—) (?=\d)", re.IGNORECASE), "–"),
    (re.compile(r"\b(?:m[aá]s de|mayor(?:es)? (?:de|a|que)|arriba de) (?=\d)", re.IGNORECASE), ">"),
    (re.compile(r"\bde (?=\d)", re.IGNORECASE), ""),
    (re.compile(r"(?<=\d) (?:o m[aá]s|y m[aá]s|en adelante)\b", re.IGNORECASE), "+"),
    (re.compile(r"\ben adelante\b", re.IGNORECASE), "∞"),
    (re.compile(r"\$ +(?=\d)"), "$"),
)


class PastedKind(Enum):
    """What a column of the grid holds."""

    KEY = "clave"
    BOUND = "tope"
    NUMBER = "número"


@dataclass(frozen=True, slots=True)
class PastedColumn:
    """A column that the paste must bring, with its word on the screen."""

    title: str
    kind: PastedKind = PastedKind.NUMBER


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not understood."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """The rows that were understood, as plain numbers (None is a bound without end), and the rest.

    ``headings`` counts the lines above the first row that only named columns.
    """

    rows: tuple[tuple[str | None, ...], ...]
    refused: tuple[RefusedLine, ...]
    headings: int


def read_pasted(text: str, *, columns: Sequence[PastedColumn]) -> Pasted:
    """Read pasted text into rows of these columns.

    The decimal mark is the one that the numbers show, all of them together; a point if none does.
    A column more than expected is taken for the lower bound, which the rows do not need.
    """
    lines = _without_empty_columns(list(_lines(text, columns)))
    mark = _mark([cell for _, cells in lines for cell in cells])
    headings = _headings(lines, columns, mark)
    rows: list[tuple[str | None, ...]] = []
    refused: list[RefusedLine] = []
    for number, cells in lines[headings:]:
        try:
            _check_fits(rows)
            rows.append(_row(cells, columns, mark))
        except _Misread as problem:
            refused.append(RefusedLine(number, " · ".join(cells), str(problem)))
    return Pasted(tuple(rows), tuple(refused), headings)


class _Misread(Exception):
    """A line is not a row; the message says what to do."""


def _check_fits(rows: Sequence[object]) -> None:
    if len(rows) >= LARGEST_PASTE:
        raise _Misread(f"Solo caben {LARGEST_PASTE:,} renglones. Divida la tabla.")


def _lines(text: str, columns: Sequence[PastedColumn]) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, with its number and its cells."""
    mark = next((each for each in "\t;" if each in text), "")
    for number, line in enumerate(text.splitlines(), start=1):
        cells = line.split(mark) if mark else _by_spaces(line, columns)
        clean = [" ".join(cell.split()).strip('"') for cell in cells]
        if any(clean):
            yield number, clean


def _by_spaces(line: str, columns: Sequence[PastedColumn]) -> list[str]:
    """The cells of a line copied from a document; what belongs together is glued first."""
    if len(columns) == 1:
        return [line]
    text = _UNIT.sub(" ", line)
    for pattern, glued in _GLUE:
        text = pattern.sub(glued, text)
    return text.split()


def _without_empty_columns(lines: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Without what is blank from top to bottom, as a sheet leaves it at its sides."""
    used = {place for _, cells in lines for place, cell in enumerate(cells) if cell}
    return [
        (number, [cell for place, cell in enumerate(cells) if place in used])
        for number, cells in lines
    ]


def _mark(cells: Iterable[str]) -> DecimalMark:
    for cell in cells:
        try:
            shown = mark_shown(undress(_UNIT.sub("", cell))[1])
        except CellRefused:
            continue
        if shown is not None:
            return shown
    return DecimalMark.POINT


def _headings(
    lines: list[tuple[int, list[str]]], columns: Sequence[PastedColumn], mark: DecimalMark
) -> int:
    """How many of the first lines bring no number where rows bring one."""
    for index, (_, cells) in enumerate(lines[:_MOST_HEADINGS]):
        values = cells[-1:] if columns[-1].kind is PastedKind.NUMBER else cells
        if any(_is_number(cell, mark) for cell in values):
            return index
    return 0


def _is_number(cell: str, mark: DecimalMark) -> bool:
    try:
        parse_decimal(cell, mark=mark)
    except CellRefused:
        return False
    return True


def _row(
    cells: list[str], columns: Sequence[PastedColumn], mark: DecimalMark
) -> tuple[str | None, ...]:
    place = next((i for i, each in enumerate(columns) if each.kind is PastedKind.BOUND), None)
    wanted = len(columns)
    while len(cells) > wanted and not cells[-1]:
        cells = cells[:-1]
    if place is not None and len(cells) == wanted + 1:
        cells = _without_lower(cells, place, mark)
    if len(cells) != wanted:
        titles = ", ".join(each.title.lower() for each in columns)
        raise _Misread(f"Trae {len(cells)} columnas y se esperan {wanted}: {titles}.")
    return tuple(_cell(*pair, mark) for pair in zip(cells, columns, strict=True))


def _without_lower(cells: list[str], place: int, mark: DecimalMark) -> list[str]:
    """The cells without the one that says from where the row goes, once it is seen to be that."""
    upper = _bound(cells[place + 1], mark)
    if upper is not None or not _ENDLESS.fullmatch(_UNIT.sub(" ", cells[place]).strip()):
        lower = _number(cells[place], mark, "desde")
        if upper is not None and Decimal(lower) > Decimal(upper):
            raise _Misread(f"Empieza en {lower} y termina en {upper}. Revise las columnas.")
    return [*cells[:place], *cells[place + 1 :]]


def _cell(cell: str, column: PastedColumn, mark: DecimalMark) -> str | None:
    if column.kind is PastedKind.BOUND:
        return _bound(cell, mark)
    if column.kind is PastedKind.NUMBER:
        return _number(cell, mark, column.title.lower())
    if not cell:
        raise _Misread(f"Falta {column.title.lower()}.")
    return cell


def _bound(cell: str, mark: DecimalMark) -> str | None:
    """The upper bound of a row; None when it has no end."""
    text = _UNIT.sub(" ", cell).strip()
    if not text or _ENDLESS.fullmatch(text):
        return None
    span = _RANGE.fullmatch(text)
    return _number(span[2] if span else text, mark, "hasta")


def _number(cell: str, mark: DecimalMark, title: str) -> str:
    if not cell:
        raise _Misread(f"Falta {title}.")
    try:
        return f"{parse_decimal(_UNIT.sub('', cell), mark=mark):f}"
    except CellRefused as refusal:
        raise _Misread(f"{title.capitalize()} «{cell}»: {refusal.reason}") from refusal
