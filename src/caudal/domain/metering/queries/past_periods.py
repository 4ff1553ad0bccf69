"""What accounts used before a period, as the review of readings looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caudal.domain.metering.models import Consumption
from caudal.domain.platform.binary_fetch import fetch_integers
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.columns import NO_PERIOD
from caudal.engines.reading_review.estimate import Basis

PERIODS = 12

BASIS_OF = {
    Consumption.Basis.MEASURED: Basis.MEASURED,
    Consumption.Basis.AVERAGE: Basis.AVERAGE,
    Consumption.Basis.ESTIMATED: Basis.ESTIMATED,
    Consumption.Basis.ASSIGNED: Basis.ASSIGNED,
    Consumption.Basis.FIXED: Basis.FIXED,
}
"""How the database and the engine call where a volume comes from."""

_CODES = " ".join(f"WHEN '{stored.value}' THEN {int(code)}" for stored, code in BASIS_OF.items())

# Each period of another cycle counts where its first day falls in this one, so that an account
# that changed its route keeps its past.
_PAST = f"""
WITH own AS (
    SELECT during, %(periods)s - row_number() OVER (ORDER BY during DESC) AS place
      FROM registry_billingperiod
     WHERE cycle_id = %(cycle)s AND upper(during) <= %(start)s
     ORDER BY during DESC LIMIT %(periods)s
), places AS (
    SELECT p.id, o.place FROM registry_billingperiod p JOIN own o ON o.during @> lower(p.during)
)
SELECT g.row - 1, s.place, (c.volume_m3 * 1000)::bigint, (CASE c.basis {_CODES} END)::bigint
  FROM unnest(%(accounts)s::bigint[]) WITH ORDINALITY AS g(account_id, row)
  JOIN metering_consumption c ON c.account_id = g.account_id AND c.state = ANY(%(states)s)
  JOIN places s ON s.id = c.period_id
"""


@dataclass(frozen=True, slots=True)
class PastPeriods:
    """A row per account and a column per earlier period, oldest first."""

    litres: NDArray[np.int64]
    basis: NDArray[np.int8]


def past_periods(*, account_ids: Sequence[int], period: BillingPeriod) -> PastPeriods:
    """The billable volumes of the twelve periods before one, in one query.

    A period without volume between others counts as neither measured nor estimated; before the
    first one, the account did not exist yet.
    """
    rows = fetch_integers(
        query=_PAST,
        values={
            "accounts": list(account_ids),
            "cycle": period.cycle_id,
            "start": period.during.lower,
            "periods": PERIODS,
            "states": [state.value for state in Consumption.BILLABLE_STATES],
        },
        columns=4,
    )
    litres = np.zeros((len(account_ids), PERIODS), dtype=np.int64)
    basis = np.full((len(account_ids), PERIODS), NO_PERIOD, dtype=np.int8)
    account, place = rows[:, 0], rows[:, 1]
    litres[account, place], basis[account, place] = rows[:, 2], rows[:, 3]
    has_begun = np.maximum.accumulate(basis != NO_PERIOD, axis=1)
    basis[has_begun & (basis == NO_PERIOD)] = Basis.FIXED
    return PastPeriods(litres=litres, basis=basis)
