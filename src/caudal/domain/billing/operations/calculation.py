"""Rate the accounts of a run and decide of each: billed, held with a reason, or excluded by
rule.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from caudal.domain.billing.models import RunAccount
from caudal.domain.billing.operations.bill_content import canonical_inputs
from caudal.domain.billing.operations.rating_inputs import inputs_of
from caudal.domain.billing.queries.population import PopulationRow, PopulationScope
from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.tariffs.queries.programs import ProgramBook, RatingKey
from caudal.engines.sentinels import SentinelLimits, Suspicion, looks_at_history, suspicion
from caudal.kernel.money import from_centavos

Outcome = RunAccount.Outcome

#: Reasons that the calculation itself gives; sentinels add theirs (engines.sentinels).
SUSPENDED = "suspended"
NO_READING = "no_reading"
READING_UNDER_REVIEW = "reading_under_review"
NO_TARIFF = "no_tariff"
NOT_RATED = "not_rated"
NOTHING_TO_BILL = "nothing_to_bill"
READ_LATER = "read_later"


class RatedAmounts(NamedTuple):
    """What an account's bill adds up, in centavos."""

    net: int
    tax: int
    total: int


NOTHING = RatedAmounts(0, 0, 0)


@dataclass(slots=True)
class Staged:
    """What the run will do with one account."""

    row: PopulationRow
    outcome: Outcome = Outcome.BILLED
    reason: str = ""
    reason_facts: dict[str, Any] | None = None
    key: RatingKey | None = None
    inputs: str = ""
    amounts: RatedAmounts = NOTHING

    def hold(self, reason: str, **facts: Any) -> None:
        """Set the account aside for a person to look at."""
        self.outcome, self.reason, self.reason_facts = Outcome.HELD, reason, facts or None

    def exclude(self, reason: str) -> None:
        """Leave the account out by a rule."""
        self.outcome, self.reason = Outcome.EXCLUDED, reason

    @property
    def basis(self) -> str:
        """Where the billed volume comes from."""
        if self.row.basis:
            return self.row.basis
        has_assigned = self.row.assigned_m3 is not None
        return Consumption.Basis.ASSIGNED if has_assigned else Consumption.Basis.FIXED

    @property
    def volume_m3(self) -> Decimal:
        """The billed volume."""
        return self.row.volume_m3 or self.row.assigned_m3 or Decimal(0)


@dataclass(frozen=True, slots=True)
class Calculation:
    """The programs and limits with which accounts are calculated, in a run or one alone.

    ``read_later`` are accounts whose next reading is there already, and bills this period's water.
    """

    scope: PopulationScope
    book: ProgramBook
    limits: SentinelLimits
    read_later: frozenset[int] = frozenset()

    def calculate(self, rows: Sequence[PopulationRow]) -> list[Staged]:
        """Stage the accounts of a slice, in the order given. One bad account stops nobody."""
        staged = [Staged(row) for row in rows]
        alike: dict[RatingKey, dict[Any, list[Staged]]] = defaultdict(lambda: defaultdict(list))
        for account in staged:
            self._classify(account)
            if account.key is not None:
                alike[account.key][account.row.rated_by].append(account)
        for key, groups in alike.items():
            self._rate(key, list(groups.values()))
        return staged

    def _classify(self, account: Staged) -> None:
        """Everything that can be said before rating."""
        row = account.row
        if row.status == ServiceAccount.Status.SUSPENDED:
            account.exclude(SUSPENDED)
        elif row.lacks_volume:
            self._set_aside_unread(account)
        else:
            account.key = self.book.find(
                tariff_id=row.tariff_id,
                read_on=row.read_on or self.scope.period_during.upper,
                issued_on=self.scope.issue_date,
            )
            if account.key is None:
                account.hold(NO_TARIFF, use=row.use_code)

    def _set_aside_unread(self, account: Staged) -> None:
        """One whose reading is missing, or waits in the review."""
        if account.row.account_id in self.read_later:
            account.exclude(READ_LATER)
        elif account.row.consumption_id is None:
            account.hold(NO_READING)
        else:
            account.hold(READING_UNDER_REVIEW, finding=account.row.finding)

    def _rate(self, key: RatingKey, groups: Sequence[Sequence[Staged]]) -> None:
        """Rate groups of accounts that are alike, each once."""
        program = self.book.program(key)
        inputs = [inputs_of(row=group[0].row, specs=program.inputs) for group in groups]
        batch = program.rate_many(
            columns_of(inputs=inputs, names=[spec.name for spec in program.inputs])
        )
        taxes = np.sum([concept.tax for concept in batch.concepts.values()], axis=0)
        nets = batch.total - taxes - batch.rounding
        amounts = map(RatedAmounts, nets.tolist(), taxes.tolist(), batch.total.tolist())
        for index, (group, given, rated) in enumerate(zip(groups, inputs, amounts, strict=True)):
            error = batch.errors.get(index)
            text = canonical_inputs(given)
            for account in group:
                account.inputs = text
                if error:
                    account.hold(NOT_RATED, message=str(error))
                else:
                    account.amounts = rated
            if not error:
                self._watch(group, from_centavos(rated.total))

    def _watch(self, group: Sequence[Staged], total: Decimal) -> None:
        """Set aside accounts that are rated alike when their bill is nothing, or looks absurd."""
        first = group[0]
        if not total:
            for account in group:
                account.exclude(NOTHING_TO_BILL)
        elif self._suspect(first, total) or looks_at_history(
            total=total,
            volume_m3=first.volume_m3,
            is_metered=first.row.is_metered,
            limits=self.limits,
        ):
            for account in group:
                if found := self._suspect(account, total):
                    account.hold(found.reason, value=str(found.value), limit=str(found.limit))

    def _suspect(self, account: Staged, total: Decimal) -> Suspicion | None:
        row = account.row
        return suspicion(
            total=total,
            use_class=row.use_code,
            average_total=row.average_total,
            volume_m3=account.volume_m3,
            average_m3=row.average_m3,
            ceiling_m3=row.ceiling_m3,
            is_metered=row.is_metered,
            limits=self.limits,
        )


def columns_of(
    *, inputs: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> dict[str, list[Any]]:
    """Frozen inputs as the columns that ``rate_many`` takes; what is absent takes its default."""
    return {name: [given.get(name) for given in inputs] for name in names}
