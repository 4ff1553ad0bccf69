"""Send routes of a period to be read."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from caudal.domain.billing.operations.readings_gate import hold_open
from caudal.domain.metering.models import RoutePeriod
from caudal.domain.metering.operations.route_periods import (
    RouteOfAnotherCycle,
    open_routes,
    routes_of_cycle,
)
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.queries.periods import the_period


@transaction.atomic
def open_route_periods(
    *,
    period_id: int,
    acting_user: User | None,
    at: datetime,
    route_ids: Collection[int] = (),
) -> int:
    """Open some routes of a period for readings, or all of its cycle; returns how many were not.

    Unmetered accounts get the volume that their tariff asks for at once: nobody reads them.

    :raises BillingPeriodNotFound: if there is no such period
    :raises PeriodSigned: if what it bills is approved
    :raises RouteOfAnotherCycle: if a route is not of the period's cycle
    """
    period = the_period(period_id=period_id)
    hold_open(period_id=period.pk)
    known = routes_of_cycle(period_id=period_id)
    if not set(route_ids) <= set(known):
        raise RouteOfAnotherCycle
    opened = open_routes(period=period, route_ids=list(route_ids) or known)
    rows = RoutePeriod.objects.filter(period=period, route_id__in=opened)
    for row in rows.select_related("route").order_by("route__code"):
        audit.record(
            action="metering.route_period.opened",
            subject=row,
            acting_user=acting_user,
            at=at,
            branch_id=period.cycle.branch_id,
            after={"route": row.route.code, "period": period.code, "accounts": row.account_count},
        )
    return len(opened)
