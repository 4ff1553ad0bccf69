"""Who a run must explain: every account of the cycle that is not closed, in walking order."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from caudal.domain.billing.models import BillingRun

#: Accounts read, rated and staged in one transaction: flat memory whatever the size of the cycle.
SLICE_ACCOUNTS = 20_000
_HISTORY_PERIODS = 6


class PopulationRow(NamedTuple):
    """One account as the run sees it."""

    account_id: int
    status: str
    use_code: str
    ceiling_m3: Decimal | None
    dwelling_units: int
    is_metered: bool
    has_sewer: bool
    has_sanitation: bool
    tariff_id: int
    tariff_attributes: dict[str, Any]
    assigned_m3: Decimal | None
    discount_inputs: list[str] | None
    diameter_mm: int | None
    consumption_id: int | None
    volume_m3: Decimal | None
    average_m3: Decimal | None
    basis: str | None
    consumption_state: str | None
    finding: str | None
    read_on: date | None
    average_total: Decimal | None


class RouteSlice(NamedTuple):
    """Consecutive routes, and the position of their first account in the walking order."""

    route_ids: list[int]
    first_position: int
    account_count: int


def route_slices(*, run: BillingRun) -> Iterator[RouteSlice]:
    """The routes of the run's cycle in walking order, in groups of about ``SLICE_ACCOUNTS``."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.id, count(a.id) FROM registry_route r
                 JOIN registry_serviceaccount a ON a.route_id = r.id AND a.status <> 'closed'
                WHERE r.cycle_id = %s GROUP BY r.id, r.code ORDER BY r.code""",
            [run.cycle_id],
        )
        routes = cursor.fetchall()
    ids: list[int] = []
    position = count = 0
    for route_id, accounts in routes:
        if ids and count + accounts > SLICE_ACCOUNTS:
            yield RouteSlice(ids, position, count)
            position += count
            ids, count = [], 0
        ids.append(route_id)
        count += accounts
    if ids:
        yield RouteSlice(ids, position, count)


_POPULATION = """
WITH recent AS (
    SELECT p.id FROM registry_billingperiod p
     WHERE p.cycle_id = %(cycle)s AND upper(p.during) <= lower(%(during)s::daterange)
     ORDER BY p.during DESC LIMIT %(history)s
)
SELECT a.id, a.status, u.code, u.ceiling_m3, a.dwelling_units, a.is_metered, a.has_sewer,
       a.has_sanitation, a.tariff_id, a.tariff_attributes, a.assigned_m3, d.inputs, n.diameter_mm,
       c.id, c.volume_m3, c.average_m3, c.basis, c.state, c.finding, g.read_on, b.average_total
  FROM registry_serviceaccount a
  JOIN registry_route r ON r.id = a.route_id
  JOIN tariffs_useclass u ON u.id = a.use_class_id
  JOIN registry_connection n ON n.id = a.connection_id
  LEFT JOIN metering_consumption c ON c.account_id = a.id AND c.period_id = %(period)s
  LEFT JOIN metering_reading g ON g.id = c.current_reading_id
  LEFT JOIN (
       SELECT t.account_id, array_agg(p.tariff_input ORDER BY p.tariff_input) AS inputs
         FROM registry_accountdiscount t JOIN registry_discountprogramme p ON p.id = t.programme_id
        WHERE t.valid_during @> %(issued_on)s::date GROUP BY t.account_id) d ON d.account_id = a.id
  LEFT JOIN (
       SELECT l.account_id, round(avg(l.total), 2) AS average_total FROM billing_bill l
         JOIN registry_serviceaccount s ON s.id = l.account_id AND s.route_id = ANY(%(routes)s)
        WHERE l.is_live AND l.period_id IN (SELECT id FROM recent)
        GROUP BY l.account_id) b ON b.account_id = a.id
 WHERE a.route_id = ANY(%(routes)s) AND a.status <> 'closed'
 ORDER BY r.code, a.route_sequence, a.id
"""


def population(*, run: BillingRun, route_ids: list[int]) -> list[PopulationRow]:
    """The accounts of some routes, in walking order, with what the period measured."""
    with connection.cursor() as cursor:
        cursor.execute(
            _POPULATION,
            {
                "cycle": run.cycle_id,
                "period": run.period_id,
                "during": run.period.during,
                "issued_on": run.issue_date,
                "routes": route_ids,
                "history": _HISTORY_PERIODS,
            },
        )
        return [PopulationRow(*row) for row in cursor.fetchall()]
