"""Declare that whoever was not read will not be: the rules say what happens with them."""

from datetime import datetime, timedelta

from django.db import transaction

from caudal.domain.billing.operations.readings_gate import hold_readings
from caudal.domain.metering.operations.recording import RecordingContext, record_unread
from caudal.domain.metering.operations.route_periods import routes_of_cycle
from caudal.domain.metering.queries.before_reading import before_readings
from caudal.domain.metering.queries.unread import unread_accounts
from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal


class NothingUnread(Refusal):
    """Every account was read."""

    def __init__(self) -> None:
        super().__init__("No falta ninguna lectura en esas rutas.")


@transaction.atomic
def close_route_reading(
    *, period_id: int, acting_user: User, at: datetime, route_id: int | None = None
) -> int:
    """Send who was not read to the review, with the estimate that the rules propose; returns how
    many. Of one route, or of all of the cycle. A reading that comes later takes its place.

    :raises BillingPeriodNotFound: if there is no such period
    :raises PeriodSigned: if what the period bills is approved
    :raises RouteOfAnotherCycle: if a route is not read in that period
    :raises RoutePeriodBilled: if a route is billed
    :raises ReviewRulesMissing: if no rules are in force
    :raises NothingUnread: if everybody was read
    """
    routes = routes_of_cycle(period_id=period_id) if route_id is None else [route_id]
    held = hold_readings(period_id=period_id, at=at, route_ids=routes)
    period = held.period
    unread = [
        account_id
        for account_id in unread_accounts(period=period, route_ids=routes)
        if held.gate.admits(account_id)
    ]
    if not unread:
        raise NothingUnread
    last_day = min(held.on_date, period.during.upper - timedelta(days=1))
    record_unread(
        accounts=before_readings(asked=[(key, last_day) for key in unread], period=period),
        context=RecordingContext(
            period=period,
            route_periods=held.route_periods,
            rules=held.rules,
            acting_user=acting_user,
            at=at,
        ),
    )
    return len(unread)
