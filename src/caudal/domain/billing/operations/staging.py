"""Write and replace what a run has calculated."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.billing.operations.calculation import Staged
from caudal.domain.platform import binary_copy as binary
from caudal.domain.platform.binary_copy import Column
from caudal.domain.platform.bulk_load import bulk_load_role

Int64 = NDArray[np.int64]


def clear(*, run: BillingRun) -> None:
    """Forget a calculation, to make it again."""
    RunAccount.objects.filter(run=run).delete()


def stage(*, run: BillingRun, first_position: int, accounts: Sequence[Staged]) -> None:
    """Write the accounts of a slice, numbered in walking order."""
    alike: dict[tuple[Any, ...], list[_Place]] = defaultdict(list)
    for position, account in enumerate(accounts, first_position):
        facts = _json(account.reason_facts) if account.reason_facts else b""
        place = _Place(position, account, account.inputs.encode(), facts)
        alike[_shape(place)].append(place)
    if not alike:
        return
    with bulk_load_role():
        binary.copy_blocks(
            model=RunAccount,
            blocks=[(_columns(run.pk, places), len(places)) for places in alike.values()],
        )


class _Place(NamedTuple):
    position: int
    account: Staged
    inputs: bytes
    facts: bytes


def _shape(place: _Place) -> tuple[Any, ...]:
    """What the accounts of one block of a binary stream share: words, widths and gaps."""
    account, row = place.account, place.account.row
    return (
        account.outcome,
        account.reason,
        len(place.facts),
        account.key and account.key.rated_on,
        row.consumption_id is None,
        len(place.inputs),
        account.basis,
        row.average_total is None,
    )


def _columns(run_id: int, places: Sequence[_Place]) -> dict[str, Column]:
    first, facts = places[0].account, places[0].facts
    accounts = [place.account for place in places]
    rows = [account.row for account in accounts]
    net, tax, total = np.array([account.amounts for account in accounts], dtype=np.int64).T
    return {
        "run_id": binary.int8(run_id),
        "account_id": binary.int8(_integers(row.account_id for row in rows)),
        "position": binary.int4(_integers(place.position for place in places)),
        "outcome": binary.text(first.outcome.value),
        "reason": binary.text(first.reason),
        "reason_facts": binary.jsonb([place.facts for place in places]) if facts else binary.NULL,
        "tariff_version_id": _keys(
            account.key.version_id if account.key else None for account in accounts
        ),
        "rated_on": binary.date4(first.key.rated_on) if first.key else binary.NULL,
        "consumption_id": _keys(row.consumption_id for row in rows),
        "inputs": binary.texts([place.inputs for place in places]),
        "basis": binary.text(first.basis),
        "volume_m3": _decimals((account.volume_m3 for account in accounts), scale=3),
        "average_total": _decimals((row.average_total for row in rows), scale=2),
        "net": binary.numeric(net, scale=2),
        "tax": binary.numeric(tax, scale=2),
        "total": binary.numeric(total, scale=2),
    }


def _integers(values: Iterable[int]) -> Int64:
    return np.fromiter(values, dtype=np.int64)


def _keys(values: Iterable[int | None]) -> Column:
    """References, of all rows or of none."""
    given = [value for value in values if value is not None]
    return binary.int8(_integers(given)) if given else binary.NULL


def _decimals(values: Iterable[Decimal | None], *, scale: int) -> Column:
    """Numbers of so many decimals, in all rows or in none."""
    given = [value for value in values if value is not None]
    if not given:
        return binary.NULL
    whole = {value: int(value.scaleb(scale)) for value in set(given)}
    return binary.numeric(_integers(whole[value] for value in given), scale=scale)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


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
