"""Which routes of an issued run are printed, and which have to be."""

from dataclasses import dataclass

from django.db import connection

from caudal.domain.billing.models import Bill, BillingRun


@dataclass(frozen=True, slots=True)
class RunRoute:
    """A route of a run with its live bills; printed while the file has all of them and no other."""

    route_id: int
    code: str
    bill_count: int
    is_printed: bool


_ROUTES = """
SELECT r.id, r.code, l.bills, COALESCE(x.bill_count = l.bills, false)
  FROM (SELECT a.route_id, count(*) AS bills FROM billing_bill b
          JOIN registry_serviceaccount a ON a.id = b.account_id
         WHERE b.run_id = %(run)s AND b.is_live GROUP BY a.route_id) l
  JOIN registry_route r ON r.id = l.route_id
  LEFT JOIN billing_routeprint x ON x.run_id = %(run)s AND x.route_id = r.id
 ORDER BY r.code
"""


def routes_of(*, run: BillingRun) -> list[RunRoute]:
    """The routes where the run has live bills, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_ROUTES, {"run": run.pk})
        return [RunRoute(*row) for row in cursor.fetchall()]


def bills_of_route(*, run: BillingRun, route_id: int) -> list[int]:
    """The live bills of a route in walking order."""
    bills = Bill.objects.filter(run=run, is_live=True, account__route_id=route_id)
    return list(bills.order_by("position").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class PrintedRoute:
    """The file of a route; not current when its bills are no longer those that were printed."""

    print_id: int
    route_code: str
    sector_code: str
    bill_count: int
    is_current: bool


_PRINTS = """
SELECT x.id, r.code, s.code, x.bill_count, x.bill_count = (
       SELECT count(*) FROM billing_bill b
         JOIN registry_serviceaccount a ON a.id = b.account_id
        WHERE b.run_id = x.run_id AND b.is_live AND a.route_id = x.route_id)
  FROM billing_routeprint x
  JOIN registry_route r ON r.id = x.route_id JOIN registry_sector s ON s.id = r.sector_id
 WHERE x.run_id = %s ORDER BY r.code
"""


def prints_of(*, run: BillingRun) -> list[PrintedRoute]:
    """The files of a run, in the order of the routes."""
    with connection.cursor() as cursor:
        cursor.execute(_PRINTS, [run.pk])
        return [PrintedRoute(*row) for row in cursor.fetchall()]
