"""The bills of a stretch as the staging table holds them, by columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from caudal.domain.billing.models import BillingRun

Int64 = NDArray[np.int64]


class FrozenRating(NamedTuple):
    """What rated a bill: version, day of its parameters and canonical inputs."""

    tariff_version_id: int
    rated_on: date
    inputs: str


class StagedBill(NamedTuple):
    """One account to bill; volume in litres, total in centavos. Without consumption, 0."""

    account_id: int
    position: int
    consumption_id: int
    basis: str
    volume_litres: int
    total: int
    tariff_version_id: int
    rated_on: date
    inputs: str


@dataclass(frozen=True, slots=True)
class StagedBills:
    """Accounts to bill, in walking order.

    Many accounts are rated alike: ``ratings`` has each different rating once, and ``rating`` says
    which one each bill has.
    """

    account_ids: Int64
    positions: Int64
    consumption_ids: Int64
    bases: tuple[str, ...]
    litres: Int64
    totals: Int64
    ratings: tuple[FrozenRating, ...]
    rating: Int64

    @classmethod
    def of(
        cls, rows: Sequence[tuple[int, int, int, str, int, int, int, date, str]]
    ) -> "StagedBills":
        """The columns of rows in the order of :class:`StagedBill`."""
        columns = list(zip(*rows, strict=True)) or [()] * len(StagedBill._fields)
        account_ids, positions, consumption_ids, bases, litres, totals = columns[:6]
        frozen = list(zip(*columns[6:], strict=True))
        places = {rating: place for place, rating in enumerate(dict.fromkeys(frozen))}
        return cls(
            account_ids=np.array(account_ids, dtype=np.int64),
            positions=np.array(positions, dtype=np.int64),
            consumption_ids=np.array(consumption_ids, dtype=np.int64),
            bases=bases,
            litres=np.array(litres, dtype=np.int64),
            totals=np.array(totals, dtype=np.int64),
            ratings=tuple(FrozenRating(*rating) for rating in places),
            rating=np.array([places[rating] for rating in frozen], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.account_ids)


_STAGED = """
SELECT account_id, position, COALESCE(consumption_id, 0), basis, (volume_m3 * 1000)::bigint,
       (total * 100)::bigint, tariff_version_id, rated_on, inputs
  FROM billing_runaccount
 WHERE run_id = %s AND outcome = 'billed' AND position BETWEEN %s AND %s
 ORDER BY position
"""


def staged_bills(*, run: BillingRun, first: int, last: int) -> StagedBills:
    """The accounts to bill between two positions."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGED, [run.pk, first, last])
        return StagedBills.of(cursor.fetchall())
