"""Open the billing run of a cycle and period."""

from datetime import date, datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import run_steps
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingPeriod
from caudal.kernel.errors import Refusal


class PeriodNotFound(Refusal):
    """The period does not exist."""

    def __init__(self) -> None:
        super().__init__("El periodo no existe. Elija el ciclo y el periodo de la lista.")


@transaction.atomic
def prepare_billing_run(
    *, period_id: int, issue_date: date, acting_user: User | None, at: datetime
) -> BillingRun:
    """Open the principal run of a period: bills will carry ``issue_date`` and fall due on the
    period's date, or on the day of issue if that is later.

    :raises PeriodNotFound: if there is no such period
    :raises PeriodAlreadyBilled: if a run of the period is alive
    """
    period = BillingPeriod.objects.select_related("cycle").filter(pk=period_id).first()
    if period is None:
        raise PeriodNotFound
    return run_steps.prepare_run(
        period=period, issue_date=issue_date, acting_user=acting_user, at=at
    )
