"""Numbers as people type them in Mexico: "$1,234.50", "1.234,50", "(35)", "1'234,567"."""

import re
from decimal import Decimal
from enum import StrEnum

MAX_DIGITS = 18
"""More digits than any amount, volume or counter has; what is longer is an identifier."""

_DRESS = str.maketrans("", "", " \u00a0\u202f'\u2019$")
_BODY = re.compile(r"\d[\d.,]*|[.,]\d+")
_GROUPED_BY_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+")
_GROUPED_BY_POINT = re.compile(r"\d{1,3}(?:\.\d{3})+")
_ONE_MARK_AND_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


class DecimalMark(StrEnum):
    """What separates the decimals of a column; the other character groups thousands."""

    POINT = "."
    COMMA = ","


class NotANumberError(ValueError):
    """The text has something else than digits, marks, a sign and "$"."""


class MarkDiffersError(ValueError):
    """It is a number, but written with another decimal mark than its column."""


class MarkAmbiguousError(ValueError):
    """Like "1,234" in a column that never shows which of both its comma is."""


def undress(text: str) -> tuple[bool, str]:
    """Take off "$", "MXN", spaces, apostrophes and the sign.

    :returns: whether it is negative, and the digits with their points and commas
    :raises NotANumberError: if anything else is left
    """
    body = text.upper().replace("MXN", "").replace("\u2212", "-").translate(_DRESS)
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    elif body.startswith("-") or body.endswith("-"):
        negative, body = True, body.removeprefix("-").removesuffix("-")
    else:
        body = body.removeprefix("+")
    if not _BODY.fullmatch(body):
        raise NotANumberError(text)
    return negative, body


def mark_shown(body: str) -> DecimalMark | None:
    """The decimal mark that the text proves; ``None`` without mark or if it reads both ways."""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return DecimalMark.POINT if body.rfind(".") > body.rfind(",") else DecimalMark.COMMA
    if points > 1:
        return DecimalMark.COMMA
    if commas > 1:
        return DecimalMark.POINT
    if (not points and not commas) or _ONE_MARK_AND_THREE.fullmatch(body):
        return None
    return DecimalMark.POINT if points else DecimalMark.COMMA


def parse_decimal(text: str, *, mark: DecimalMark | None) -> Decimal:
    """Exact value of a text in a column whose decimal mark is known, or was never shown (``None``).

    :raises NotANumberError: if it is no number
    :raises MarkDiffersError: if it is one only with the other mark
    :raises MarkAmbiguousError: if the mark is unknown and the value depends on it
    """
    if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS:
        return Decimal(text)
    negative, body = undress(text)
    shown = mark_shown(body)
    if mark is None:
        if shown is None and not body.isdecimal():
            raise MarkAmbiguousError(text)
        mark = shown or DecimalMark.POINT
    elif shown is not None and shown is not mark:
        raise MarkDiffersError(text)
    value = _exact(body, mark=mark, original=text)
    return -value if negative else value


def _exact(body: str, *, mark: DecimalMark, original: str) -> Decimal:
    whole, _, decimals = body.partition(mark)
    grouped = _GROUPED_BY_COMMA if mark is DecimalMark.POINT else _GROUPED_BY_POINT
    if whole and not whole.isdecimal():
        if not grouped.fullmatch(whole):
            raise NotANumberError(original)
        whole = whole.replace(",", "").replace(".", "")
    if (decimals and not decimals.isdecimal()) or len(whole) + len(decimals) > MAX_DIGITS:
        raise NotANumberError(original)
    return Decimal(f"{whole or 0}.{decimals or 0}") if decimals else Decimal(whole or 0)
