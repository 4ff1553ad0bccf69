"""Pages of what one account has, by key: the next one begins after the last row of this one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.http import QueryDict

from caudal.domain.receivables.queries.timeline import EventGroup, EventPlace
from caudal.interfaces.staff.access import StaffRequest

ROWS = 50
BEFORE = "antes"
_BETWEEN = "~"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Links:
    """Where the neighbours of a page are; empty where there is none."""

    first_url: str
    next_url: str


def cut(
    request: StaffRequest, rows: Sequence[Row], *, place: Callable[[Row], Sequence[object]]
) -> tuple[list[Row], Links]:
    """Keep a page of the rows, which were asked one more than it holds, and tell its neighbours."""
    shown = list(rows[:ROWS])
    following = _BETWEEN.join(map(_written, place(shown[-1]))) if len(rows) > ROWS else ""
    first = _address(request, "") if request.GET.get(BEFORE) else ""
    return shown, Links(first, _address(request, following) if following else "")


def key_before(request: StaffRequest) -> int | None:
    """The key that a page begins before; None for the first page and for what nobody wrote."""
    text = request.GET.get(BEFORE, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def day_before(request: StaffRequest) -> tuple[date, int] | None:
    """The day and key that a page begins before."""
    at = instant_before(request)
    return (at[0].date(), at[1]) if at else None


def instant_before(request: StaffRequest) -> tuple[datetime, int] | None:
    """The instant and key that a page begins before."""
    instant, _, key = request.GET.get(BEFORE, "").partition(_BETWEEN)
    try:
        return datetime.fromisoformat(instant), int(key)
    except ValueError:
        return None


def event_before(request: StaffRequest) -> EventPlace | None:
    """The place in a timeline that a page begins before."""
    try:
        day, at, group, key = request.GET.get(BEFORE, "").split(_BETWEEN)
        return EventPlace(
            date.fromisoformat(day), datetime.fromisoformat(at), EventGroup(group), int(key)
        )
    except ValueError:
        return None


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _address(request: StaffRequest, before: str) -> str:
    query: QueryDict = request.GET.copy()
    query.pop(BEFORE, None)
    if before:
        query[BEFORE] = before
    return f"{request.path}?{query.urlencode()}".rstrip("?")
