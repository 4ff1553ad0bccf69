"""Bring the totals up to the last rows that are settled."""

from django.db import OperationalError, connection, models, transaction
from psycopg import sql
from psycopg.errors import LockNotAvailable

from caudal.domain.receivables.models import Allocation, Charge, Movement
from caudal.domain.reports.models import DueTotal, SummaryHorizon
from caudal.domain.reports.queries.ledger_sums import (
    BILLED_AND_COLLECTED,
    CHANNEL_OF_MOVEMENT,
    COUNTED,
    OPENED_SINCE,
)

CASHIERS_MAY_WAIT = "2s"

_ADD = f"""
INSERT INTO reports_daytotal AS t
       (business_date, sector_id, channel_id, billed, bill_count, collected, payment_count)
SELECT m.business_date, r.sector_id, h.channel_id, {BILLED_AND_COLLECTED}
  FROM receivables_movement m
  JOIN registry_serviceaccount a ON a.id = m.account_id
  JOIN registry_route r ON r.id = a.route_id
  LEFT JOIN {CHANNEL_OF_MOVEMENT} h ON h.movement_id = m.id
 WHERE m.id > %(after)s AND m.id <= %(through)s AND {COUNTED}
 GROUP BY m.business_date, r.sector_id, h.channel_id
    ON CONFLICT (business_date, sector_id, channel_id) DO UPDATE
   SET billed = t.billed + EXCLUDED.billed,
       bill_count = t.bill_count + EXCLUDED.bill_count,
       collected = t.collected + EXCLUDED.collected,
       payment_count = t.payment_count + EXCLUDED.payment_count
"""

# What is open now less what was opened since the horizon: all seen at one moment, whatever desks
# do meanwhile.
_DUE = f"""
INSERT INTO reports_duetotal (sector_id, due_date, open_amount)
SELECT r.sector_id, o.due_date, sum(o.amount)
  FROM (SELECT c.account_id, c.due_date, c.open_amount AS amount
          FROM receivables_charge c WHERE c.open_amount > 0
         UNION ALL
        SELECT n.account_id, n.due_date, -n.amount FROM {OPENED_SINCE} n) o
  JOIN registry_serviceaccount a ON a.id = o.account_id
  JOIN registry_route r ON r.id = a.route_id
 GROUP BY r.sector_id, o.due_date
HAVING sum(o.amount) <> 0
"""


def bring_totals_up() -> bool:
    """Add every movement up to the last settled one to the totals of its day, and sum anew what is
    open by due date; whether movements were added. Two at once add each movement once.
    """
    through = settled_id(model=Movement)
    charge, allocation = settled_id(model=Charge), settled_id(model=Allocation)
    with transaction.atomic():
        SummaryHorizon.objects.get_or_create(singleton=True)
        horizon = SummaryHorizon.objects.select_for_update().get()
        after = horizon.movement_id
        horizon.movement_id = max(through, after)
        horizon.charge_id = max(charge, horizon.charge_id)
        horizon.allocation_id = max(allocation, horizon.allocation_id)
        horizon.save(update_fields=["movement_id", "charge_id", "allocation_id"])
        DueTotal.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(_ADD, {"after": after, "through": through})
            cursor.execute(_DUE)
    return through > after


def settled_id(*, model: type[models.Model]) -> int:
    """The last key of a table below which no other one can appear any more; 0 when it is empty, or
    when somebody uses it longer than cashiers, who queue behind this, may wait: then the totals
    stay where they are until the next time.

    Whoever draws keys of these tables holds a lock on them from before the first key to the end of
    his transaction (an INSERT by itself, ``reserve_ids`` on purpose). The lock taken here waits for
    all of them and is let go at once: what is written later has higher keys. One table at a time,
    for whoever holds two locks and waits for writers of both may stop them for ever.
    """
    table = sql.Identifier(model._meta.db_table)
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{CASHIERS_MAY_WAIT}'")
            cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(table))
            cursor.execute(sql.SQL("SELECT COALESCE(max(id), 0) FROM {}").format(table))
            return int(cursor.fetchone()[0])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return 0
        raise
