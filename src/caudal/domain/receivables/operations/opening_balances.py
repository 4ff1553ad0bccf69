"""Bring into the books what accounts owed, or had in their favour, before the system."""

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
from caudal.domain.receivables.models import Charge, Credit, Movement
from caudal.domain.receivables.operations.summary import refresh_debt

_MOVEMENT = (
    "id", "account_id", "kind", "description", "amount", "business_date", "recorded_at",
    "branch_id", "folio",
)  # fmt: skip
_CHARGE = (
    "id", "movement_id", "account_id", "concept_id", "surcharged_months", "gross", "discount",
    "subsidy", "net", "tax_object", "tax_rate", "tax", "rounding", "amount", "open_amount",
    "due_date",
)  # fmt: skip
_CREDIT = ("id", "movement_id", "account_id", "amount", "open_amount")
_ZERO = Decimal(0)

Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCharge:
    """One concept that was owed; ``amount`` includes ``tax``."""

    concept_id: int
    due_date: date
    amount: Decimal
    tax: Decimal
    tax_rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDocument:
    """A movement of opening: either charges, or an amount in the account's favour."""

    account_id: int
    branch_id: int
    business_date: date
    description: str
    charges: tuple[OpeningCharge, ...] = ()
    credit: Decimal = _ZERO

    @property
    def amount(self) -> Decimal:
        """What it adds to the balance; negative when it is in the account's favour."""
        return sum((charge.amount for charge in self.charges), -self.credit)


def write_opening_balances(
    *, documents: Sequence[OpeningDocument], at: datetime, on_date: date
) -> list[int]:
    """Write the documents, all open, and refresh what their accounts owe.

    Returns the keys of the movements in order. The caller holds the locks of the accounts and has
    made sure that none is in the books yet.

    :raises BrokenReference: if an account or concept does not exist; nothing is kept
    """
    if not documents:
        return []
    keys = reserve_ids(model=Movement, count=len(documents))
    charges = [
        (key, one, charge)
        for key, one in zip(keys, documents, strict=True)
        for charge in one.charges
    ]
    credits_ = [(key, one) for key, one in zip(keys, documents, strict=True) if one.credit]
    charge_keys = reserve_ids(model=Charge, count=len(charges))
    credit_keys = reserve_ids(model=Credit, count=len(credits_))
    with bulk_load_role():
        copy_rows(model=Movement, columns=_MOVEMENT, rows=_movements(keys, documents, at))
        copy_rows(model=Charge, columns=_CHARGE, rows=_charges(charge_keys, charges))
        copy_rows(model=Credit, columns=_CREDIT, rows=_credits(credit_keys, credits_))
    for model, ids in ((Movement, keys), (Charge, charge_keys), (Credit, credit_keys)):
        if ids:
            check_references(model=model, first_id=ids[0], last_id=ids[-1])
    refresh_debt(account_ids={one.account_id for one in documents}, on_date=on_date)
    return keys


def _movements(keys: Sequence[int], documents: Sequence[OpeningDocument], at: datetime) -> Rows:
    kind = Movement.Kind.OPENING.value
    for key, one in zip(keys, documents, strict=True):
        yield (
            key, one.account_id, kind, one.description, one.amount, one.business_date, at,
            one.branch_id, "",
        )  # fmt: skip


def _charges(
    keys: Sequence[int], charges: Sequence[tuple[int, OpeningDocument, OpeningCharge]]
) -> Rows:
    subject = Charge.TaxObject.SUBJECT.value
    for key, (movement, document, charge) in zip(keys, charges, strict=True):
        net = charge.amount - charge.tax
        yield (
            key, movement, document.account_id, charge.concept_id, 0, net, _ZERO, _ZERO, net,
            subject, charge.tax_rate, charge.tax, _ZERO, charge.amount, charge.amount,
            charge.due_date,
        )  # fmt: skip


def _credits(keys: Sequence[int], credits_: Sequence[tuple[int, OpeningDocument]]) -> Rows:
    for key, (movement, document) in zip(keys, credits_, strict=True):
        yield key, movement, document.account_id, document.credit, document.credit
