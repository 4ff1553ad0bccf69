"""Sales put aside for a moment: kept in the cashier's login, for the open session only."""

from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

_PARKED = "caja_parked"
_TYPED = "caja_typed"
MOST_PARKED = 9


@dataclass(frozen=True, slots=True)
class ParkedSale:
    """A customer who went for money or a paper; ``typed`` is the form as it was left."""

    parked_id: int
    session_id: int
    account_id: int
    label: str
    amount: str
    parked_at: str
    typed: dict[str, Any]


def parked_sales(*, store: SessionBase, session_id: int) -> list[ParkedSale]:
    """The sales parked in a cash session, the last one first."""
    kept = [ParkedSale(**values) for values in store.get(_PARKED, [])]
    return [sale for sale in reversed(kept) if sale.session_id == session_id]


def park(*, store: SessionBase, sale: ParkedSale) -> None:
    """Put a sale aside; the oldest one makes room when there are too many."""
    others = parked_sales(store=store, session_id=sale.session_id)
    parked_id = max((other.parked_id for other in others), default=0) + 1
    kept = [*reversed(others[: MOST_PARKED - 1])]
    store[_PARKED] = [*map(_plain, kept), {**_plain(sale), "parked_id": parked_id}]


def take_back(*, store: SessionBase, session_id: int, parked_id: int) -> ParkedSale | None:
    """Recover a sale: it is parked no more, and its account opens with what was typed."""
    sales = parked_sales(store=store, session_id=session_id)
    sale = next((sale for sale in sales if sale.parked_id == parked_id), None)
    if sale is not None:
        store[_PARKED] = [_plain(other) for other in reversed(sales) if other is not sale]
        store[_TYPED] = {"account_id": sale.account_id, "typed": sale.typed}
    return sale


def typed_before(*, store: SessionBase, account_id: int) -> dict[str, Any]:
    """What was typed for an account whose sale was just recovered; only once."""
    kept = store.get(_TYPED)
    if not kept or kept["account_id"] != account_id:
        return {}
    del store[_TYPED]
    typed: dict[str, Any] = kept["typed"]
    return typed


def _plain(sale: ParkedSale) -> dict[str, Any]:
    return {name: getattr(sale, name) for name in ParkedSale.__slots__}
