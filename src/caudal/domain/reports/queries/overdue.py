"""Cartera vencida: open charges past their due date, by how long and by sector."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection

from caudal.domain.reports.queries.ledger_sums import OPENED_SINCE

NOTHING = Decimal("0.00")
AGES = ("1 a 30 días", "31 a 60 días", "61 a 90 días", "91 días a 1 año", "Más de 1 año")


@dataclass(frozen=True, slots=True)
class OverdueSector:
    """What the accounts of a sector owe past its due date, in pesos, by days since then."""

    sector_id: int
    code: str
    name: str
    account_count: int
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """All ages."""
        return sum(self.amounts, NOTHING)


# The totals of the night, and what was charged and settled since.
_AMOUNTS = f"""
SELECT s.id, s.code, s.name, width_bucket(%(day)s - o.due_date, ARRAY[31, 61, 91, 366]),
       sum(o.amount)
  FROM (SELECT t.sector_id, t.due_date, t.open_amount AS amount FROM reports_duetotal t
         UNION ALL
        SELECT r.sector_id, n.due_date, sum(n.amount)
          FROM {OPENED_SINCE} n
          JOIN registry_serviceaccount a ON a.id = n.account_id
          JOIN registry_route r ON r.id = a.route_id
         WHERE n.due_date < %(day)s
         GROUP BY r.sector_id, n.due_date) o
  JOIN registry_sector s ON s.id = o.sector_id
 WHERE o.due_date < %(day)s AND (%(sector)s::bigint IS NULL OR o.sector_id = %(sector)s)
 GROUP BY s.id, 4
HAVING sum(o.amount) <> 0
 ORDER BY s.code, 4
"""
# Counting accounts among their charges would sort them all; their summaries answer at once.
_ACCOUNTS = """
SELECT r.sector_id, count(*)
  FROM receivables_accountdebt d
  JOIN registry_serviceaccount a ON a.id = d.account_id
  JOIN registry_route r ON r.id = a.route_id
 WHERE d.owed > 0 AND d.oldest_due_date < %(day)s
   AND (%(sector)s::bigint IS NULL OR r.sector_id = %(sector)s)
 GROUP BY r.sector_id
"""


def overdue_by_sector(*, on_date: date, sector_id: int | None = None) -> list[OverdueSector]:
    """The sectors with overdue debt on a date, by code."""
    asked = {"day": on_date, "sector": sector_id}
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, asked)
        counts = dict(cursor.fetchall())
        cursor.execute(_AMOUNTS, asked)
        rows = cursor.fetchall()
    return [
        OverdueSector(key, code, name, counts.get(key, 0), _by_age(ages))
        for (key, code, name), ages in groupby(rows, key=lambda row: row[:3])
    ]


def _by_age(rows: Iterable[tuple[Any, ...]]) -> tuple[Decimal, ...]:
    amounts = {row[3]: row[4] for row in rows}
    return tuple(amounts.get(age, NOTHING) for age in range(len(AGES)))


def by_age(*, sectors: Iterable[OverdueSector]) -> tuple[Decimal, ...]:
    """The overdue pesos of some sectors by age, in the order of ``AGES``."""
    columns = zip(*(each.amounts for each in sectors), strict=True)
    sums = tuple(sum(column, NOTHING) for column in columns)
    return sums or (NOTHING,) * len(AGES)
