"""Numbers as people type them in Mexico: "$1,234.50", "1.234,50", "(35)", "1'234,567"."""

import re
from decimal import Decimal
from enum import StrEnum

from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import ErrorCode

MAX_DIGITS = 18
"""More digits than any amount, volume or counter has; what is longer is an identifier."""

_DRESS = str.maketrans("\u2212\u2019", "-'", " \u00a0\u202f$")
_BODY = re.compile(r"[0-9][0-9.,']*|[.,][0-9]+")
_GROUPED_BY_COMMA = re.compile(r"\d{1,3}(?:[,']\d{3})+")
_GROUPED_BY_POINT = re.compile(r"\d{1,3}(?:[.']\d{3})+")
_ONE_MARK_AND_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


class DecimalMark(StrEnum):
    """What separates the decimals of a column; the other character groups thousands."""

    POINT = "."
    COMMA = ","

    @property
    def spoken(self) -> str:
        """Its name in a sentence."""
        return "punto" if self is DecimalMark.POINT else "coma"


def undress(text: str) -> tuple[bool, str]:
    """Take off "$", "MXN", spaces and the sign.

    :returns: whether it is negative, and the digits with their points, commas and apostrophes
    :raises CellRefused: if anything else is left
    """
    body = text.upper().replace("MXN", "").translate(_DRESS)
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    elif body.startswith("-") or body.endswith("-"):
        negative, body = True, body.removeprefix("-").removesuffix("-")
    else:
        body = body.removeprefix("+")
    if not _BODY.fullmatch(body):
        raise _not_a_number()
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

    :raises CellRefused: if it is no number, is one only with the other mark, or the mark is unknown
        and the value depends on it
    """
    if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS:
        return Decimal(text)
    negative, body = undress(text)
    shown = mark_shown(body)
    if mark is None:
        if shown is None and ("." in body or "," in body):
            reason = "No se sabe si separa miles o decimales. Escríbalo sin miles, como 1234.00."
            raise CellRefused(ErrorCode.DECIMAL_MARK_AMBIGUOUS, reason)
        mark = shown or DecimalMark.POINT
    elif shown is not None and shown is not mark:
        reason = f"El resto de la columna usa {mark.spoken} decimal y esta celda no. Corríjala."
        raise CellRefused(ErrorCode.DECIMAL_MARK_DIFFERS, reason)
    value = _exact(body, mark=mark)
    return -value if negative else value


def _exact(body: str, *, mark: DecimalMark) -> Decimal:
    whole, _, decimals = body.partition(mark)
    grouped = _GROUPED_BY_COMMA if mark is DecimalMark.POINT else _GROUPED_BY_POINT
    if whole and not whole.isdecimal():
        if not grouped.fullmatch(whole):
            raise _not_a_number()
        whole = re.sub(r"[.,']", "", whole)
    if (decimals and not decimals.isdecimal()) or len(whole) + len(decimals) > MAX_DIGITS:
        raise _not_a_number()
    return Decimal(f"{whole or 0}.{decimals or 0}") if decimals else Decimal(whole or 0)


def _not_a_number() -> CellRefused:
    return CellRefused(ErrorCode.NOT_A_NUMBER, "Escriba un número, como 1234.50.")
