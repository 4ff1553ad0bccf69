"""What many accounts owe, read from their summaries: for lists, never for money decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.domain.receivables.models import AccountDebt


@dataclass(frozen=True, slots=True)
class DebtSummary:
    """What an account owes and holds in its favour, in pesos; ``overdue`` as of the last time it
    was reckoned.
    """

    owed: Decimal
    overdue: Decimal
    credit_balance: Decimal
    oldest_due_date: date | None = None

    def is_overdue(self, on_date: date) -> bool:
        """Whether something is past its due date on a date."""
        return self.oldest_due_date is not None and self.oldest_due_date < on_date


NO_DEBT = DebtSummary(Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))


def debts_of(*, account_ids: Collection[int]) -> dict[int, DebtSummary]:
    """The summaries of some accounts; one that never owed anything has none: take ``NO_DEBT``."""
    rows = AccountDebt.objects.filter(account_id__in=account_ids).values_list(
        "account_id", "owed", "overdue", "credit_balance", "oldest_due_date"
    )
    return {row[0]: DebtSummary(row[1], row[2], row[3], row[4]) for row in rows}
