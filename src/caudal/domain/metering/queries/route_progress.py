"""How far each route of a cycle is in a period."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from caudal.domain.metering.models import RoutePeriod
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.registry.queries.periods import period_to_read


@dataclass(frozen=True, slots=True)
class RouteProgress:
    """The active metered accounts of a route, by what is known of them.

    Each is read, found unreadable, estimated without anybody going, or missing. Those that wait for
    a decision are counted again apart.
    """

    route_id: int
    code: str
    name: str
    sector: str
    state: str
    accounts: int
    read: int
    unreadable: int
    unread: int
    pending: int
    to_re_read: int
    held: int
    unmetered: int

    @property
    def missing(self) -> int:
        """Of whom nothing is known yet."""
        return self.accounts - self.read - self.unreadable - self.unread

    @property
    def state_label(self) -> str:
        """Abierta, Revisada or Facturada; empty before it is opened."""
        return str(RoutePeriod.State(self.state).label) if self.state else ""


_PROGRESS = """
SELECT r.id, r.code, r.name, s.name, COALESCE(w.state, ''),
       count(a.id) FILTER (WHERE a.is_metered),
       count(a.id) FILTER (WHERE a.is_metered AND g.value_m3 IS NOT NULL),
       count(a.id) FILTER (WHERE a.is_metered AND g.id IS NOT NULL AND g.value_m3 IS NULL),
       count(a.id) FILTER (WHERE a.is_metered AND c.id IS NOT NULL AND g.id IS NULL),
       count(a.id) FILTER (WHERE c.state = 'pending'),
       count(a.id) FILTER (WHERE c.state = 're_read'),
       count(a.id) FILTER (WHERE c.state = 'held'),
       count(a.id) FILTER (WHERE NOT a.is_metered)
  FROM registry_route r
  JOIN registry_sector s ON s.id = r.sector_id
  LEFT JOIN metering_routeperiod w ON w.route_id = r.id AND w.period_id = %(period)s
  LEFT JOIN registry_serviceaccount a ON a.route_id = r.id AND a.status = 'active'
  LEFT JOIN metering_consumption c ON c.account_id = a.id AND c.period_id = %(period)s
  LEFT JOIN metering_reading g ON g.id = c.current_reading_id
 WHERE r.cycle_id = %(cycle)s AND (r.is_active OR w.id IS NOT NULL)
 GROUP BY r.id, r.code, r.name, s.name, w.state
HAVING count(a.id) > 0
 ORDER BY r.code
"""


def route_progress(*, period: BillingPeriod) -> list[RouteProgress]:
    """The routes of a period's cycle with active accounts, in walking order, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, {"period": period.pk, "cycle": period.cycle_id})
        return [RouteProgress(*row) for row in cursor.fetchall()]


def period_under_way(*, cycle_id: int, on_date: date) -> BillingPeriod | None:
    """The period in which a cycle is being read: the last one with routes that are open and not
    billed, or the one that the calendar gives on a day. A month is read when it has ended.
    """
    open_routes = RoutePeriod.objects.exclude(state=RoutePeriod.State.BILLED).filter(
        period__cycle_id=cycle_id, account_count__gt=0
    )
    last = open_routes.order_by("-period__during").values_list("period_id", flat=True).first()
    if last is None:
        return period_to_read(cycle_id=cycle_id, on_date=on_date)
    return BillingPeriod.objects.select_related("cycle__branch").get(pk=last)
