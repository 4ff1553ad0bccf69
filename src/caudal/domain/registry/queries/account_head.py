"""Who an account is, where, and on which terms: what stands at the head of its page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection


@dataclass(frozen=True, slots=True)
class AccountHead:
    """An account with its holder, premise, route and terms.

    ``on_date`` is the business date of the question at its branch, whose zone is ``time_zone``;
    ``discounts`` are the programmes in force then.
    """

    account_id: int
    number: str
    contract_number: str
    status: str
    opened_on: date | None
    closed_on: date | None
    is_metered: bool
    has_sewer: bool
    has_sanitation: bool
    dwelling_units: int
    assigned_m3: Decimal | None
    wants_printed_bill: bool
    use_class: str
    tariff: str
    sector_code: str
    route_code: str
    route_sequence: int
    cycle: str
    time_zone: str
    connection_id: int
    diameter_mm: int | None
    premise_id: int
    street: str
    exterior_number: str
    interior_number: str
    between_streets: str
    colonia: str
    postal_code: str
    cadastral_key: str
    latitude: Decimal | None
    longitude: Decimal | None
    customer_id: int | None
    holder: str
    holder_kind: str
    rfc: str
    curp: str
    email: str
    phone: str
    holder_since: date | None
    on_date: date
    discounts: list[str]

    @property
    def address(self) -> str:
        """The whole address in one line, as it is dictated."""
        interior = f"int. {self.interior_number}" if self.interior_number else ""
        street = " ".join(part for part in (self.street, self.exterior_number, interior) if part)
        parts = (
            street,
            f"entre {self.between_streets}" if self.between_streets else "",
            f"Col. {self.colonia}",
            f"C.P. {self.postal_code}" if self.postal_code else "",
        )
        return ", ".join(part for part in parts if part)


_HEAD = """
SELECT a.id, a.number, a.contract_number, a.status, a.opened_on, a.closed_on, a.is_metered,
       a.has_sewer, a.has_sanitation, a.dwelling_units, a.assigned_m3, a.wants_printed_bill,
       u.name, t.name, s.code, r.code, a.route_sequence, y.name, b.time_zone,
       n.id, n.diameter_mm, p.id, p.street, p.exterior_number, p.interior_number,
       p.between_streets, o.name, o.postal_code, p.cadastral_key, p.latitude, p.longitude,
       h.id, COALESCE(h.name, ''), COALESCE(h.kind, ''), COALESCE(h.rfc, ''),
       COALESCE(h.curp, ''), COALESCE(h.email, ''), COALESCE(h.phone, ''), lower(l.valid_during),
       d.on_date,
       ARRAY(SELECT g.name FROM registry_accountdiscount k
               JOIN registry_discountprogramme g ON g.id = k.programme_id
              WHERE k.account_id = a.id AND k.valid_during @> d.on_date ORDER BY g.name)
  FROM registry_serviceaccount a
  JOIN tariffs_useclass u ON u.id = a.use_class_id
  JOIN tariffs_tariff t ON t.id = a.tariff_id
  JOIN registry_route r ON r.id = a.route_id
  JOIN registry_sector s ON s.id = r.sector_id
  JOIN registry_billingcycle y ON y.id = r.cycle_id
  JOIN platform_branch b ON b.id = y.branch_id
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN registry_premise p ON p.id = n.premise_id
  JOIN registry_colonia o ON o.id = p.colonia_id
  CROSS JOIN LATERAL (SELECT (%s::timestamptz AT TIME ZONE b.time_zone)::date AS on_date) d
  LEFT JOIN registry_accountrole l
         ON l.account_id = a.id AND l.role = 'holder' AND upper_inf(l.valid_during)
  LEFT JOIN registry_customer h ON h.id = l.customer_id
 WHERE a.number = %s
"""


def account_head(*, number: str, at: datetime) -> AccountHead | None:
    """The account of a number as it is written with its check digit, as it is at an instant; None
    when there is no such account.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [at, number])
        row = cursor.fetchone()
    return AccountHead(*row) if row else None
