"""What is added to a bill the day after it falls due, by the rule of surcharges."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.billing.queries.print_statements import STILL_OPEN
from caudal.domain.receivables.queries.surcharge_rules import surcharge_rules
from caudal.engines.surcharges import ArrearColumns, SurchargeRule, compute_surcharges_many
from caudal.kernel.money import from_centavos


def cost_of_being_late(*, bills: Mapping[int, tuple[int, date]]) -> dict[int, Decimal]:
    """The surcharges, with IVA, that all that is open after the issue earns on the day after the
    due date; ``bills`` maps each movement to its account and due date. Absent is nothing.
    """
    rules = surcharge_rules()
    concepts = sorted({code for rule in rules for code in rule.concepts})
    by_due_date: dict[date, list[int]] = defaultdict(list)
    for movement_id, (_, due_date) in bills.items():
        by_due_date[due_date].append(movement_id)
    found: dict[int, Decimal] = {}
    for due_date, movements in by_due_date.items():
        accounts = [bills[movement_id][0] for movement_id in movements]
        rows = _still_open(movements, accounts, concepts)
        found |= _costs(rows, concepts, rules, due_date + timedelta(days=1)) if rows else {}
    return found


Row = tuple[int, str, date, int, int, int, int]


def _still_open(
    movements: Sequence[int], accounts: Sequence[int], concepts: Sequence[str]
) -> list[Row]:
    values: dict[str, Any] = {
        "movements": list(movements),
        "accounts": list(accounts),
        "concepts": list(concepts),
    }
    with connection.cursor() as cursor:
        cursor.execute(STILL_OPEN, values)
        return list(cursor.fetchall())


def _costs(
    rows: Sequence[Row], concepts: Sequence[str], rules: Sequence[SurchargeRule], on_date: date
) -> dict[int, Decimal]:
    computed = compute_surcharges_many(
        arrears=ArrearColumns.from_rows([row[1:] for row in rows], concept_codes=concepts),
        rules=rules,
        on_date=on_date,
    )
    sums: dict[int, int] = defaultdict(int)
    for row, cost in zip(
        computed.row.tolist(), (computed.net + computed.tax).tolist(), strict=True
    ):
        sums[rows[row][0]] += cost
    return {movement_id: from_centavos(cost) for movement_id, cost in sums.items()}
