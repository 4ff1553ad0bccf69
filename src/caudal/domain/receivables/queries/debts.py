"""What many accounts owe, read from their summaries: for lists, never for money decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from caudal.domain.receivables.models import AccountDebt


@dataclass(frozen=True, slots=True)
class DebtSummary:
    """What an account owes, in pesos; ``overdue`` as of the last time it was reckoned."""

    owed: Decimal
    overdue: Decimal
    credit_balance: Decimal


def debts_of(*, account_ids: Collection[int]) -> dict[int, DebtSummary]:
    """The summaries of some accounts; one that never owed anything has none."""
    rows = AccountDebt.objects.filter(account_id__in=account_ids).values_list(
        "account_id", "owed", "overdue", "credit_balance"
    )
    return {account_id: DebtSummary(*amounts) for account_id, *amounts in rows}
