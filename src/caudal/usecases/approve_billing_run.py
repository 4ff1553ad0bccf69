"""Sign a reviewed run, so that it can be issued."""

from datetime import datetime

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import run_steps
from caudal.domain.platform.models import User


def approve_billing_run(*, run_id: int, acting_user: User, at: datetime) -> BillingRun:
    """Approve a run that explains every account: billed + held + excluded = active.

    :raises RunStateRefused: if it is not in review
    :raises RunApproverIsPreparer: if the person prepared it
    :raises RunIncomplete: if an account that it must explain is missing from it
    :raises RunOutdated: if readings changed since it was calculated
    :raises NothingToIssue: if it bills nobody
    """
    return run_steps.approve_run(run_id=run_id, acting_user=acting_user, at=at)
