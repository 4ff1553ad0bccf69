"""What a receipt says, fixed at the moment of the payment."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from caudal.domain.payments.operations.sessions import OpenSession
from caudal.domain.receivables.operations.locking import LockedAccount
from caudal.domain.receivables.queries.open_items import OpenCharge
from caudal.engines.allocation import AllocationPlan


def receipt_body(
    *,
    account: LockedAccount,
    session: OpenSession,
    debt: Sequence[OpenCharge],
    plan: AllocationPlan,
    cashier: str,
) -> dict[str, Any]:
    """The body of a receipt as plain data: who took it where, account, what was settled per
    document, what remains.

    The folio is added by who takes it; tenders, change and time stand on the payment itself.
    """
    owed = sum((charge.item.open_amount for charge in debt), Decimal(0))
    return {
        "branch": session.branch_name,
        "desk": session.desk_name,
        "cashier": cashier,
        "time_zone": session.time_zone,
        "account_number": account.number,
        "holder": account.holder,
        "address": account.address,
        "settled": _settled_by_document(debt, plan),
        "credit_balance": plan.to_credit_balance,
        "still_owed": owed - plan.allocated,
    }


def _settled_by_document(debt: Sequence[OpenCharge], plan: AllocationPlan) -> list[dict[str, Any]]:
    amounts = {line.charge_id: line.amount for line in plan.lines}
    settled: dict[int, dict[str, Any]] = {}
    for charge in debt:
        amount = amounts.get(charge.item.charge_id)
        if amount is None:
            continue
        line = settled.setdefault(
            charge.item.document_id,
            {
                "document": charge.document_description,
                "folio": charge.document_folio,
                "amount": Decimal(0),
                "is_partial": False,
            },
        )
        line["amount"] += amount
        line["is_partial"] |= amount < charge.item.open_amount
    return list(settled.values())
