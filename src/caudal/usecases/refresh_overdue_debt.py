"""Bring the overdue part of what accounts owe up to a day."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from caudal.domain.platform.queries.utility import the_utility
from caudal.domain.receivables.operations import locking, summary
from caudal.domain.receivables.queries.fallen_due import accounts_fallen_due
from caudal.kernel.periods import business_date

ACCOUNTS_AT_ONCE = 1_000
"""Accounts of one transaction: a cashier may have to wait for it."""


def refresh_overdue_debt(
    *, at: datetime, report: Callable[[int], None] = lambda _done: None
) -> int:
    """Write again the summary of each account whose charges fell due by the day of ``at``; returns
    how many they were. Interrupted, it goes on where it was.

    The others stay as they are, so that ``caudal verify`` still sees a summary that is wrong.
    """
    on_date = business_date(at, the_utility().time_zone)
    done = last = 0
    while True:
        with transaction.atomic():
            found = accounts_fallen_due(
                on_date=on_date, after_account_id=last, limit=ACCOUNTS_AT_ONCE
            )
            if not found:
                return done
            locking.lock_accounts(account_ids=found)
            summary.refresh_debt(account_ids=found, on_date=on_date)
        done, last = done + len(found), found[-1]
        report(done)
