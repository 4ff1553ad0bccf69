"""Tiers of the format as a schedule: each unit of usage at the price of its tier."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from caudal.adapters.owrs.document import ByKey, OwrsRefused, as_number, by_key
from caudal.engines.rating.definition import (
    AuthoredRow,
    Cell,
    RowGroup,
    RowMode,
    ScheduleTable,
)
from caudal.engines.rating.formula import parse_formula

TIERED: Final = "Tiered"
BUDGET: Final = "Budget"
#: The fields that may be a sum over tiers, and how their starts, prices and budget are called.
TIER_FIELDS: Final = {
    "commodity_charge": ("tier_starts", "tier_prices", "budget"),
    "sewer_charge": ("sewer_tier_starts", "sewer_tier_prices", "sewer_budget"),
}
ALLOCATIONS: Final = ("indoor", "outdoor")
Key = tuple[str, ...]
Lists = dict[Key, list[Any]]


@dataclass(frozen=True, slots=True)
class TierLists:
    """Starts and prices for the same dimensions, key by key."""

    dimensions: tuple[str, ...]
    starts: Lists
    prices: Lists

    def mismatched(self) -> list[str]:
        """The keys with more starts than prices, or fewer."""
        both = self.starts.keys() & self.prices.keys()
        uneven = (key for key in both if len(self.starts[key]) != len(self.prices[key]))
        return sorted("|".join(key) for key in uneven)


def tier_lists(starts: Any, prices: Any, place: str) -> TierLists:
    """Starts and prices brought to the dimensions of both.

    :raises OwrsRefused: if one of them is neither a list nor lists by key
    """
    first, second = by_key(starts, place), by_key(prices, place)
    dimensions = tuple(
        dict.fromkeys(
            (*(first.depends_on if first else ()), *(second.depends_on if second else ()))
        )
    )
    found = TierLists(dimensions, {}, {})
    own = [_own_lists(field, written) for field, written in ((first, starts), (second, prices))]
    for here, start in own[0].items():
        for there, price in own[1].items():
            key = _joined(dimensions, (first, here), (second, there))
            if key is not None:
                found.starts[key], found.prices[key] = start, price
    return found


def _own_lists(field: ByKey | None, written: Any) -> Lists:
    if field is None:
        return {(): _as_list(written)}
    return {
        key: _as_list(value)
        for text, value in field.values.items()
        for key in split_ways(text, len(field.depends_on))
    }


def _as_list(written: Any) -> list[Any]:
    return written if isinstance(written, list) else [written]


def split_ways(text: str, parts: int) -> Iterator[Key]:
    """Every way to read a joined key as so many values: a value may hold the bar itself."""
    pieces = text.split("|")
    if parts == 1:
        yield (text,)
        return
    for size in range(1, len(pieces) - parts + 2):
        for rest in split_ways("|".join(pieces[size:]), parts - 1):
            yield ("|".join(pieces[:size]), *rest)


def _joined(dimensions: tuple[str, ...], *keyed: tuple[ByKey | None, Key]) -> Key | None:
    """The key of two fields together; None when they differ where both say something."""
    values: dict[str, str] = {}
    for field, key in keyed:
        for name, value in zip(field.depends_on if field else (), key, strict=True):
            if values.setdefault(name, value) != value:
                return None
    return tuple(values[name] for name in dimensions)


def tier_table(
    *, name: str, kind: str, lists: TierLists, place: str, word: Callable[[str], str], budget: str
) -> ScheduleTable:
    """The schedule of a ``Tiered`` or ``Budget`` field; ``word`` gives the formula of a name.

    Keys whose starts and prices do not pair are left out: the accounts that have them are refused.

    :raises OwrsRefused: if a start or a price is not understood, or no key is left
    """
    bound = _tiered_bound if kind == TIERED else _BudgetBounds(word, budget)
    groups = [
        RowGroup(
            key=key,
            mode=RowMode.BLOCKS,
            rows=_rows(starts, lists.prices[key], bound, f"{place}, clave «{'|'.join(key)}»"),
        )
        for key, starts in lists.starts.items()
        if len(starts) == len(lists.prices[key]) > 0
    ]
    if not groups:
        raise OwrsRefused(f"{place}: escriba un precio por cada inicio.")
    return ScheduleTable(
        name=name, dimensions=lists.dimensions, mode=RowMode.BLOCKS, groups=tuple(groups)
    )


Bound = Callable[[Any, str], Cell]


def _rows(
    starts: list[Any], prices: list[Any], bound: Bound, place: str
) -> tuple[AuthoredRow, ...]:
    """A row per tier that can hold anything: a start that does not increase leaves its tier
    empty.
    """
    rows: list[AuthoredRow] = []
    lower: Cell = Decimal(0)
    for start, price in zip([*starts[1:], None], prices, strict=True):
        upper = None if start is None else bound(start, place)
        is_empty = isinstance(upper, Decimal) and isinstance(lower, Decimal) and upper <= lower
        if is_empty:
            continue
        number = as_number(price)
        if number is None:
            raise OwrsRefused(f"{place}: «{price}» no es un precio; escriba un número.")
        rows.append(AuthoredRow(upper=upper, price=number))
        lower = upper if upper is not None else lower
    return tuple(rows)


def _tiered_bound(start: Any, place: str) -> Cell:
    """A start is the first unit billed at its price: the tier before ends one unit below."""
    number = as_number(start)
    if number is None:
        raise OwrsRefused(f"{place}: el inicio «{start}» no es un número.")
    return number - 1


@dataclass(frozen=True, slots=True)
class _BudgetBounds:
    """A start is where the tier before ends: a number, an allocation or a share of the budget."""

    word: Callable[[str], str]
    budget: str

    def __call__(self, start: Any, place: str) -> Cell:
        text = str(start).strip()
        number = as_number(text)
        if number is not None:
            return number
        if text in ALLOCATIONS:
            return parse_formula(f"REDONDEAR_PAR({self.word(text)}, 0)")
        share = as_number(text.removesuffix("%").strip()) if text.endswith("%") else None
        if share is None:
            raise OwrsRefused(
                f"{place}: el inicio «{start}» no se entiende; escriba un número, indoor,"
                " outdoor o un porcentaje como 120%."
            )
        times = f"{share.scaleb(-2):f}"
        return parse_formula(f"REDONDEAR_PAR({self.word(self.budget)} * {times}, 0)")


def falls_back(starts: list[Any]) -> bool:
    """Whether the starts of a list, where they are numbers, do not increase."""
    numbers = [as_number(start) for start in starts]
    return any(
        before is not None and after is not None and after <= before
        for before, after in pairwise(numbers)
    )


def lists_of(written: Any, place: str) -> Mapping[str, list[Any]]:
    """The lists of a field by the key as written; one without a key has the empty one."""
    field = by_key(written, place)
    if field is None:
        return {"": _as_list(written)}
    return {text: _as_list(value) for text, value in field.values.items()}
