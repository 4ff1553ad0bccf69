"""The one lock of an account's money."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from caudal.domain.platform.prepared import prepared_cursor
from caudal.kernel.errors import Refusal


class AccountNotFound(Refusal):
    """The account does not exist."""

    def __init__(self) -> None:
        super().__init__("La cuenta no existe. Búsquela de nuevo.")


def lock_accounts(*, account_ids: Collection[int]) -> None:
    """Lock accounts in the order of their keys until the transaction ends.

    Everything that reads open items in order to change them comes after this. The lock is the
    account's own row, without its key, so that bulk inserts that refer to it go on.

    :raises AccountNotFound: if one does not exist
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM (SELECT id FROM registry_serviceaccount WHERE id = ANY(%s)
                ORDER BY id FOR NO KEY UPDATE) locked""",
            [list(account_ids)],
        )
        if cursor.fetchone()[0] != len(set(account_ids)):
            raise AccountNotFound


@dataclass(frozen=True, slots=True)
class LockedAccount:
    """An account whose money nobody else changes until the transaction ends, and who it is."""

    account_id: int
    number: str
    holder: str
    address: str


#: The columns of :class:`LockedAccount`, of account ``a`` and the tables around it.
ACCOUNT_COLUMNS = """
a.id, a.number, COALESCE(h.name, ''),
trim(concat_ws(' ', p.street, p.exterior_number)) || COALESCE(', Col. ' || o.name, '')
"""
ACCOUNT_TABLES = """
registry_serviceaccount a
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN registry_premise p ON p.id = n.premise_id
  JOIN registry_colonia o ON o.id = p.colonia_id
  LEFT JOIN LATERAL (
       SELECT c.name FROM registry_accountrole r JOIN registry_customer c ON c.id = r.customer_id
        WHERE r.account_id = a.id AND r.role = 'holder' AND upper_inf(r.valid_during)
        LIMIT 1) h ON true
"""
_LOCK_ONE = f"""
SELECT {ACCOUNT_COLUMNS} FROM {ACCOUNT_TABLES} WHERE a.id = %s FOR NO KEY UPDATE OF a
"""


def lock_account(*, account_id: int) -> LockedAccount:
    """Lock one account and say who it is, in one statement.

    :raises AccountNotFound: if it does not exist
    """
    with prepared_cursor() as cursor:
        cursor.execute(_LOCK_ONE, [account_id])
        row = cursor.fetchone()
    if row is None:
        raise AccountNotFound
    return LockedAccount(*row)
