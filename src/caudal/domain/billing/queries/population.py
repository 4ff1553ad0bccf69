"""Who a run must explain, in walking order: every account of the cycle that is not closed; in a
complementary run, those that were held and have no bill.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.supplements import held_without_bill
from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.tariffs.queries.versions import is_input_asked

#: Accounts read, rated and staged in one transaction: flat memory whatever the size of the cycle.
SLICE_ACCOUNTS = 20_000
_HISTORY_PERIODS = 6
#: The input of a tariff that needs the year before.
MONTHS_OF_YEAR = "meses_12"


class PopulationRow(NamedTuple):
    """One account as the run sees it. ``tariff_attributes`` is JSON text, and ``discount_inputs``
    names apart by spaces. The past year is None unless some tariff asks for it.
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
    period_month: int
    year_m3: Decimal | None
    year_months: int | None
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
       COALESCE(d.inputs, ''), %(month)s::int, {year}, u.ceiling_m3, c.id, c.average_m3, c.basis,
       c.state, c.finding, g.read_on, b.average_total
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
 {history}
 WHERE {accounts} AND a.status <> 'closed'
 ORDER BY r.code, a.route_sequence, a.id
"""
# What was billable of the twelve months before the period, and how many of them it covers.
_HISTORY = """
  LEFT JOIN (
       SELECT c.account_id, sum(c.volume_m3) AS volume,
              sum(extract(year FROM m.length) * 12 + extract(month FROM m.length))::int AS months
         FROM metering_consumption c
         JOIN registry_serviceaccount s ON s.id = c.account_id
         JOIN registry_billingperiod p ON p.id = c.period_id
        CROSS JOIN LATERAL (SELECT age(upper(p.during), lower(p.during)) AS length) m
        WHERE {bills} AND c.state = ANY(%(billable)s)
          AND p.during <@ daterange(
              (lower(%(during)s::daterange) - interval '1 year')::date,
              lower(%(during)s::daterange))
        GROUP BY c.account_id) h ON h.account_id = a.id
"""
_OF_ROUTES = {"bills": "s.route_id = ANY(%(routes)s)", "accounts": "a.route_id = ANY(%(routes)s)"}
_OF_ACCOUNTS = {"bills": "s.id = ANY(%(accounts)s)", "accounts": "a.id = ANY(%(accounts)s)"}


def _statement(chosen: dict[str, str], *, with_year: bool) -> str:
    if not with_year:
        return _POPULATION.format(year="NULL, NULL", history="", **chosen)
    year = "COALESCE(h.volume, 0), COALESCE(h.months, 0)"
    return _POPULATION.format(year=year, history=_HISTORY.format(**chosen), **chosen)


@dataclass(frozen=True, slots=True)
class PopulationScope:
    """What a calculation looks at: a period of a cycle, the date of the issue, and the year
    before when some tariff asks for it.
    """

    cycle_id: int
    period_id: int
    period_during: DateRange
    issue_date: date
    with_year: bool

    @classmethod
    def of_period(cls, period: BillingPeriod, *, issue_date: date) -> "PopulationScope":
        """The scope of a whole period."""
        with_year = is_input_asked(name=MONTHS_OF_YEAR)
        return cls(period.cycle_id, period.pk, period.during, issue_date, with_year)


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


def _fetch(
    where: dict[str, str], scope: PopulationScope, chosen: dict[str, Any]
) -> list[PopulationRow]:
    last_day: date = scope.period_during.upper - timedelta(days=1)
    values = {
        "cycle": scope.cycle_id,
        "period": scope.period_id,
        "during": scope.period_during,
        "issued_on": scope.issue_date,
        "history": _HISTORY_PERIODS,
        "month": last_day.month,
        "billable": [state.value for state in Consumption.BILLABLE_STATES],
        **chosen,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(where, with_year=scope.with_year), values)
        return [PopulationRow(*row) for row in cursor.fetchall()]
