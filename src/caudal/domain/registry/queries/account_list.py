"""Accounts as a list shows them: which ones, and who they are."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from caudal.domain.registry.models import ServiceAccount
from caudal.domain.registry.queries.search import SHORTEST_INDEXED, search_accounts
from caudal.kernel.search_keys import search_key


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """One account in a list."""

    account_id: int
    number: str
    holder: str
    address: str
    colonia: str
    use_class: str
    sector_code: str
    route_code: str
    route_sequence: int
    status: str
    is_metered: bool


_LISTED = """
SELECT a.id, a.number, COALESCE(h.name, ''), trim(concat_ws(' ', p.street, p.exterior_number,
       CASE WHEN p.interior_number <> '' THEN 'int. ' || p.interior_number END)), o.name, u.name,
       s.code, r.code, a.route_sequence, a.status, a.is_metered
  FROM registry_serviceaccount a
  JOIN tariffs_useclass u ON u.id = a.use_class_id
  JOIN registry_route r ON r.id = a.route_id
  JOIN registry_sector s ON s.id = r.sector_id
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN registry_premise p ON p.id = n.premise_id
  JOIN registry_colonia o ON o.id = p.colonia_id
  LEFT JOIN registry_accountrole l
         ON l.account_id = a.id AND l.role = 'holder' AND upper_inf(l.valid_during)
  LEFT JOIN registry_customer h ON h.id = l.customer_id
 WHERE a.id = ANY(%s)
"""


def listed_accounts(*, account_ids: Collection[int]) -> dict[int, ListedAccount]:
    """Who some accounts are, by key."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, [list(account_ids)])
        return {row[0]: ListedAccount(*row) for row in cursor.fetchall()}


def matching(*, rows: QuerySet[ServiceAccount], text: str) -> QuerySet[ServiceAccount]:
    """Those of the accounts that match what was typed or scanned, however many they are.

    A whole number or a bar code is that account alone; otherwise every word must occur. Nothing
    matches while no word reaches the length that the index can find.
    """
    if exact := [one.account_id for one in search_accounts(text=text, limit=1) if one.is_exact]:
        return rows.filter(pk__in=exact)
    words = search_key(text).split()
    if not any(len(word) >= SHORTEST_INDEXED for word in words):
        return rows.none()
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return rows
