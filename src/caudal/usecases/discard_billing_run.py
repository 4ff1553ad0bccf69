"""Drop a run that has not been approved."""

from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import runs, staging
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit

State = BillingRun.State


@transaction.atomic
def discard_billing_run(
    *, run_id: int, reason: str, acting_user: User | None, at: datetime
) -> BillingRun:
    """Discard a run before anybody signs it; its period can be prepared again.

    :raises RunStateRefused: if it is approved or further
    """
    run = runs.lock_run(
        run_id=run_id,
        states=(State.PREPARED, State.CALCULATING, State.IN_REVIEW),
        step="descartar",
    )
    staging.clear(run=run)
    runs.discard(run=run)
    audit.record(
        action="billing.run.discarded",
        subject=run,
        acting_user=acting_user,
        at=at,
        reason=reason.strip(),
        amount=run.total,
    )
    return run
