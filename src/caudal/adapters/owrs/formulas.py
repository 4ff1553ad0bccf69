"""Formulas of the format in our own language: names, numbers and ``+ − * / ( )``."""

import re
from collections.abc import Callable
from decimal import Decimal

from caudal.adapters.owrs.document import OwrsRefused

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+\.?[0-9]*|\.[0-9]+)(?![\w.])|(?P<name>[^\W\d]\w*)|(?P<sign>[-+*/()]))"
)


def tokens(text: str, place: str) -> list[tuple[str, str]]:
    """The kind and the text of each part of a formula.

    :raises OwrsRefused: if it has anything else, or calls a name as if it were a function
    """
    found: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].split(maxsplit=1)[0]
            raise OwrsRefused(f"{place}: no se entiende «{rest}» en «{text}».")
        kind = match.lastgroup or ""
        if match[kind] == "(" and found and found[-1][0] in ("name", "number"):
            raise OwrsRefused(f"{place}: falta un signo antes del paréntesis en «{text}».")
        found.append((kind, match[kind]))
        position = match.end()
    return found


def names_in(text: str, place: str) -> list[str]:
    """The names of a formula in reading order."""
    return [name for kind, name in tokens(text, place) if kind == "name"]


def translated(text: str, place: str, *, word: Callable[[str], str], is_budget: bool) -> str:
    """The formula with the word that ``word`` gives for each name.

    In a budget **each operand** is rounded to a whole unit, ties to even, before it is used: the
    rule of the format's reference implementation, literal constants included.
    """
    operand = "REDONDEAR_PAR({}, 0)" if is_budget else "{}"
    parts = []
    for kind, part in tokens(text, place):
        if kind == "sign":
            parts.append(f" {part} " if part in "+-*/" else part)
        else:
            parts.append(operand.format(word(part) if kind == "name" else f"{Decimal(part):f}"))
    return "".join(parts)
