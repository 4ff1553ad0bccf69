"""The allocation of many accounts at once, for runs and large files; equals the one of each."""

from datetime import date

import numpy as np

from caudal.engines.allocation.columns import (
    AllocationColumns,
    ColumnsError,
    Flags,
    Int64,
    OpenItemColumns,
)
from caudal.engines.allocation.policy import AllocationPolicy, Criterion
from caudal.engines.allocation.tax_split import proportional_open_tax

_LARGEST_SAFE_PRODUCT = 2**61  # twice of it, plus a denominator, still fits in 64 bits


def allocate_many(
    *,
    account_ids: Int64,
    amounts: Int64,
    open_items: OpenItemColumns,
    policy: AllocationPolicy,
    on_date: date,
) -> AllocationColumns:
    """Allocate ``amounts`` centavos, one per account, as :func:`allocate` would without choices.

    ``account_ids`` ascend without repeating and include every account of ``open_items``; amounts
    are zero or more. With a policy of sorting criteria only it is :func:`apply_credit`.

    :raises ColumnsError: if the columns do not belong together
    """
    account = _account_index(account_ids, amounts, open_items)
    rows = _sorted_rows(open_items, policy)
    rows = rows[~(open_items.disputed & policy.excludes_disputed)[rows]]
    rank = _ranks(open_items, rows, account[rows], left=amounts, policy=policy, on_date=on_date)
    rows = rows[np.lexsort((np.arange(len(rows)), rank, account[rows]))]
    return _pour(open_items, rows, account[rows], amounts)


def _account_index(account_ids: Int64, amounts: Int64, open_items: OpenItemColumns) -> Int64:
    if len(account_ids) != len(amounts) or np.any(amounts < 0):
        raise ColumnsError("Each account needs one amount of zero or more")
    if np.any(account_ids[1:] <= account_ids[:-1]):
        raise ColumnsError("Accounts must ascend without repeating")
    if not np.isin(open_items.account_id, account_ids).all():
        raise ColumnsError("An open charge belongs to an account without an amount")
    return np.searchsorted(account_ids, open_items.account_id).astype(np.int64)


def _sorted_rows(items: OpenItemColumns, policy: AllocationPolicy) -> Int64:
    column = {
        Criterion.OLDEST_DUE: items.due_date.astype(np.int64),
        Criterion.LEGAL_ORDER: items.concept_priority,
    }
    # lexsort takes the last key as the first to compare.
    by_policy = [column[criterion] for criterion in reversed(policy.sorting)]
    rest = [items.charge_id, items.document_id, items.document_date.astype(np.int64)]
    by_due = [items.concept_priority, column[Criterion.OLDEST_DUE]]
    return np.lexsort([*rest, *by_due, *by_policy, items.account_id]).astype(np.int64)


def _ranks(
    items: OpenItemColumns,
    rows: Int64,
    account: Int64,
    *,
    left: Int64,
    policy: AllocationPolicy,
    on_date: date,
) -> Int64:
    """For each row, which selecting criterion picked it; the number of criteria if none did."""
    not_picked = len(policy.selecting)
    rank = np.full(len(rows), not_picked, dtype=np.int64)
    for position, criterion in enumerate(policy.selecting):
        pool = rank == not_picked
        if criterion is Criterion.EXACT_OVERDUE:
            overdue = items.due_date[rows] < np.datetime64(on_date, "D")
            picked = _exact_overdue(items.open_amount[rows], account, left, pool & overdue)
        elif criterion is Criterion.EXACT_DOCUMENT:
            picked = _exact_document(items, rows, account, left, pool)
        else:
            continue  # Nobody points at anything in bulk.
        rank[picked] = position
        left = left - _sum_by(account[picked], items.open_amount[rows][picked], len(left))
    return rank


def _exact_overdue(open_amount: Int64, account: Int64, left: Int64, overdue: Flags) -> Flags:
    total = _sum_by(account[overdue], open_amount[overdue], len(left))
    picked: Flags = overdue & (total == left)[account]
    return picked


def _exact_document(
    items: OpenItemColumns, rows: Int64, account: Int64, left: Int64, pool: Flags
) -> Flags:
    """Of each account, the rows of its first document whose open total is what is left."""
    documents, code = np.unique(items.document_id[rows][pool], return_inverse=True)
    pair = account[pool] * len(documents) + code
    _, first, group = np.unique(pair, return_index=True, return_inverse=True)
    owner = account[pool][first]
    total = _sum_by(group, items.open_amount[rows][pool], len(first))
    matches = total == left[owner]
    earliest = np.full(len(left), len(rows), dtype=np.int64)
    np.minimum.at(earliest, owner[matches], first[matches])
    picked = np.zeros(len(rows), dtype=np.bool_)
    picked[pool] = (matches & (first == earliest[owner]))[group]
    return picked


def _pour(items: OpenItemColumns, rows: Int64, account: Int64, amounts: Int64) -> AllocationColumns:
    """Fill the rows of each account in order until its amount runs out."""
    open_amount = items.open_amount[rows]
    before = np.cumsum(open_amount) - open_amount
    first_of_account = np.searchsorted(account, account, side="left")
    available = amounts[account] - (before - before[first_of_account])
    paid = np.clip(available, 0, open_amount)
    settles = paid > 0
    rows, paid = rows[settles], paid[settles]
    tax = _tax_of_payments(items, rows, paid)
    return AllocationColumns(
        row=rows,
        amount=paid,
        base=paid - tax,
        tax=tax,
        to_credit_balance=amounts - _sum_by(account[settles], paid, len(amounts)),
    )


def _tax_of_payments(items: OpenItemColumns, rows: Int64, paid: Int64) -> Int64:
    """As ``tax_of_payment``, row by row; exact beyond 64 bits where a charge is that large."""
    amount, tax = items.amount[rows], items.tax[rows]
    open_after = items.open_amount[rows] - paid
    largest = int(amount.max(initial=0)) * int(tax.max(initial=0))
    carrier = np.int64 if largest <= _LARGEST_SAFE_PRODUCT else np.object_
    target = proportional_open_tax(
        amount=amount.astype(carrier),
        tax=tax.astype(carrier),
        open_amount=open_after.astype(carrier),
    ).astype(np.int64)
    open_tax = items.open_tax[rows]
    after = np.maximum(open_tax - paid, np.minimum(np.minimum(target, open_tax), open_after))
    settled_tax: Int64 = open_tax - after
    return settled_tax


def _sum_by(group: Int64, values: Int64, groups: int) -> Int64:
    total = np.zeros(groups, dtype=np.int64)
    np.add.at(total, group, values)
    return total
