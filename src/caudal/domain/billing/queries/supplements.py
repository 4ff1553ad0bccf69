"""Who of a period is still without a bill because its runs held them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from caudal.domain.billing.models import BillingRun, RunAccount


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account that the last issued run to look at it held, and that has no bill since.

    ``is_read_later``: a later period has its reading, which counts from the last one that was
    billed; a reading of this period would bill the same water again.
    """

    account_id: int
    reason: str
    is_read_later: bool


# One that a run billed or left out by a rule after another had held it is explained: so is one
# whose bill was cancelled on purpose.
_HELD = """
SELECT s.account_id, s.reason,
       EXISTS (SELECT FROM metering_consumption c
                 JOIN registry_billingperiod q ON q.id = c.period_id
                WHERE c.account_id = s.account_id AND c.current_reading_id IS NOT NULL
                  AND lower(q.during) >= upper(p.during))
  FROM billing_billingrun r
  JOIN registry_billingperiod p ON p.id = r.period_id
  JOIN billing_runaccount s ON s.run_id = r.id AND s.outcome = 'held'
  JOIN registry_serviceaccount a ON a.id = s.account_id
  JOIN registry_route t ON t.id = a.route_id
 WHERE r.period_id = %s AND r.state = 'issued' AND a.status <> 'closed'
   AND NOT EXISTS (SELECT FROM billing_billingrun o
                     JOIN billing_runaccount x ON x.run_id = o.id
                    WHERE o.period_id = r.period_id AND o.state = 'issued' AND o.id > r.id
                      AND x.account_id = s.account_id)
   AND NOT EXISTS (SELECT FROM billing_bill b
                    WHERE b.account_id = s.account_id AND b.period_id = r.period_id AND b.is_live)
 ORDER BY t.code, a.route_sequence, a.id
"""


def held_without_bill(*, period_id: int) -> list[HeldAccount]:
    """The accounts that a complementary run of a period would look at, in walking order."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [period_id])
        return [HeldAccount(*row) for row in cursor.fetchall()]


def read_later(*, run: BillingRun) -> frozenset[int]:
    """The accounts of a complementary run whose reading came with a later period; of a principal
    run, none: it comes first.
    """
    if run.supplements_id is None:
        return frozenset()
    held = held_without_bill(period_id=run.period_id)
    return frozenset(each.account_id for each in held if each.is_read_later)


def principal_of(*, run: BillingRun) -> BillingRun:
    """The run of all the accounts of its period: itself, or the one that it supplements."""
    return run.supplements or run


def runs_beside(*, run: BillingRun) -> list[BillingRun]:
    """The other runs of its period that were not discarded, the principal one first."""
    runs = BillingRun.objects.filter(period_id=run.period_id).exclude(pk=run.pk)
    return list(runs.exclude(state=BillingRun.State.DISCARDED).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Explained:
    """What a later run of the period did with an account that was held."""

    run_id: int
    run_code: str
    outcome: str


def explained_since(*, run: BillingRun, account_ids: Collection[int]) -> dict[int, Explained]:
    """Those of some accounts of an issued run that a later one billed or left out, by account."""
    rows = RunAccount.objects.filter(
        run__period_id=run.period_id,
        run__state=BillingRun.State.ISSUED,
        run__pk__gt=run.pk,
        account_id__in=account_ids,
    ).exclude(outcome=RunAccount.Outcome.HELD)
    found = rows.values_list("account_id", "run_id", "run__code", "outcome")
    return {account_id: Explained(key, code, outcome) for account_id, key, code, outcome in found}
