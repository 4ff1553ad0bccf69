"""Cut a list into pages: by key where it may be long, by number where its order may be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from caudal.interfaces.staff.counts import Count, count_of

ROWS_PER_PAGE = 50
DEEPEST_PAGE = 200
AFTER, BEFORE, PAGE = "despues", "antes", "pagina"
_BETWEEN_KEYS = "~"

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows of one page; ``previous`` and ``following`` are query parameters of its
    neighbours.
    """

    rows: list[Any]
    count: Count
    previous: dict[str, str] = field(default_factory=dict)
    following: dict[str, str] = field(default_factory=dict)
    first_number: int | None = None

    @property
    def note(self) -> str:
        """How much of the list is seen, such as ``51–100 de 1,284``."""
        if not self.previous and not self.following:
            return ""
        if self.first_number is None:
            return f"{len(self.rows)} de {self.count.text}"
        last = self.first_number + len(self.rows) - 1
        return f"{self.first_number:,}–{last:,} de {self.count.text}"


def page_by_number(*, rows: Rows, order: Sequence[str], wanted: Mapping[str, str]) -> ListPage:
    """The page that ``pagina`` asks for, in an order that the table allows."""
    number = _page_number(wanted.get(PAGE, ""))
    start = (number - 1) * ROWS_PER_PAGE
    found = list(rows.order_by(*map(_term, order), "pk")[start : start + ROWS_PER_PAGE + 1])
    return ListPage(
        rows=found[:ROWS_PER_PAGE],
        count=count_of(rows),
        previous={PAGE: str(number - 1)} if number > 1 else {},
        following={PAGE: str(number + 1)}
        if len(found) > ROWS_PER_PAGE and number < DEEPEST_PAGE
        else {},
        first_number=start + 1 if found else None,
    )


def page_by_key(*, rows: Rows, keys: Sequence[str], wanted: Mapping[str, str]) -> ListPage:
    """The page after or before a row, found by its keys whatever its depth.

    ``keys`` are the order, without nulls, all in one direction, the last one unique.
    """
    direction: Literal["after", "before"] = "before" if wanted.get(BEFORE) else "after"
    cursor = _cursor(rows, keys, wanted.get(BEFORE) or wanted.get(AFTER) or "")
    order = list(keys) if direction == "after" else [_reversed(key) for key in keys]
    part = rows.filter(_beyond(order, cursor)) if cursor else rows
    found = list(part.order_by(*order)[: ROWS_PER_PAGE + 1])
    has_more = len(found) > ROWS_PER_PAGE
    found = found[:ROWS_PER_PAGE]
    if direction == "before":
        found.reverse()
    has_previous = bool(cursor) if direction == "after" else has_more
    has_following = has_more if direction == "after" else bool(cursor)
    return ListPage(
        rows=found,
        count=count_of(rows),
        previous={BEFORE: _place(found[0], keys)} if found and has_previous else {},
        following={AFTER: _place(found[-1], keys)} if found and has_following else {},
    )


def _page_number(text: str) -> int:
    return min(max(int(text), 1), DEEPEST_PAGE) if text.isdecimal() and len(text) < 6 else 1


def _term(name: str) -> Any:
    if name.startswith("-"):
        return F(name[1:]).desc(nulls_last=True)
    return F(name).asc(nulls_last=True)


def _reversed(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _place(row: Any, keys: Sequence[str]) -> str:
    names = [key.lstrip("-") for key in keys]
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    return _BETWEEN_KEYS.join(
        value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values
    )


def _cursor(rows: Rows, keys: Sequence[str], text: str) -> list[Any]:
    """The values that a link carries; none when somebody wrote them by hand and wrongly."""
    parts = text.split(_BETWEEN_KEYS)
    if not text or len(parts) != len(keys):
        return []
    fields = [rows.model._meta.get_field(key.lstrip("-")) for key in keys]
    try:
        return [fields[index].to_python(part) for index, part in enumerate(parts)]
    except ValidationError:
        return []


def _beyond(order: Sequence[str], cursor: Sequence[Any]) -> Q:
    """Rows past the cursor: the first key beyond, or equal and the next one beyond, and so on."""
    condition = Q()
    equal = Q()
    for key, value in zip(order, cursor, strict=True):
        name = key.lstrip("-")
        condition |= equal & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return condition
