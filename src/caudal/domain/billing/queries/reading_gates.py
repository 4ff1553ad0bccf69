"""Which readings of a period may still enter or change."""

from collections.abc import Collection
from dataclasses import dataclass

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.supplements import held_without_bill


@dataclass(frozen=True, slots=True)
class ReadingsGate:
    """Which readings of a period may enter or change.

    Nobody has signed it: all of them. A run is approved or being issued: none. Its runs are issued:
    those of the accounts that they held, that have no bill and that nobody has read later.
    """

    period_id: int
    closed_by: BillingRun | None = None
    open_accounts: frozenset[int] = frozenset()

    def admits(self, account_id: int) -> bool:
        """Whether the reading of an account may enter or change."""
        return self.closed_by is None or account_id in self.open_accounts

    def admits_all(self, account_ids: Collection[int]) -> bool:
        """Whether those of all of these accounts may; of none in particular, of anybody."""
        if self.closed_by is None:
            return True
        return bool(self.open_accounts) and self.open_accounts.issuperset(account_ids)


def reading_gates(*, period_ids: Collection[int]) -> dict[int, ReadingsGate]:
    """The gate of each period."""
    gates = {period_id: ReadingsGate(period_id) for period_id in period_ids}
    runs = BillingRun.objects.select_related("period").filter(
        period_id__in=period_ids, state__in=BillingRun.SIGNED_STATES
    )
    for run in runs.order_by("pk"):
        gates[run.period_id] = _gate_after(gates[run.period_id], run)
    return gates


def _gate_after(gate: ReadingsGate, run: BillingRun) -> ReadingsGate:
    """What a signed run leaves open; of the issued ones, the principal speaks."""
    if run.state != BillingRun.State.ISSUED:
        return ReadingsGate(run.period_id, run)
    if gate.closed_by is not None:
        return gate
    held = held_without_bill(period_id=run.period_id)
    open_accounts = frozenset(each.account_id for each in held if not each.is_read_later)
    return ReadingsGate(run.period_id, run, open_accounts)
