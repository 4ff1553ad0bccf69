"""The walk of a route in a period: opened, read, reviewed; once it is billed, nothing enters but
what was left without a bill.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection

from caudal.domain.metering.models import Consumption, RoutePeriod
from caudal.domain.registry.models import BillingPeriod, Route, ServiceAccount
from caudal.domain.tariffs.queries.programs import ProgramBook
from caudal.kernel.errors import Refusal

State = RoutePeriod.State
VOLUME_INPUT = "consumo"
"""The name under which every tariff asks for the volume."""


class RoutePeriodBilled(Refusal):
    """The readings of the route are in bills already."""

    def __init__(self, route_code: str, period_name: str) -> None:
        super().__init__(
            f"La ruta {route_code} ya se facturó en {period_name}: no entra ninguna lectura."
            " Si una está mal, corríjala desde la del periodo siguiente y refacture el recibo."
        )


class RouteOfAnotherCycle(Refusal):
    """A route is not read in that period."""

    def __init__(self, route_code: str = "") -> None:
        which = f"La ruta {route_code}" if route_code else "Esa ruta"
        super().__init__(f"{which} no es del ciclo del periodo. Elija el periodo de su ciclo.")


def lock_route_periods(
    *, period: BillingPeriod, route_ids: Collection[int], is_reopened: bool = False
) -> dict[int, RoutePeriod]:
    """Lock routes of a period in the order of their keys, opening those that were not; by route.

    Whoever records or decides readings of a route holds it, so that they come one after another.
    A period that ``is_reopened`` is billed but for some accounts: the caller sees to it that only
    those change, and their routes are held in every period, so that no later reading of the same
    water comes in between.

    :raises RouteOfAnotherCycle: if one is not read in that period
    :raises RoutePeriodBilled: if one is billed and the period is not reopened
    """
    for route in Route.objects.filter(pk__in=route_ids).exclude(cycle_id=period.cycle_id):
        raise RouteOfAnotherCycle(route.code)
    if is_reopened:
        _hold_alone(route_ids)
    open_routes(period=period, route_ids=route_ids)
    rows = (
        RoutePeriod.objects.select_for_update(no_key=True, of=("self",))
        .select_related("route")
        .filter(period=period, route_id__in=route_ids)
        .order_by("pk")
    )
    found = {row.route_id: row for row in rows}
    for row in found.values():
        if row.state == State.BILLED and not is_reopened:
            raise RoutePeriodBilled(row.route.code, period.name)
    return found


def _hold_alone(route_ids: Collection[int]) -> None:
    """Wait for whoever reads the routes in any period, and let nobody begin."""
    rows = Route.objects.select_for_update(no_key=True).filter(pk__in=route_ids).order_by("pk")
    list(rows.values_list("pk"))


def open_routes(*, period: BillingPeriod, route_ids: Collection[int]) -> list[int]:
    """Open the routes that were not, with the volumes of their unmetered accounts; returns them.

    Who reads a route shares it until the commit with those who read it in another period.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO metering_routeperiod
                      (route_id, period_id, state, account_count, read_count)
               SELECT r.id, %s, 'open', 0, 0 FROM registry_route r
                WHERE r.id = ANY(%s) ORDER BY r.id FOR SHARE
               ON CONFLICT (route_id, period_id) DO NOTHING RETURNING route_id""",
            [period.pk, list(route_ids)],
        )
        opened = [route_id for (route_id,) in cursor.fetchall()]
    if opened:
        _give_unmetered_volumes(period, opened)
        refresh_route_periods(period=period, route_ids=opened)
    return opened


def routes_of_cycle(*, period_id: int) -> list[int]:
    """The active routes that are read in a period, in walking order."""
    routes = Route.objects.filter(cycle__periods=period_id, is_active=True)
    return list(routes.order_by("code").values_list("pk", flat=True))


_UNMETERED = """
INSERT INTO metering_consumption
       (account_id, period_id, basis, volume_m3, is_rollover, finding, state, decision,
        decision_note)
SELECT a.id, %(period)s, CASE WHEN a.assigned_m3 IS NULL THEN 'fixed' ELSE 'assigned' END,
       COALESCE(a.assigned_m3, 0), false, '', 'clean', '', ''
  FROM registry_serviceaccount a
 WHERE a.route_id = ANY(%(routes)s) AND a.status = 'active' AND NOT a.is_metered
   AND a.tariff_id = ANY(%(tariffs)s)
 ORDER BY a.id
    ON CONFLICT (account_id, period_id) DO NOTHING
"""


def _give_unmetered_volumes(period: BillingPeriod, route_ids: list[int]) -> None:
    """The assigned volume, or none, of accounts without meter whose tariff asks for one."""
    tariff_ids = ServiceAccount.objects.filter(route_id__in=route_ids, is_metered=False)
    asking = _tariffs_that_ask(
        set(tariff_ids.values_list("tariff_id", flat=True)), period.during.upper
    )
    if not asking:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _UNMETERED, {"period": period.pk, "routes": route_ids, "tariffs": sorted(asking)}
        )


def _tariffs_that_ask(tariff_ids: set[int], on_date: date) -> set[int]:
    book = ProgramBook(tariff_ids)
    asking = set()
    for tariff_id in tariff_ids:
        key = book.find(tariff_id=tariff_id, read_on=on_date, issued_on=on_date)
        if key and any(spec.name == VOLUME_INPUT for spec in book.program(key).inputs):
            asking.add(tariff_id)
    return asking


_REFRESH = """
UPDATE metering_routeperiod r
   SET account_count = t.accounts, read_count = t.read,
       state = CASE WHEN r.state = 'billed' THEN 'billed'
                    WHEN t.accounts = t.decided THEN 'reviewed' ELSE 'open' END
  FROM (SELECT g.id AS route_id, count(a.id) AS accounts,
               count(a.id) FILTER (WHERE c.current_reading_id IS NOT NULL) AS read,
               count(a.id) FILTER (WHERE c.state = ANY(%(decided)s)) AS decided
          FROM unnest(%(routes)s::bigint[]) AS g(id)
          LEFT JOIN registry_serviceaccount a
                 ON a.route_id = g.id AND a.status = 'active' AND a.is_metered
          LEFT JOIN metering_consumption c ON c.account_id = a.id AND c.period_id = %(period)s
         GROUP BY g.id) t
 WHERE r.route_id = t.route_id AND r.period_id = %(period)s
"""
_DECIDED = (*Consumption.BILLABLE_STATES, Consumption.State.HELD)


def refresh_route_periods(*, period: BillingPeriod, route_ids: Collection[int]) -> None:
    """Count again who is read, and whether nothing is left to decide."""
    with connection.cursor() as cursor:
        cursor.execute(
            _REFRESH,
            {
                "period": period.pk,
                "routes": sorted(route_ids),
                "decided": [state.value for state in _DECIDED],
            },
        )
