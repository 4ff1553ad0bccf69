"""Runs and periods by the names that people give them."""

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.supplements import held_without_bill
from caudal.domain.registry.models import BillingPeriod, ServiceAccount
from caudal.kernel.errors import Refusal

_NAMES = ("cycle", "period", "supplements")


class RunUnknown(Refusal):
    """No run has that name."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No hay una corrida «{code}». Vea las que hay con «caudal run status».")


class PeriodUnknown(Refusal):
    """The cycle does not have that period, or there is no such cycle."""

    def __init__(self, cycle_code: str, period_code: str) -> None:
        super().__init__(
            f"El ciclo «{cycle_code}» no tiene el periodo «{period_code}»."
            " Las claves son como 04 y 2026-10."
        )


class PeriodWithoutRun(Refusal):
    """Nobody prepared the run of the period."""

    def __init__(self, period: BillingPeriod) -> None:
        super().__init__(
            f"{period.name} no tiene corrida que complementar. Prepare primero la de todo el ciclo."
        )


def run_named(*, code: str) -> BillingRun:
    """The run of that code, whatever the case of its letters.

    :raises RunUnknown: if there is none
    """
    found = BillingRun.objects.select_related(*_NAMES).filter(code__iexact=code).first()
    if found is None:
        raise RunUnknown(code)
    return found


def last_runs(*, limit: int) -> list[BillingRun]:
    """The newest runs."""
    return list(BillingRun.objects.select_related(*_NAMES).order_by("-id")[:limit])


def period_named(*, cycle_code: str, period_code: str) -> BillingPeriod:
    """The period of a cycle.

    :raises PeriodUnknown: if there is none
    """
    found = (
        BillingPeriod.objects.select_related("cycle__branch")
        .filter(cycle__code=cycle_code, code=period_code)
        .first()
    )
    if found is None:
        raise PeriodUnknown(cycle_code, period_code)
    return found


def principal_run_of(*, period: BillingPeriod) -> BillingRun:
    """The run of all the accounts of a period.

    :raises PeriodWithoutRun: if none was prepared
    """
    runs = BillingRun.objects.exclude(state=BillingRun.State.DISCARDED)
    found = runs.filter(period=period, supplements=None).first()
    if found is None:
        raise PeriodWithoutRun(period)
    return found


def account_count(*, run: BillingRun) -> int:
    """How many accounts a calculation of the run will look at."""
    if run.supplements_id is not None:
        return len(held_without_bill(period_id=run.period_id))
    accounts = ServiceAccount.objects.filter(route__cycle_id=run.cycle_id)
    return accounts.exclude(status=ServiceAccount.Status.CLOSED).count()
