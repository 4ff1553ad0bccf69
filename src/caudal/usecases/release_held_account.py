"""Bill anyway an account that a sentinel held."""

from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.billing.operations import runs, staging
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.engines.sentinels import HoldReason
from caudal.kernel.errors import Refusal


class NotReleasable(Refusal):
    """The account was held before it could be rated."""

    def __init__(self) -> None:
        super().__init__(
            "Solo se puede facturar así una cuenta retenida por su importe."
            " Resuelva su lectura o su tarifa y recalcule la corrida."
        )


@transaction.atomic
def release_held_account(
    *, run_id: int, account_id: int, reason: str, acting_user: User, at: datetime
) -> RunAccount:
    """Let a calculated bill that a sentinel held be issued as it is, with a reason.

    :raises RunStateRefused: if the run is not in review
    :raises NotReleasable: if the account was not held by a sentinel
    """
    run = runs.lock_run(run_id=run_id, states=(BillingRun.State.IN_REVIEW,), step="cambiar")
    held = RunAccount.objects.filter(
        run=run, account_id=account_id, outcome=RunAccount.Outcome.HELD, reason__in=list(HoldReason)
    ).first()
    if held is None:
        raise NotReleasable
    held.outcome = RunAccount.Outcome.BILLED
    held.released_by, held.released_at = acting_user, at
    held.save(update_fields=["outcome", "released_by", "released_at"])
    staging.refresh_totals(run=run)
    audit.record(
        action="billing.held_account.released",
        subject=held,
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        reason=reason.strip(),
        amount=held.total,
        before={"reason": held.reason, "facts": held.reason_facts},
    )
    return held
