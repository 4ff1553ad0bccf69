"""Find accounts as somebody types: by number, holder, address, meter or a bill's bar code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from caudal.domain.registry.models import ServiceAccount
from caudal.engines.references import BAR_CODE_LENGTH, parse_bar_code
from caudal.kernel.errors import Refusal
from caudal.kernel.identifiers import AccountNumber
from caudal.kernel.search_keys import search_key

MOST_WORDS = 6
SHORTEST_INDEXED = 3
CANDIDATES = 200
"""How many rows are ranked at most: a common surname alone matches thousands."""


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """An account as people know it; ``is_exact`` when its whole number or bar code was given."""

    account_id: int
    number: str
    holder: str
    address: str
    use_class: str
    status: str
    is_exact: bool

    @property
    def status_label(self) -> str:
        """Activa, Suspendida or Baja."""
        return str(ServiceAccount.Status(self.status).label)


_IDENTITY = """
SELECT a.id, a.number, COALESCE(h.name, ''),
       trim(concat_ws(' ', p.street, p.exterior_number)) || COALESCE(', Col. ' || o.name, ''),
       u.name, a.status, {exact}
  FROM {source}
  JOIN registry_serviceaccount a ON a.id = {key}
  JOIN tariffs_useclass u ON u.id = a.use_class_id
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN registry_premise p ON p.id = n.premise_id
  JOIN registry_colonia o ON o.id = p.colonia_id
  LEFT JOIN LATERAL (
       SELECT c.name FROM registry_accountrole r JOIN registry_customer c ON c.id = r.customer_id
        WHERE r.account_id = a.id AND r.role = 'holder' AND upper_inf(r.valid_during)
        LIMIT 1) h ON true
"""
_BY_IDS = (
    _IDENTITY.format(
        source="unnest(%s::bigint[]) WITH ORDINALITY asked (id, place)",
        key="asked.id",
        exact="true",
    )
    + " ORDER BY asked.place"
)

# A word is found anywhere in the text by one probe of the trigram index; one too short for it must
# begin a word. The first candidates in the order of the table are ranked: those where all words
# begin a word come first.
_SEARCH = (
    """
WITH exact AS (
    SELECT id, 1000 AS points FROM registry_serviceaccount WHERE number = ANY(%(numbers)s)
), by_words AS (
    SELECT id, {points} AS points FROM (
        SELECT id, ' ' || search_text AS text FROM registry_serviceaccount
         WHERE {condition} LIMIT %(candidates)s) candidate
), found AS (
    SELECT id, points FROM exact
    UNION ALL
    SELECT id, points FROM by_words WHERE id NOT IN (SELECT id FROM exact)
     ORDER BY points DESC, id LIMIT %(limit)s
)"""
    + _IDENTITY.format(source="found f", key="f.id", exact="f.points = 1000")
    + " ORDER BY f.points DESC, a.status = 'closed', h.name, a.id"
)


def account_identity(*, account_id: int) -> FoundAccount | None:
    """Who one account is, if it exists."""
    found = account_identities(account_ids=[account_id])
    return found[0] if found else None


def account_identities(*, account_ids: Sequence[int]) -> list[FoundAccount]:
    """Who some accounts are, in the order asked."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_IDS, [list(account_ids)])
        return [FoundAccount(*row) for row in cursor.fetchall()]


def search_accounts(*, text: str, limit: int) -> list[FoundAccount]:
    """The accounts that match what was typed or scanned, the exact one first.

    Every word must occur, in any order, whatever its accents. Words of one or two letters or digits
    must begin a word, and find nothing alone. A number is exact with or without check digit and
    leading zeros.
    """
    statement, values = search_statement(text=text, limit=limit)
    if not statement:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [FoundAccount(*row) for row in cursor.fetchall()]


def search_statement(*, text: str, limit: int) -> tuple[str, dict[str, Any]]:
    """The one statement of a search and its values; empty when there is too little to search
    for.
    """
    numbers = _numbers(text)
    words = [] if _is_bar_code(text) else search_key(text).split()[:MOST_WORDS]
    if not any(len(word) >= SHORTEST_INDEXED for word in words):
        words = []
    if not (numbers or words):
        return "", {}
    values: dict[str, Any] = {"numbers": numbers, "limit": limit, "candidates": CANDIDATES}
    conditions, points = ["false"] if not words else [], ["0"]
    for index, word in enumerate(words):
        values[f"word{index}"], values[f"begins{index}"] = f"%{word}%", f"% {word}%"
        if len(word) < SHORTEST_INDEXED:
            # The text begins with the number, which is longer: a blank stands before any such word.
            conditions.append(f"search_text LIKE %(begins{index})s")
        else:
            conditions.append(f"search_text LIKE %(word{index})s")
            points.append(f"(text LIKE %(begins{index})s)::int")
    condition, points_sum = " AND ".join(conditions), " + ".join(points)
    return _SEARCH.replace("{condition}", condition).replace("{points}", points_sum), values


def _is_bar_code(text: str) -> bool:
    digits = "".join(text.split())
    return len(digits) == BAR_CODE_LENGTH and digits.isdigit()


def _numbers(text: str) -> list[str]:
    """The account numbers that the text may be, as they are stored."""
    try:
        if _is_bar_code(text):
            return [str(parse_bar_code(text=text).account)]
        typed = text.strip()
        return list(dict.fromkeys([str(AccountNumber.parse(typed)), typed]))
    except Refusal:
        # Another utility's numbering, a name, an address: only the number itself can be exact.
        return [text.strip()] if text.strip() else []
