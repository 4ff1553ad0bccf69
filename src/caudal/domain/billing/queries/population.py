"""Who a run must explain, in walking order: every account of the cycle that is not closed; in a
complementary run, those that were held and have no bill.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.supplements import held_without_bill
from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import BillingPeriod

#: Accounts read, rated and staged in one transaction: flat memory whatever the size of the cycle.
SLICE_ACCOUNTS = 20_000
_HISTORY_PERIODS = 6


class PopulationRow(NamedTuple):
    """One account as the run sees it. ``tariff_attributes`` is JSON text, and ``discount_inputs``
    names apart by spaces.
    """

    account_id: int
    status: str
    tariff_id: int
    use_code: str
    dwelling_units: int
    is_metered: bool
    has_sewer: bool
    has_sanitation: bool
    tariff_attributes: str
    assigned_m3: Decimal | None
    volume_m3: Decimal | None
    diameter_mm: int | None
    discount_inputs: str
    ceiling_m3: Decimal | None
    consumption_id: int | None
    average_m3: Decimal | None
    basis: str | None
    consumption_state: str | None
    finding: str | None
    read_on: date | None
    average_total: Decimal | None

    @property
    def rated_by(self) -> tuple[Any, ...]:
        """Everything that a tariff may ask for: accounts that have it alike are rated alike."""
        return self[_FIRST_FACT:_AFTER_FACTS]

    @property
    def lacks_volume(self) -> bool:
        """Whether a reading is missing, or nobody has decided about it."""
        if self.consumption_id is None:
            return self.is_metered
        return self.consumption_state not in Consumption.BILLABLE_STATES


_FIRST_FACT = PopulationRow._fields.index("use_code")
_AFTER_FACTS = PopulationRow._fields.index("ceiling_m3")


class WalkSlice(NamedTuple):
    """A stretch of the walk: the accounts of some routes, or these accounts."""

    route_ids: list[int]
    account_ids: list[int]


def walk_slices(*, run: BillingRun) -> Iterator[WalkSlice]:
    """The accounts of a run in walking order, in groups of about ``SLICE_ACCOUNTS``."""
    if run.supplements_id is None:
        return slices_of_cycle(cycle_id=run.cycle_id)
    held = [each.account_id for each in held_without_bill(period_id=run.period_id)]
    firsts = range(0, len(held), SLICE_ACCOUNTS)
    return (WalkSlice([], held[first : first + SLICE_ACCOUNTS]) for first in firsts)


def slices_of_cycle(*, cycle_id: int) -> Iterator[WalkSlice]:
    """The accounts of a cycle in walking order, in groups of about ``SLICE_ACCOUNTS``."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.id, count(a.id) FROM registry_route r
                 JOIN registry_serviceaccount a ON a.route_id = r.id AND a.status <> 'closed'
                WHERE r.cycle_id = %s GROUP BY r.id, r.code ORDER BY r.code""",
            [cycle_id],
        )
        routes = cursor.fetchall()
    ids: list[int] = []
    count = 0
    for route_id, accounts in routes:
        if ids and count + accounts > SLICE_ACCOUNTS:
            yield WalkSlice(ids, [])
            ids, count = [], 0
        ids.append(route_id)
        count += accounts
    if ids:
        yield WalkSlice(ids, [])


_POPULATION = """
WITH recent AS (
    SELECT p.id FROM registry_billingperiod p
     WHERE p.cycle_id = %(cycle)s AND upper(p.during) <= lower(%(during)s::daterange)
     ORDER BY p.during DESC LIMIT %(history)s
)
SELECT a.id, a.status, a.tariff_id, u.code, a.dwelling_units, a.is_metered, a.has_sewer,
       a.has_sanitation, a.tariff_attributes::text, a.assigned_m3, c.volume_m3, n.diameter_mm,
       COALESCE(d.inputs, ''), u.ceiling_m3, c.id, c.average_m3, c.basis, c.state, c.finding,
       g.read_on, b.average_total
  FROM registry_serviceaccount a
  JOIN registry_route r ON r.id = a.route_id
  JOIN tariffs_useclass u ON u.id = a.use_class_id
  JOIN registry_connection n ON n.id = a.connection_id
  LEFT JOIN metering_consumption c ON c.account_id = a.id AND c.period_id = %(period)s
  LEFT JOIN metering_reading g ON g.id = c.current_reading_id
  LEFT JOIN (
       SELECT t.account_id, string_agg(p.tariff_input, ' ' ORDER BY p.tariff_input) AS inputs
         FROM registry_accountdiscount t JOIN registry_discountprogramme p ON p.id = t.programme_id
        WHERE t.valid_during @> %(issued_on)s::date GROUP BY t.account_id) d ON d.account_id = a.id
  LEFT JOIN (
       SELECT l.account_id, round(avg(l.total), 2) AS average_total FROM billing_bill l
         JOIN registry_serviceaccount s ON s.id = l.account_id
        WHERE {bills} AND l.is_live AND l.period_id IN (SELECT id FROM recent)
        GROUP BY l.account_id) b ON b.account_id = a.id
 WHERE {accounts} AND a.status <> 'closed'
 ORDER BY r.code, a.route_sequence, a.id
"""
_OF_ROUTES = _POPULATION.format(
    bills="s.route_id = ANY(%(routes)s)", accounts="a.route_id = ANY(%(routes)s)"
)
_OF_ACCOUNTS = _POPULATION.format(
    bills="s.id = ANY(%(accounts)s)", accounts="a.id = ANY(%(accounts)s)"
)


@dataclass(frozen=True, slots=True)
class PopulationScope:
    """What a calculation looks at: a period of a cycle, and the date of the issue."""

    cycle_id: int
    period_id: int
    period_during: DateRange
    issue_date: date

    @classmethod
    def of_period(cls, period: BillingPeriod, *, issue_date: date) -> "PopulationScope":
        """The scope of a whole period."""
        return cls(period.cycle_id, period.pk, period.during, issue_date)


def population(*, scope: PopulationScope, piece: WalkSlice) -> list[PopulationRow]:
    """The accounts of a stretch, in walking order, with what the period measured.

    Asked by one process of the server: a run leaves the others to the desks. Needs a transaction,
    until whose end this holds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    if piece.account_ids:
        return _fetch(_OF_ACCOUNTS, scope, {"accounts": piece.account_ids})
    return _fetch(_OF_ROUTES, scope, {"routes": piece.route_ids})


def population_of_account(*, scope: PopulationScope, account_id: int) -> PopulationRow | None:
    """One account as a run would see it, or None when it is closed."""
    rows = _fetch(_OF_ACCOUNTS, scope, {"accounts": [account_id]})
    return rows[0] if rows else None


def _fetch(statement: str, scope: PopulationScope, chosen: dict[str, Any]) -> list[PopulationRow]:
    values = {
        "cycle": scope.cycle_id,
        "period": scope.period_id,
        "during": scope.period_during,
        "issued_on": scope.issue_date,
        "history": _HISTORY_PERIODS,
        **chosen,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [PopulationRow(*row) for row in cursor.fetchall()]
