"""Accounts some of whose charges fell due since their summary was written."""

from datetime import date

from django.db import connection

# What was open and not yet overdue at the summary's date, and is overdue now.
_FALLEN_DUE = """
SELECT d.account_id
  FROM receivables_accountdebt d
 WHERE d.owed > d.overdue AND d.account_id > %s
   AND EXISTS (SELECT FROM receivables_charge c
                WHERE c.account_id = d.account_id AND c.open_amount > 0
                  AND c.due_date >= d.as_of AND c.due_date < %s)
 ORDER BY d.account_id LIMIT %s
"""


def accounts_fallen_due(*, on_date: date, after_account_id: int = 0, limit: int) -> list[int]:
    """The next accounts, by key, that owe more overdue on ``on_date`` than their summary says."""
    with connection.cursor() as cursor:
        cursor.execute(_FALLEN_DUE, [after_account_id, on_date, limit])
        return [account_id for (account_id,) in cursor.fetchall()]
