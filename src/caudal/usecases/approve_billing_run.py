"""Sign a reviewed run, so that it can be issued."""

from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import runs, staging
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit


@transaction.atomic
def approve_billing_run(*, run_id: int, acting_user: User, at: datetime) -> BillingRun:
    """Approve a run that explains every active account: billed + held + excluded = active.

    :raises RunStateRefused: if it is not in review
    :raises RunApproverIsPreparer: if the person prepared it
    :raises RunIncomplete: if an active account is missing from it
    :raises RunOutdated: if readings changed since it was calculated
    :raises NothingToIssue: if it bills nobody
    """
    run = runs.lock_run(run_id=run_id, states=(BillingRun.State.IN_REVIEW,), step="aprobar")
    staging.refresh_totals(run=run)
    runs.approve(run=run, approved_by=acting_user, at=at)
    audit.record(
        action="billing.run.approved",
        subject=run,
        acting_user=acting_user,
        at=at,
        branch_id=run.cycle.branch_id,
        amount=run.total,
        after={"billed": run.billed_count, "held": run.held_count, "excluded": run.excluded_count},
    )
    return run
