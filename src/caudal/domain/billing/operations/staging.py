"""Write and replace what a run has calculated."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.billing.operations.calculation import Staged
from caudal.domain.platform.bulk_load import bulk_load_role, copy_rows

_COLUMNS = (
    "run_id",
    "account_id",
    "position",
    "outcome",
    "reason",
    "reason_facts",
    "tariff_version_id",
    "rated_on",
    "consumption_id",
    "inputs",
    "basis",
    "volume_m3",
    "average_total",
    "net",
    "tax",
    "total",
)


def clear(*, run: BillingRun) -> None:
    """Forget a calculation, to make it again."""
    RunAccount.objects.filter(run=run).delete()


def stage(*, run: BillingRun, first_position: int, accounts: Sequence[Staged]) -> None:
    """Write the accounts of a slice, numbered in walking order."""
    with bulk_load_role():
        copy_rows(model=RunAccount, columns=_COLUMNS, rows=_rows(run.pk, first_position, accounts))


def _rows(
    run_id: int, first_position: int, accounts: Sequence[Staged]
) -> Iterator[tuple[Any, ...]]:
    for position, account in enumerate(accounts, first_position):
        row, key = account.row, account.key
        yield (
            run_id,
            row.account_id,
            position,
            account.outcome.value,
            account.reason,
            _json(account.reason_facts),
            key.version_id if key else None,
            key.rated_on if key else None,
            row.consumption_id,
            account.inputs,
            account.basis,
            account.volume_m3,
            row.average_total,
            account.net,
            account.tax,
            account.total,
        )


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


_TOTALS = """
UPDATE billing_billingrun r
   SET active_count = t.active, billed_count = t.billed, held_count = t.held,
       excluded_count = t.excluded, total = t.total, volume_m3 = t.volume_m3,
       state = COALESCE(%(state)s, r.state), calculated_at = COALESCE(%(at)s, r.calculated_at)
  FROM (SELECT count(*) AS active,
               count(*) FILTER (WHERE outcome = 'billed') AS billed,
               count(*) FILTER (WHERE outcome = 'held') AS held,
               count(*) FILTER (WHERE outcome = 'excluded') AS excluded,
               COALESCE(sum(total) FILTER (WHERE outcome = 'billed'), 0) AS total,
               COALESCE(sum(volume_m3) FILTER (WHERE outcome = 'billed'), 0) AS volume_m3
          FROM billing_runaccount WHERE run_id = %(run)s) t
 WHERE r.id = %(run)s
"""


def refresh_totals(
    *, run: BillingRun, state: BillingRun.State | None = None, at: datetime | None = None
) -> None:
    """Count the run's accounts and amounts again, and move it on."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"run": run.pk, "state": state.value if state else None, "at": at})
    run.refresh_from_db()
