"""A sale under way: what the account owes and what the amount typed would do to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.domain.receivables.queries.open_items import OpenCharge, open_charges, open_credits_of
from caudal.domain.receivables.queries.policies import allocation_policy
from caudal.engines.allocation import (
    AccountAfterPayment,
    AllocationPlan,
    AllocationPolicy,
    allocate,
    preview,
)

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Debt:
    """The open charges of an account on a business date, and its credit balance, in pesos."""

    charges: Sequence[OpenCharge]
    credit_balance: Decimal
    on_date: date
    policy: AllocationPolicy

    @property
    def owed(self) -> Decimal:
        """All that is open."""
        return _total(self.charges)

    @property
    def overdue(self) -> Decimal:
        """The part whose due date has passed."""
        return _total([each for each in self.charges if each.item.is_overdue(self.on_date)])

    @property
    def document_ids(self) -> list[int]:
        """The documents with something open, oldest due first."""
        return list(dict.fromkeys(charge.item.document_id for charge in self.charges))

    def of_documents(self, document_ids: Collection[int]) -> Decimal:
        """What some documents owe."""
        return _total([each for each in self.charges if each.item.document_id in document_ids])

    def pointed_at(self, document_ids: Collection[int]) -> list[int]:
        """The charges that the payer points at; pointing at all of them points at none."""
        if set(document_ids) >= set(self.document_ids):
            return []
        return [c.item.charge_id for c in self.charges if c.item.document_id in document_ids]

    def plan(self, *, amount: Decimal, document_ids: Collection[int]) -> AllocationPlan:
        """What an amount above zero would settle."""
        return allocate(
            amount=amount,
            open_items=[charge.item for charge in self.charges],
            policy=self.policy,
            on_date=self.on_date,
            chosen=self.pointed_at(document_ids),
        )

    def after(self, plan: AllocationPlan) -> AccountAfterPayment:
        """How the account stays if a plan is carried out."""
        items = [charge.item for charge in self.charges]
        return preview(plan=plan, open_items=items, on_date=self.on_date)


def debt_of(*, account_id: int, on_date: date) -> Debt:
    """Read what an account owes now.

    :raises AllocationPolicyMissing: if no order of allocation is in force
    """
    credits_held = open_credits_of(account_ids=[account_id]).get(account_id, [])
    return Debt(
        charges=open_charges(account_id=account_id),
        credit_balance=sum((credit.open_amount for credit in credits_held), _NOTHING),
        on_date=on_date,
        policy=allocation_policy(on_date=on_date),
    )


def _total(charges: Sequence[OpenCharge]) -> Decimal:
    return sum((charge.item.open_amount for charge in charges), _NOTHING)
