"""Open a complementary run: the accounts of a period that its issued runs held."""

from datetime import date, datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import run_steps
from caudal.domain.billing.operations.runs import RunNotFound
from caudal.domain.billing.queries.supplements import principal_of
from caudal.domain.platform.models import User


@transaction.atomic
def supplement_billing_run(
    *, run_id: int, issue_date: date, acting_user: User | None, at: datetime
) -> BillingRun:
    """Open a run of the accounts that were held and have no bill in the period of an issued run,
    which may itself be complementary. From here on it is a run like any other.

    :raises RunNotFound: if there is no such run
    :raises SupplementTooSoon: if the principal run is not issued, or not yet on that date
    :raises SupplementUnfinished: if another complementary run of the period is
    :raises NothingToSupplement: if everybody has a bill or was left out by a rule
    """
    runs = BillingRun.objects.select_related("period__cycle", "supplements__period__cycle")
    run = runs.filter(pk=run_id).first()
    if run is None:
        raise RunNotFound
    return run_steps.prepare_supplement(
        principal=principal_of(run=run), issue_date=issue_date, acting_user=acting_user, at=at
    )
