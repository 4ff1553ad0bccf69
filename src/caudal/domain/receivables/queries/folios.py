"""Find a document by the folio printed on it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.receivables.models import Movement


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document and whose it is. ``amount`` is positive for what was charged."""

    movement_id: int
    account_id: int
    account_number: str
    kind: str
    folio: str
    description: str
    amount: Decimal
    business_date: date

    @property
    def kind_label(self) -> str:
        """Recibo, Pago ..."""
        return str(Movement.Kind(self.kind).label)


# The series are few: their prefixes tell where a folio is looked up, by its unique number.
_BY_FOLIO = """
SELECT m.id, m.account_id, a.number, m.kind, m.folio, m.description, m.amount, m.business_date
  FROM platform_folioseries s
  JOIN receivables_movement m
    ON m.series_code = s.code
   AND m.folio_number = CASE WHEN starts_with(%(typed)s, upper(s.prefix))
                              AND substr(%(typed)s, length(s.prefix) + 1) ~ '^[0-9]{1,12}$'
                             THEN substr(%(typed)s, length(s.prefix) + 1)::bigint END
  JOIN registry_serviceaccount a ON a.id = m.account_id
 ORDER BY m.id DESC
 LIMIT %(limit)s
"""


def find_by_folio(*, folio: str, limit: int = 5) -> list[FoundDocument]:
    """The documents with a folio, typed in any case, with or without its leading zeros."""
    typed = "".join(folio.split()).upper()
    if not typed or not typed[-1].isdigit():
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BY_FOLIO, {"typed": typed, "limit": limit})
        return [FoundDocument(*row) for row in cursor.fetchall()]
