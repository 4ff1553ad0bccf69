"""The order in which open charges are settled."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from caudal.engines.allocation.items import OpenItem
from caudal.engines.allocation.policy import AllocationPolicy, Criterion
from caudal.kernel.errors import Refusal
from caudal.kernel.money import to_centavos

SortKey = tuple[date | int, ...]


class ChosenItemNotOpen(Refusal):
    """The payer pointed at a charge that is no longer open."""


class RepeatedOpenItem(Refusal):
    """The same charge came twice."""


_SORT_KEY: dict[Criterion, Callable[[OpenItem], date | int]] = {
    Criterion.OLDEST_DUE: lambda item: item.due_date,
    Criterion.LEGAL_ORDER: lambda item: item.concept_priority,
}


def settlement_order(
    *,
    centavos: int,
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
        key=lambda item: _sort_key(item, policy),
    )
    ordered: list[OpenItem] = []
    left = centavos
    for criterion in policy.selecting:
        picked = _pick(criterion, pool=pool, left=left, on_date=on_date, chosen=chosen)
        ordered += [item for item in pool if item.charge_id in picked]
        left -= sum(to_centavos(item.open_amount) for item in pool if item.charge_id in picked)
        pool = [item for item in pool if item.charge_id not in picked]
    return ordered + pool


def _check(*, open_items: Sequence[OpenItem], chosen: Collection[int]) -> None:
    known = {item.charge_id for item in open_items}
    if len(known) != len(open_items):
        raise RepeatedOpenItem("Un cargo aparece dos veces en el adeudo; vuelva a consultar")
    if missing := sorted(set(chosen) - known):
        message = f"El cargo {missing[0]} ya no está pendiente; vuelva a consultar el adeudo"
        raise ChosenItemNotOpen(message)


def _sort_key(item: OpenItem, policy: AllocationPolicy) -> SortKey:
    by_policy = tuple(_SORT_KEY[criterion](item) for criterion in policy.sorting)
    rest = (item.due_date, item.concept_priority, item.document_date)
    return (*by_policy, *rest, item.document_id, item.charge_id)


def _pick(
    criterion: Criterion,
    *,
    pool: Sequence[OpenItem],
    left: int,
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
        if sum(to_centavos(item.open_amount) for item in group) == left:
            return frozenset(item.charge_id for item in group)
    return frozenset()
