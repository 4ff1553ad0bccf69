"""How many there are, in words; and how many rows a list has, at a bounded cost."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

COUNTED_AT_MOST = 10_000


def counted(number: int, singular: str, plural: str) -> str:
    """``1 cuenta``, ``1,284 cuentas``."""
    return f"{number:,} {singular if number == 1 else plural}"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows, counted or estimated."""

    number: int
    is_exact: bool

    @property
    def text(self) -> str:
        """``1,284``, or ``unas 41,600`` when it was not worth counting."""
        return f"{self.number:,}" if self.is_exact else f"unas {self.number:,}"


def count_of(rows: QuerySet[Any, Any]) -> Count:
    """Count up to ``COUNTED_AT_MOST`` rows; beyond, take the planner's estimate."""
    counted = rows.order_by()[: COUNTED_AT_MOST + 1].count()
    if counted <= COUNTED_AT_MOST:
        return Count(counted, is_exact=True)
    plan = json.loads(rows.order_by().explain(format="JSON"))
    estimate = int(plan[0]["Plan"]["Plan Rows"])
    return Count(max(round(estimate, -2), COUNTED_AT_MOST), is_exact=False)
