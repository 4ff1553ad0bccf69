"""Dates as files write them: dd/mm/aaaa, aaaa-mm-dd and dd-mmm-aa. Month first is never guessed."""

import re
from datetime import date
from enum import StrEnum

from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import ErrorCode
from caudal.kernel.periods import MONTH_NAMES

_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})", re.ASCII)
_MONTH_NAME = re.compile(
    r"(\d{1,2})(?:[-/. ]|\s+de\s+)([a-zñ]{3,10})\.?(?:[-/. ]|\s+del?\s+)(\d{4}|\d{2})"
)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", re.ASCII)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s?[ap]\.?\s?m\.?)?$")
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_MONTH_OF = {
    **{name: number for number, name in enumerate(_MONTHS, start=1)},
    **{name: number for number, name in enumerate(MONTH_NAMES, start=1)},
    "sept": 9,
    "set": 9,
    "setiembre": 9,
}


class DateForm(StrEnum):
    """The way in which a column writes its dates."""

    DAY_FIRST = "dd/mm/aaaa"
    YEAR_FIRST = "aaaa-mm-dd"
    MONTH_NAME = "dd-mmm-aaaa"


def form_shown(text: str) -> DateForm | None:
    """The form in which a text is written, whether or not that day exists."""
    body = _without_time(text)
    if _DAY_FIRST.fullmatch(body):
        return DateForm.DAY_FIRST
    if _YEAR_FIRST.fullmatch(body):
        return DateForm.YEAR_FIRST
    return DateForm.MONTH_NAME if _MONTH_NAME.fullmatch(body.lower()) else None


def only_reading(text: str) -> str | None:
    """What a slashed date proves to come first: ``"day"``, ``"month"`` or nothing (``None``)."""
    match = _DAY_FIRST.fullmatch(_without_time(text))
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    if first > 12 >= second:
        return "day"
    return "month" if second > 12 >= first else None


def parse_date(text: str, *, form: DateForm, latest: date) -> date:
    """The date that a text says in the form of its column; a time after it is left out.

    A year of two digits is the last one with those digits not after ``latest``.

    :raises CellRefused: if it is written otherwise, that day does not exist, or the year of a
        numeric date has two digits
    """
    body = _without_time(text)
    try:
        match form:
            case DateForm.DAY_FIRST if found := _DAY_FIRST.fullmatch(body):
                return date(int(found[4]), int(found[3]), int(found[1]))
            case DateForm.YEAR_FIRST if found := _YEAR_FIRST.fullmatch(body):
                return date(int(found[1]), int(found[3]), int(found[4]))
            case DateForm.MONTH_NAME if found := _MONTH_NAME.fullmatch(body.lower()):
                return _with_month_name(found[1], found[2], found[3], latest=latest)
    except (ValueError, KeyError) as error:
        raise _not_a_date() from error
    if _SHORT_YEAR.fullmatch(body):
        reason = "El año tiene dos cifras y puede leerse de varias maneras. Escriba dd/mm/aaaa."
        raise CellRefused(ErrorCode.DATE_AMBIGUOUS, reason)
    raise _not_a_date()


def _not_a_date() -> CellRefused:
    return CellRefused(ErrorCode.NOT_A_DATE, "No es una fecha que exista. Escriba dd/mm/aaaa.")


def _with_month_name(day: str, month: str, year: str, *, latest: date) -> date:
    number = _MONTH_OF[month]
    if len(year) == 4:
        return date(int(year), number, int(day))
    century = latest.year // 100 * 100
    found = date(century + int(year), number, int(day))
    return found if found <= latest else date(century - 100 + int(year), number, int(day))


def _without_time(text: str) -> str:
    return _TIME.sub("", text.strip()) if ":" in text else text.strip()
