"""Which cycle and period a person works in."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from caudal.domain.metering.queries.route_progress import period_under_way
from caudal.domain.platform.queries.utility import the_utility
from caudal.domain.registry.models import BillingCycle, BillingPeriod, Route
from caudal.interfaces.clock import today
from caudal.interfaces.staff.access import StaffRequest

PERIODS_SHOWN = 13


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a selector."""

    label: str
    value: str
    is_chosen: bool


def period_or_404(period_id: int) -> BillingPeriod:
    """A period with its cycle and branch."""
    found = BillingPeriod.objects.select_related("cycle__branch").filter(pk=period_id).first()
    if found is None:
        raise Http404
    return found


def route_or_404(period: BillingPeriod, route_id: int) -> Route:
    """A route of the period's cycle."""
    found = (
        Route.objects.select_related("sector").filter(pk=route_id, cycle_id=period.cycle_id).first()
    )
    if found is None:
        raise Http404
    return found


def day_at(period: BillingPeriod) -> date:
    """The business date at the branch of the period's cycle."""
    return today(period.cycle.branch.time_zone)


def chosen_period(request: StaffRequest) -> BillingPeriod | None:
    """The period that is asked for, or the one that the first cycle is reading; None without
    any.
    """
    wanted, cycle_code = request.GET.get("periodo", ""), request.GET.get("ciclo", "")
    if wanted.isdecimal():
        found = BillingPeriod.objects.select_related("cycle__branch").filter(pk=wanted).first()
        if found is not None and cycle_code in {"", found.cycle.code}:
            return found
    cycles = BillingCycle.objects.filter(is_active=True)
    cycle = cycles.filter(code=cycle_code).first() or cycles.first()
    if cycle is None:
        return None
    return period_under_way(cycle_id=cycle.pk, on_date=today(the_utility().time_zone))


def cycle_choices(period: BillingPeriod) -> list[Choice]:
    """The active cycles."""
    cycles = BillingCycle.objects.filter(is_active=True)
    return [Choice(one.name, one.code, one.pk == period.cycle_id) for one in cycles]


def period_choices(period: BillingPeriod) -> list[Choice]:
    """The last periods of the cycle that have begun, newest first, and the chosen one."""
    begun = (
        BillingPeriod.objects.filter(
            cycle_id=period.cycle_id, during__startswith__lte=day_at(period)
        )
        .order_by("-during")
        .values_list("pk", "name")[:PERIODS_SHOWN]
    )
    known = dict(begun) | {period.pk: period.name}
    return [Choice(name, str(key), key == period.pk) for key, name in known.items()]


def cycle_url(period: BillingPeriod) -> str:
    """The page of the cycle at a period."""
    return f"{reverse('lecturas:cycle')}?periodo={period.pk}"


def crumbs(period: BillingPeriod, *labels: str) -> list[dict[str, str]]:
    """The way back to the cycle."""
    first = {"label": f"Lecturas · {period.cycle.name} · {period.name}", "url": cycle_url(period)}
    return [first, *({"label": label, "url": ""} for label in labels)]
