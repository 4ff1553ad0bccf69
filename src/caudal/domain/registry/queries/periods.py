"""The periods of cycles, found by key or by code."""

from datetime import date

from caudal.domain.registry.models import BillingPeriod
from caudal.kernel.errors import Refusal


class BillingPeriodNotFound(Refusal):
    """The period does not exist."""

    def __init__(self) -> None:
        super().__init__("Ese periodo no existe. Elija el ciclo y el periodo de la lista.")


def the_period(*, period_id: int) -> BillingPeriod:
    """A period with its cycle and branch.

    :raises BillingPeriodNotFound: if there is none
    """
    period = BillingPeriod.objects.select_related("cycle__branch").filter(pk=period_id).first()
    if period is None:
        raise BillingPeriodNotFound
    return period


def periods_by_cycle(*, code: str) -> dict[int, BillingPeriod]:
    """The period of that code in each cycle that has it."""
    found = BillingPeriod.objects.select_related("cycle__branch").filter(code=code)
    return {period.cycle_id: period for period in found}


def period_to_read(*, cycle_id: int, on_date: date) -> BillingPeriod | None:
    """The period that a cycle reads on a day: the one of that day, else the last that began."""
    return (
        BillingPeriod.objects.select_related("cycle__branch")
        .filter(cycle_id=cycle_id, during__startswith__lte=on_date)
        .order_by("-during")
        .first()
    )
