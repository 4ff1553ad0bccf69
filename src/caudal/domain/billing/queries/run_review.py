"""What a person looks at before signing a run."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Sum

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.billing.queries.supplements import held_without_bill
from caudal.domain.registry.models import BillingPeriod


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many accounts a run set aside for a reason, and what they had calculated."""

    outcome: str
    reason: str
    count: int
    total: Decimal


def set_aside(*, run: BillingRun) -> list[ReasonCount]:
    """The held and the excluded accounts by reason, the most frequent first."""
    rows = (
        RunAccount.objects.filter(run=run)
        .exclude(outcome=RunAccount.Outcome.BILLED)
        .values_list("outcome", "reason")
        .annotate(count=Count("pk"), sum=Sum("total"))
        .order_by("-count", "reason")
    )
    return [ReasonCount(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class UseTotals:
    """A use in the run and in the two periods before: pesos and m³, None where it had no bill."""

    use: str
    bills: int
    total: Decimal
    volume_m3: Decimal
    totals_before: tuple[Decimal | None, Decimal | None]
    volumes_before: tuple[Decimal | None, Decimal | None]


_BY_USE = """
WITH recent AS (
    SELECT id, row_number() OVER (ORDER BY during DESC) AS back FROM registry_billingperiod
     WHERE cycle_id = %(cycle)s AND upper(during) <= lower(%(during)s::daterange)
     ORDER BY during DESC LIMIT 2
), staged AS (
    SELECT a.use_class_id, count(*) AS bills, sum(s.total) AS total, sum(s.volume_m3) AS volume
      FROM billing_runaccount s JOIN registry_serviceaccount a ON a.id = s.account_id
     WHERE s.run_id = %(run)s AND s.outcome = 'billed' GROUP BY 1
), before AS (
    SELECT a.use_class_id,
           sum(b.total) FILTER (WHERE r.back = 1) AS total_1,
           sum(b.total) FILTER (WHERE r.back = 2) AS total_2,
           sum(b.volume_m3) FILTER (WHERE r.back = 1) AS volume_1,
           sum(b.volume_m3) FILTER (WHERE r.back = 2) AS volume_2
      FROM billing_bill b JOIN recent r ON r.id = b.period_id
      JOIN registry_serviceaccount a ON a.id = b.account_id
     WHERE b.is_live
       AND (NOT %(supplements)s OR EXISTS (
            SELECT FROM billing_runaccount o
             WHERE o.run_id = %(run)s AND o.account_id = b.account_id AND o.outcome = 'billed'))
     GROUP BY 1
)
SELECT u.name, COALESCE(s.bills, 0), COALESCE(s.total, 0), COALESCE(s.volume, 0),
       b.total_1, b.total_2, b.volume_1, b.volume_2
  FROM tariffs_useclass u LEFT JOIN staged s ON s.use_class_id = u.id
  LEFT JOIN before b ON b.use_class_id = u.id
 WHERE s.bills IS NOT NULL OR b.total_1 IS NOT NULL OR b.total_2 IS NOT NULL
 ORDER BY COALESCE(s.total, 0) DESC, u.name
"""


def totals_by_use(*, run: BillingRun) -> list[UseTotals]:
    """Each use that the run or the two periods before it billed, the largest amount first. What a
    complementary run bills is compared with the bills of the same accounts.
    """
    values = {
        "run": run.pk,
        "cycle": run.cycle_id,
        "during": run.period.during,
        "supplements": run.supplements_id is not None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_USE, values)
        rows = cursor.fetchall()
    return [
        UseTotals(use, bills, total, volume, (total_1, total_2), (volume_1, volume_2))
        for use, bills, total, volume, total_1, total_2, volume_1, volume_2 in rows
    ]


def periods_before(*, run: BillingRun) -> list[str]:
    """The names of the two periods before the run's, the nearest first."""
    periods = BillingPeriod.objects.filter(
        cycle_id=run.cycle_id, during__fully_lt=run.period.during
    )
    return list(periods.order_by("-during").values_list("name", flat=True)[:2])


#: Where the bars of ``spread_against_average`` part: each bar is named by its middle.
SPREAD_LABELS = ("−80 %", "−60 %", "−40 %", "−20 %", "0 %", "+20 %", "+40 %", "+60 %", "+80 %")
_SPREAD = """
SELECT width_bucket(total / average_total - 1,
                    '{-0.7,-0.5,-0.3,-0.1,0.1,0.3,0.5,0.7,0.9}'::numeric[]), count(*)
  FROM billing_runaccount
 WHERE run_id = %s AND outcome = 'billed' AND average_total > 0 GROUP BY 1
"""


def spread_against_average(*, run: BillingRun) -> list[int]:
    """How many bills lie around each share of their account's own average, and, last, how many
    beyond; accounts without history are not counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, [run.pk])
        counts = dict(cursor.fetchall())
    return [counts.get(bucket, 0) for bucket in range(len(SPREAD_LABELS) + 1)]


def missing_accounts(*, run: BillingRun) -> int:
    """Accounts that the run must explain and does not: of the cycle, the active ones; in a
    complementary run, those that were held and have no bill.
    """
    if run.supplements_id is not None:
        held = {each.account_id for each in held_without_bill(period_id=run.period_id)}
        explained = RunAccount.objects.filter(run=run, account_id__in=held)
        return len(held) - explained.count()
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM registry_serviceaccount a
                 JOIN registry_route r ON r.id = a.route_id
                WHERE r.cycle_id = %s AND a.status <> 'closed' AND NOT EXISTS
                      (SELECT FROM billing_runaccount s
                        WHERE s.run_id = %s AND s.account_id = a.id)""",
            [run.cycle_id, run.pk],
        )
        return int(cursor.fetchone()[0])


def changed_consumptions(*, run: BillingRun) -> int:
    """Billed accounts whose reading is no longer what the run calculated with."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM billing_runaccount s
                 JOIN metering_consumption c ON c.id = s.consumption_id
                WHERE s.run_id = %s AND s.outcome = 'billed'
                  AND (c.volume_m3 <> s.volume_m3 OR c.basis <> s.basis
                       OR c.state NOT IN ('clean', 'accepted'))""",
            [run.pk],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a run of a period would find today."""

    active: int
    suspended: int
    """Of them, those that are not billed whatever their reading."""
    metered: int
    """Of the others, those whose meter is read."""
    with_volume: int
    under_review: int


def preparation_of(*, period: BillingPeriod) -> Preparation:
    """How many accounts a run of the period would look at, and how far their readings are."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*),
                      count(*) FILTER (WHERE a.status <> 'active'),
                      count(*) FILTER (WHERE a.status = 'active' AND a.is_metered),
                      count(c.id) FILTER (WHERE a.status = 'active' AND a.is_metered),
                      count(*) FILTER (
                          WHERE a.status = 'active' AND c.state NOT IN ('clean', 'accepted'))
                 FROM registry_serviceaccount a JOIN registry_route r ON r.id = a.route_id
                 LEFT JOIN metering_consumption c ON c.account_id = a.id AND c.period_id = %s
                WHERE r.cycle_id = %s AND a.status <> 'closed'""",
            [period.pk, period.cycle_id],
        )
        return Preparation(*cursor.fetchone())
