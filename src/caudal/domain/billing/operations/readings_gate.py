"""Readings enter and change in a period until its run is signed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from caudal.domain.billing.models import BillingRun
from caudal.domain.metering.models import RoutePeriod
from caudal.domain.metering.operations.route_periods import lock_route_periods
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.metering.queries.unread import routes_of
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.registry.queries.periods import the_period
from caudal.engines.reading_review.rules import ReviewRules
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import business_date

State = BillingRun.State
SIGNED = (State.APPROVED, State.ISSUING, State.ISSUED)


class PeriodSigned(Refusal):
    """Somebody has approved what the period bills."""

    def __init__(self, run: BillingRun) -> None:
        self.period_id = run.period_id
        super().__init__(
            f"La corrida {run.code} ya está «{run.get_state_display().lower()}»:"
            f" en {run.period.name} no entra ni cambia ninguna lectura."
        )


def signed_periods(*, period_ids: Collection[int]) -> dict[int, PeriodSigned]:
    """Those of the periods that take no readings any more, with what to say of each."""
    runs = BillingRun.objects.select_related("period").filter(
        period_id__in=period_ids, state__in=SIGNED
    )
    return {run.period_id: PeriodSigned(run) for run in runs}


def hold_open(*, period_ids: Collection[int]) -> None:
    """Keep periods from being signed, or their run from being prepared, until the commit.

    First lock of whoever changes readings; many may hold it at once.

    :raises PeriodSigned: if it is too late
    """
    with connection.cursor() as cursor:
        for table, column in (
            ("registry_billingperiod", "id"),
            ("billing_billingrun", "period_id"),
        ):
            cursor.execute(
                f"SELECT id FROM {table} WHERE {column} = ANY(%s) ORDER BY id FOR SHARE",
                [list(period_ids)],
            )
    for refusal in signed_periods(period_ids=period_ids).values():
        raise refusal


@dataclass(frozen=True, slots=True)
class OpenReadings:
    """Routes of a period held for changes of their readings, and the rules of that day."""

    period: BillingPeriod
    on_date: date
    route_periods: Mapping[int, RoutePeriod]
    rules: ReviewRules


def hold_readings(
    *,
    period_id: int,
    at: datetime,
    account_ids: Collection[int] = (),
    route_ids: Collection[int] = (),
) -> OpenReadings:
    """Lock the routes given and those of the accounts given, until the commit.

    First thing in every story that records or decides readings: period and run shared, then the
    routes in the order of their keys, so that two stories on one account come one after another.

    :raises BillingPeriodNotFound: if there is no such period
    :raises PeriodSigned: if what the period bills is approved
    :raises RouteOfAnotherCycle: if a route is not read in that period
    :raises RoutePeriodBilled: if a route is billed
    :raises ReviewRulesMissing: if no rules are in force
    """
    period = the_period(period_id=period_id)
    on_date = business_date(at, period.cycle.branch.time_zone)
    hold_open(period_ids=[period.pk])
    routes = {*route_ids, *routes_of(account_ids=account_ids)}
    return OpenReadings(
        period=period,
        on_date=on_date,
        route_periods=lock_route_periods(period=period, route_ids=routes),
        rules=review_rules(on_date=on_date),
    )
