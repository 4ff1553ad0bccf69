"""Readings enter and change in a period until its run is signed; once it is issued, those of the
accounts that it held and that have no bill, until a complementary run is signed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.reading_gates import ReadingsGate, reading_gates
from caudal.domain.metering.models import RoutePeriod
from caudal.domain.metering.operations.route_periods import lock_route_periods
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.metering.queries.unread import routes_of
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.registry.queries.periods import the_period
from caudal.engines.reading_review.rules import ReviewRules
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import business_date


class PeriodSigned(Refusal):
    """Somebody has approved what the period bills."""

    def __init__(self, gate: ReadingsGate, run: BillingRun) -> None:
        self.period_id = run.period_id
        what = (
            "solo entran o cambian lecturas de las cuentas que se retuvieron, siguen sin recibo y"
            " no tienen lectura posterior"
            if gate.open_accounts
            else "no entra ni cambia ninguna lectura"
        )
        super().__init__(
            f"La corrida {run.code} ya está «{run.get_state_display().lower()}»:"
            f" en {run.period.name} {what}."
        )


def refusal_of(*, gate: ReadingsGate, account_ids: Collection[int]) -> PeriodSigned | None:
    """Why the readings of some accounts may not enter or change; None if all of them may."""
    if gate.closed_by is None or gate.admits_all(account_ids):
        return None
    return PeriodSigned(gate, gate.closed_by)


def hold_gate(*, period_id: int) -> ReadingsGate:
    """Keep a period from being signed, or its run from being prepared, until the commit.

    First lock of whoever changes readings; many may hold it at once.
    """
    with connection.cursor() as cursor:
        for table, column in (
            ("registry_billingperiod", "id"),
            ("billing_billingrun", "period_id"),
        ):
            cursor.execute(
                f"SELECT id FROM {table} WHERE {column} = %s ORDER BY id FOR SHARE", [period_id]
            )
    return reading_gates(period_ids=[period_id])[period_id]


def hold_open(*, period_id: int) -> None:
    """Hold the gate of a period that is open to everybody.

    :raises PeriodSigned: if it is too late
    """
    gate = hold_gate(period_id=period_id)
    if gate.closed_by is not None:
        raise PeriodSigned(gate, gate.closed_by)


@dataclass(frozen=True, slots=True)
class OpenReadings:
    """Routes of a period held for changes of their readings, the rules of that day, and whose may
    change.
    """

    period: BillingPeriod
    on_date: date
    route_periods: Mapping[int, RoutePeriod]
    rules: ReviewRules
    gate: ReadingsGate


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
    :raises PeriodSigned: if what the period bills is approved, for one of the accounts or, when
        only routes are given, for everybody
    :raises RouteOfAnotherCycle: if a route is not read in that period
    :raises RoutePeriodBilled: if a route is billed
    :raises ReviewRulesMissing: if no rules are in force
    """
    period = the_period(period_id=period_id)
    on_date = business_date(at, period.cycle.branch.time_zone)
    gate = hold_gate(period_id=period.pk)
    routes = {*route_ids, *routes_of(account_ids=account_ids)}
    is_reopened = bool(gate.open_accounts)
    if gate.closed_by is not None and not is_reopened:
        raise PeriodSigned(gate, gate.closed_by)
    locked = lock_route_periods(period=period, route_ids=routes, is_reopened=is_reopened)
    if is_reopened:
        # A later reading of one of the accounts may have been waited for.
        gate = reading_gates(period_ids=[period.pk])[period.pk]
    if refusal := refusal_of(gate=gate, account_ids=account_ids):
        raise refusal
    return OpenReadings(
        period=period,
        on_date=on_date,
        route_periods=locked,
        rules=review_rules(on_date=on_date),
        gate=gate,
    )
