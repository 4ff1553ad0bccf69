"""The one lock of an account's money."""

from collections.abc import Collection

from django.db import connection

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
