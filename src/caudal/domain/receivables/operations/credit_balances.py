"""Use credit balances to pay what was just billed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from caudal.domain.receivables.operations.settlement import Settlement, settle_all
from caudal.domain.receivables.queries.open_items import (
    OpenCredit,
    open_charges_of,
    open_credits_of,
)
from caudal.engines.allocation import AllocationPlan, AllocationPolicy, OpenItem, apply_credit


def apply_credit_balances(
    *, documents: Mapping[int, int], policy: AllocationPolicy, on_date: date
) -> int:
    """Apply the credit balances of locked accounts to their open charges, oldest credit first.

    ``documents`` maps each account to the movement that causes it: the bill just issued. Returns
    how many allocations were written.
    """
    balances = open_credits_of(account_ids=list(documents))
    charges = open_charges_of(account_ids=list(balances))
    settlements: list[Settlement] = []
    for account_id, held in balances.items():
        settlements += _spend(
            held=held,
            items=[charge.item for charge in charges.get(account_id, ())],
            movement_id=documents[account_id],
            policy=policy,
            on_date=on_date,
        )
    settle_all(settlements=settlements, business_date=on_date)
    return len(settlements)


def _spend(
    *,
    held: Sequence[OpenCredit],
    items: Sequence[OpenItem],
    movement_id: int,
    policy: AllocationPolicy,
    on_date: date,
) -> list[Settlement]:
    """One plan per credit, each over what the credits before it left open."""
    settlements: list[Settlement] = []
    for credit in held:
        plan = apply_credit(
            credit_balance=credit.open_amount, open_items=items, policy=policy, on_date=on_date
        )
        settlements += [Settlement(credit.credit_id, movement_id, line) for line in plan.lines]
        items = _left_open(items, plan)
    return settlements


def _left_open(items: Sequence[OpenItem], plan: AllocationPlan) -> list[OpenItem]:
    paid = {line.charge_id: line for line in plan.lines}
    left: list[OpenItem] = []
    for item in items:
        line = paid.get(item.charge_id)
        if line is None:
            left.append(item)
        elif line.amount < item.open_amount:
            open_tax = (item.open_tax or Decimal(0)) - line.tax
            left.append(
                replace(item, open_amount=item.open_amount - line.amount, open_tax=open_tax)
            )
    return left
