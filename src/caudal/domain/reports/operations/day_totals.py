"""Bring the totals of the days up to the last movement that is settled."""

from django.db import connection, transaction

from caudal.domain.reports.models import SummaryHorizon
from caudal.domain.reports.queries.ledger_sums import (
    BILLED_AND_COLLECTED,
    CHANNEL_OF_MOVEMENT,
    COUNTED,
)

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


def add_settled_movements() -> int:
    """Add every movement up to the last settled one to the totals of its day; returns how many
    numbers the horizon went on. Two at once add each movement once.
    """
    through = settled_movement_id()
    with transaction.atomic():
        SummaryHorizon.objects.get_or_create(singleton=True)
        horizon = SummaryHorizon.objects.select_for_update().get()
        after = horizon.movement_id
        if through <= after:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_ADD, {"after": after, "through": through})
        horizon.movement_id = through
        horizon.save(update_fields=["movement_id"])
    return through - after


def settled_movement_id() -> int:
    """The last movement below which no other one can appear any more; 0 when there is none.

    Whoever draws numbers of movements holds a lock on their table from before the first number to
    the end of his transaction (an INSERT by itself, ``reserve_ids`` on purpose). The lock taken
    here waits for all of them and is let go at once: what is written later has higher numbers.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE receivables_movement IN SHARE MODE")
        cursor.execute("SELECT COALESCE(max(id), 0) FROM receivables_movement")
        return int(cursor.fetchone()[0])
