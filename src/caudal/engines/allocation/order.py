"""The order in which open charges are settled."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter

from caudal.engines.allocation.items import OpenItem
from caudal.engines.allocation.policy import AllocationPolicy, Criterion
from caudal.kernel.errors import Refusal

SortKey = Callable[[OpenItem], tuple[date | int, ...]]


class ChosenItemNotOpen(Refusal):
    """The payer pointed at a charge that is no longer open."""


class RepeatedOpenItem(Refusal):
    """The same charge came twice."""


_SORTED_BY = {Criterion.OLDEST_DUE: "due_date", Criterion.LEGAL_ORDER: "concept_priority"}
_THEN_BY = ("due_date", "concept_priority", "document_date", "document_id", "charge_id")


def settlement_order(
    *,
    amount: Decimal,
    open_items: Sequence[OpenItem],
    policy: AllocationPolicy,
    on_date: date,
    chosen: Collection[int],
) -> list[OpenItem]:
    """Sort the charges that this amount may settle, first to be paid first.

    :raises ChosenItemNotOpen: if ``chosen`` names a charge that is not among the open ones
    :raises RepeatedOpenItem: if a charge comes twice
    """
    _check(open_items=open_items, chosen=chosen)
    pool = sorted(
        (
            item
            for item in open_items
            if not (item.disputed and policy.excludes_disputed) or item.charge_id in chosen
        ),
        key=_sort_key(policy),
    )
    ordered: list[OpenItem] = []
    left = amount
    for criterion in policy.selecting:
        picked = _pick(criterion, pool=pool, left=left, on_date=on_date, chosen=chosen)
        if picked:
            first = [item for item in pool if item.charge_id in picked]
            pool = [item for item in pool if item.charge_id not in picked]
            ordered += first
            left -= _open_total(first)
    return ordered + pool


def _check(*, open_items: Sequence[OpenItem], chosen: Collection[int]) -> None:
    known = {item.charge_id for item in open_items}
    if len(known) != len(open_items):
        raise RepeatedOpenItem("Un cargo aparece dos veces en el adeudo; vuelva a consultar")
    if missing := sorted(set(chosen) - known):
        message = f"El cargo {missing[0]} ya no está pendiente; vuelva a consultar el adeudo"
        raise ChosenItemNotOpen(message)


def _sort_key(policy: AllocationPolicy) -> SortKey:
    return attrgetter(*(_SORTED_BY[criterion] for criterion in policy.sorting), *_THEN_BY)


def _pick(
    criterion: Criterion,
    *,
    pool: Sequence[OpenItem],
    left: Decimal,
    on_date: date,
    chosen: Collection[int],
) -> frozenset[int]:
    """The charges that a selecting criterion puts before the others."""
    if criterion is Criterion.CHOSEN:
        return frozenset(item.charge_id for item in pool if item.charge_id in chosen)
    if criterion is Criterion.EXACT_OVERDUE:
        groups = [[item for item in pool if item.is_overdue(on_date)]]
    else:
        by_document: dict[int, list[OpenItem]] = {}
        for item in pool:
            by_document.setdefault(item.document_id, []).append(item)
        groups = list(by_document.values())
    for group in groups:
        if _open_total(group) == left:
            return frozenset(item.charge_id for item in group)
    return frozenset()


def _open_total(items: Iterable[OpenItem]) -> Decimal:
    return sum((item.open_amount for item in items), Decimal(0))
