"""Cancel an issued bill and, if asked, issue another in its place."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import Bill
from caudal.domain.billing.operations import corrections
from caudal.domain.billing.operations.corrections import IssuedBill
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.receivables.operations import credit_balances, locking, summary
from caudal.domain.receivables.queries.policies import allocation_policy
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import business_date


class ReasonMissing(Refusal):
    """Nobody said why."""

    def __init__(self) -> None:
        super().__init__("Escriba el motivo de la cancelación; queda en la bitácora.")


@dataclass(frozen=True, slots=True)
class BillCancelled:
    """The bill that no longer counts, and the one issued in its place."""

    cancelled_folio: str
    replacement: IssuedBill | None


def cancel_bill(
    *, bill_id: int, reason: str, must_rebill: bool, acting_user: User, at: datetime
) -> BillCancelled:
    """Cancel a bill by a contrary movement; payments it had become credit balance and, with
    ``must_rebill``, pay the bill that takes its place.

    :raises ReasonMissing: if no reason is given
    :raises BillNotCancellable: if it does not exist or is cancelled already
    :raises RebillRefused: if the period cannot be billed again; nothing is cancelled then
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        account_id = corrections.bill_to_cancel(bill_id=bill_id).account_id
        locking.lock_account(account_id=account_id)
        bill = corrections.bill_to_cancel(bill_id=bill_id)
        on_date = business_date(at, bill.period.cycle.branch.time_zone)
        corrections.cancel(
            bill=bill, reason=reason.strip(), cancelled_by=acting_user, on_date=on_date, at=at
        )
        replacement = corrections.rebill(bill=bill, on_date=on_date, at=at) if must_rebill else None
        if replacement:
            credit_balances.apply_credit_balances(
                documents={account_id: replacement.movement_id},
                policy=allocation_policy(on_date=on_date),
                on_date=on_date,
            )
        summary.refresh_debt(account_ids=[account_id], on_date=on_date)
        _audit(bill, replacement, reason.strip(), acting_user, at)
    return BillCancelled(cancelled_folio=bill.movement.folio, replacement=replacement)


def _audit(
    bill: Bill, replacement: IssuedBill | None, reason: str, acting_user: User, at: datetime
) -> None:
    audit.record(
        action="billing.bill.cancelled",
        subject=bill,
        acting_user=acting_user,
        at=at,
        account_id=bill.account_id,
        branch_id=bill.period.cycle.branch_id,
        reason=reason,
        amount=bill.total,
        before={"folio": bill.movement.folio},
        after={"replacement": replacement.folio} if replacement else None,
    )
