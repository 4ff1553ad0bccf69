"""Open the billing periods of a cycle."""

from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import BillingCycle, BillingPeriod
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import Period


class PeriodOverlaps(Refusal):
    """The cycle already bills some of those days."""

    def __init__(self, cycle: str, code: str, other: str) -> None:
        super().__init__(
            f"El periodo {code} del ciclo {cycle} se encima con el {other}."
            " Corrija sus fechas: los periodos de un ciclo no comparten días."
        )


def open_period(
    *,
    cycle: BillingCycle,
    code: str,
    name: str,
    during: Period,
    due_date: date,
    acting_user: User | None,
    at: datetime,
) -> BillingPeriod:
    """Add a period to a cycle.

    :raises PeriodOverlaps: if another period of the cycle shares a day with it
    """
    days = DateRange(during.start, during.end)
    other = BillingPeriod.objects.filter(cycle=cycle, during__overlap=days).first()
    if other is not None:
        raise PeriodOverlaps(cycle.code, code, other.code)
    period = BillingPeriod.objects.create(
        cycle=cycle, code=code, name=name, during=days, due_date=due_date
    )
    audit.record(
        action="registry.billing_period.opened",
        subject=period,
        acting_user=acting_user,
        at=at,
        after={
            "cycle": cycle.code,
            "code": code,
            "start": during.start,
            "end": during.end,
            "due_date": due_date,
        },
    )
    return period
