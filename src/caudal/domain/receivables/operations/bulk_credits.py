"""Write many documents in the accounts' favour at once: a movement and its credit each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.platform.operations import folios
from caudal.domain.receivables.models import Credit, Movement
from caudal.domain.receivables.operations.documents import RecordedDocument

_MOVEMENT = (
    "id", "account_id", "kind", "description", "amount", "business_date", "recorded_at",
    "branch_id", "series_code", "folio_number", "folio",
)  # fmt: skip
_CREDIT = ("id", "movement_id", "account_id", "amount", "open_amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDraft:
    """One document; ``amount`` is positive. Without ``series_code`` it has no folio."""

    account_id: int
    description: str
    amount: Decimal
    recorded_at: datetime
    branch_id: int | None
    series_code: str | None = None


def write_credit_documents(
    *, kind: Movement.Kind, business_date: date, drafts: Sequence[CreditDraft]
) -> list[RecordedDocument]:
    """Write documents of one kind and day, their credits open; folios follow the order given.

    The caller holds the locks of the accounts and settles charges with the credits.

    :raises FolioSeriesMissing: if a series does not exist
    :raises BrokenReference: if an account or branch does not exist; nothing is kept
    """
    if not drafts:
        return []
    movements = reserve_ids(model=Movement, count=len(drafts))
    credits_ = reserve_ids(model=Credit, count=len(drafts))
    numbered = _numbered(drafts)
    with bulk_load_role():
        copy_rows(
            model=Movement,
            columns=_MOVEMENT,
            rows=(
                (key, one.account_id, kind.value, one.description, -one.amount, business_date,
                 one.recorded_at, one.branch_id, one.series_code, number, folio)
                for key, one, (number, folio) in zip(movements, drafts, numbered, strict=True)
            ),
        )  # fmt: skip
        copy_rows(model=Credit, columns=_CREDIT, rows=_credits(credits_, movements, drafts))
    for model, keys in ((Movement, movements), (Credit, credits_)):
        check_references(model=model, first_id=keys[0], last_id=keys[-1])
    return [
        RecordedDocument(movement_id=movement, folio=folio, credit_id=credit)
        for movement, credit, (_, folio) in zip(movements, credits_, numbered, strict=True)
    ]


def _numbered(drafts: Sequence[CreditDraft]) -> list[tuple[int | None, str]]:
    """The folio of each document: consecutive numbers of its series, or none."""
    wanted: dict[str, int] = {}
    for one in drafts:
        if one.series_code is not None:
            wanted[one.series_code] = wanted.get(one.series_code, 0) + 1
    taken = {
        code: folios.take(series_code=code, count=count) for code, count in sorted(wanted.items())
    }
    used = dict.fromkeys(taken, 0)
    numbered: list[tuple[int | None, str]] = []
    for one in drafts:
        if one.series_code is None:
            numbered.append((None, ""))
            continue
        series, offset = taken[one.series_code], used[one.series_code]
        used[one.series_code] += 1
        numbered.append((series.first + offset, series.folio(offset)))
    return numbered


def _credits(
    keys: Sequence[int], movements: Sequence[int], drafts: Sequence[CreditDraft]
) -> Iterator[Sequence[Any]]:
    for key, movement, one in zip(keys, movements, drafts, strict=True):
        yield key, movement, one.account_id, one.amount, one.amount
