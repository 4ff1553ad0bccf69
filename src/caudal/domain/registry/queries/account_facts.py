"""What the register says of accounts, many at a time, in the words of the utility."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import connection

from caudal.domain.registry.models import Customer, ServiceAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """One account with its holder, premise and connection, flat.

    Catalogues are named by code, so that facts read the same in a file, on screen and in the audit
    log, and may name what does not exist yet.
    """

    number: str
    holder_name: str
    street: str
    colonia: str
    use_code: str
    tariff_code: str
    route_code: str
    route_sequence: int
    contract_number: str = ""
    holder_kind: str = Customer.Kind.PERSON.value
    rfc: str = ""
    curp: str = ""
    email: str = ""
    phone: str = ""
    exterior_number: str = ""
    interior_number: str = ""
    between_streets: str = ""
    postal_code: str = ""
    cadastral_key: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    diameter_mm: int | None = None
    status: str = ServiceAccount.Status.ACTIVE.value
    is_metered: bool = True
    has_sewer: bool = True
    has_sanitation: bool = True
    dwelling_units: int = 1
    assigned_m3: Decimal | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    wants_printed_bill: bool = True


FACT_NAMES = tuple(field.name for field in fields(AccountFacts))


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account of the register: its facts and the keys of the rows that hold them."""

    account_id: int
    connection_id: int
    premise_id: int
    customer_id: int | None
    facts: AccountFacts


# Account by account, whatever the planner believes of tables that a load is just filling:
# statistics taken meanwhile see none of its rows, and a plan for empty tables never ends on them.
_FACTS = """
SELECT a.id, n.id, p.id, h.id,
       a.number, COALESCE(h.name, ''), p.street, o.name, u.code, t.code, r.code,
       a.route_sequence, a.contract_number, COALESCE(h.kind, 'person'), COALESCE(h.rfc, ''),
       COALESCE(h.curp, ''), COALESCE(h.email, ''), COALESCE(h.phone, ''), p.exterior_number,
       p.interior_number, p.between_streets, o.postal_code, p.cadastral_key, p.latitude,
       p.longitude, n.diameter_mm, a.status, a.is_metered, a.has_sewer, a.has_sanitation,
       a.dwelling_units, a.assigned_m3, a.opened_on, a.closed_on, a.wants_printed_bill
  FROM registry_serviceaccount a
  CROSS JOIN LATERAL (
       SELECT * FROM registry_connection WHERE id = a.connection_id LIMIT 1) n
  CROSS JOIN LATERAL (
       SELECT * FROM registry_premise WHERE id = n.premise_id LIMIT 1) p
  LEFT JOIN LATERAL (
       SELECT c.* FROM registry_accountrole l JOIN registry_customer c ON c.id = l.customer_id
        WHERE l.account_id = a.id AND l.role = 'holder' AND upper_inf(l.valid_during)
        LIMIT 1) h ON true
  JOIN registry_colonia o ON o.id = p.colonia_id
  JOIN registry_route r ON r.id = a.route_id
  JOIN tariffs_useclass u ON u.id = a.use_class_id
  JOIN tariffs_tariff t ON t.id = a.tariff_id
 WHERE a.{key} = ANY(%s)
"""
_BY_NUMBER = _FACTS.format(key="number")
_BY_ID = _FACTS.format(key="id")


def accounts_by_number(*, numbers: Collection[str]) -> dict[str, KnownAccount]:
    """Those of the numbers that are in the register."""
    return {known.facts.number: known for known in _known(_BY_NUMBER, list(numbers))}


def accounts_by_id(*, account_ids: Collection[int]) -> dict[int, KnownAccount]:
    """The accounts of these keys."""
    return {known.account_id: known for known in _known(_BY_ID, list(account_ids))}


def _known(statement: str, keys: list[str] | list[int]) -> list[KnownAccount]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [keys])
        return [
            KnownAccount(
                account_id=row[0],
                connection_id=row[1],
                premise_id=row[2],
                customer_id=row[3],
                facts=AccountFacts(**dict(zip(FACT_NAMES, row[4:], strict=True))),
            )
            for row in cursor.fetchall()
        ]
