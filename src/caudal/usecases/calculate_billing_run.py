"""Calculate a run into staging, to be reviewed before anything is issued."""

from collections.abc import Callable
from datetime import datetime

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import run_steps
from caudal.domain.platform.models import User


def calculate_billing_run(
    *,
    run_id: int,
    acting_user: User | None,
    at: datetime,
    report: Callable[[int], None] = lambda _done: None,
) -> BillingRun:
    """Rate every account that the run must explain and stage it as billed, held or excluded.

    Calculating again starts afresh, so a calculation that was interrupted is simply repeated.
    ``report`` is told how many accounts are done, between transactions.

    :raises RunStateRefused: if the run is approved or further
    :raises SentinelsMissing: if no limits are in force
    """
    return run_steps.calculate_run(run_id=run_id, acting_user=acting_user, at=at, report=report)
