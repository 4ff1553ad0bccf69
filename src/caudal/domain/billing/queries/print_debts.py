"""What an account owed and held in its favour at the moment of a bill."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.billing.queries.print_statements import APPLIED, CREDIT_LEFT, DEBTS
from caudal.domain.receivables.models import Movement

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class EarlierDebt:
    """A document that was still owed, in pesos."""

    kind: str
    description: str
    due_date: date
    amount: Decimal

    @property
    def is_surcharge(self) -> bool:
        """Whether it is what being late cost."""
        return self.kind == Movement.Kind.SURCHARGE

    @property
    def is_bill(self) -> bool:
        """Whether it is a bill."""
        return self.kind == Movement.Kind.BILL


@dataclass(frozen=True, slots=True)
class StandingAtIssue:
    """Debts before the bill, oldest first; credit that the issue applied, and what was left of
    it.
    """

    debts: tuple[EarlierDebt, ...]
    credit_applied: Decimal
    credit_left: Decimal

    @property
    def owed_before(self) -> Decimal:
        """All earlier debts."""
        return sum((debt.amount for debt in self.debts), _NOTHING)


def standing_at_issue(*, movements: Mapping[int, int]) -> dict[int, StandingAtIssue]:
    """How each account stood at its bill; ``movements`` maps the bill's movement to its account."""
    values = {"movements": list(movements), "accounts": list(movements.values())}
    debts: dict[int, list[EarlierDebt]] = defaultdict(list)
    for movement_id, *debt in _fetch(DEBTS, values):
        debts[movement_id].append(EarlierDebt(*debt))
    applied, left = dict(_fetch(APPLIED, values)), dict(_fetch(CREDIT_LEFT, values))
    return {
        movement_id: StandingAtIssue(
            debts=tuple(debts[movement_id]),
            credit_applied=applied.get(movement_id, _NOTHING),
            credit_left=left.get(movement_id, _NOTHING),
        )
        for movement_id in movements
    }


def _fetch(statement: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
