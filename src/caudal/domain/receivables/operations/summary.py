"""Keep the narrow summary of what each account owes equal to its charges and credits."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.platform.arrays import any_of, array_text
from caudal.domain.platform.bulk_load import bulk_load_role
from caudal.domain.platform.prepared import prepared_cursor
from caudal.engines.allocation import AllocationPlan, OpenItem

# One definition for one account after a payment, for a run's chunk and for the nightly rebuild.
# Each table says again which accounts are meant, to be walked once rather than account by account;
# only the payments of a long history are looked at from the last one back. Charges and credits are
# added up together: two aggregates of unknown size would be one join that can go wrong.
_SUMMARY = """
SELECT a.id AS account_id,
       COALESCE(o.owed, 0) AS owed,
       COALESCE(o.overdue, 0) AS overdue,
       COALESCE(o.credit_balance, 0) AS credit_balance,
       o.oldest_due_date,
       COALESCE(o.open_document_count, 0) AS open_document_count,
       p.last_payment_on
  FROM registry_serviceaccount a
  LEFT JOIN (
       SELECT account_id,
              sum(owed) AS owed,
              sum(owed) FILTER (WHERE due_date < %(on_date)s) AS overdue,
              sum(credit) AS credit_balance,
              min(due_date) AS oldest_due_date,
              count(DISTINCT movement_id) AS open_document_count
         FROM (SELECT account_id, movement_id, due_date, open_amount AS owed,
                      NULL::numeric AS credit
                 FROM receivables_charge WHERE account_id {these} AND open_amount > 0
                UNION ALL
               SELECT account_id, NULL, NULL, NULL, open_amount
                 FROM receivables_credit WHERE account_id {these} AND open_amount > 0) item
        GROUP BY account_id) o ON o.account_id = a.id
  LEFT JOIN LATERAL (
       SELECT m.business_date AS last_payment_on FROM receivables_movement m
        WHERE m.account_id = a.id AND m.kind = 'payment'
          AND NOT EXISTS (SELECT FROM receivables_movement r WHERE r.reverses_id = m.id)
        ORDER BY m.business_date DESC LIMIT 1) p ON true
 WHERE a.id {these}
"""
SUMMARY_OF_ACCOUNTS = _SUMMARY.format(these="IS NOT NULL")

_INSERT = f"""
INSERT INTO receivables_accountdebt
       (account_id, owed, overdue, credit_balance, oldest_due_date, open_document_count,
        last_payment_on, as_of)
SELECT s.*, %(on_date)s FROM ({_SUMMARY}) s
"""
_REFRESH = (
    _INSERT
    + """
ON CONFLICT (account_id) DO UPDATE SET
       owed = excluded.owed, overdue = excluded.overdue, credit_balance = excluded.credit_balance,
       oldest_due_date = excluded.oldest_due_date,
       open_document_count = excluded.open_document_count,
       last_payment_on = excluded.last_payment_on, as_of = excluded.as_of
"""
)
# Of one account by itself: the server keeps the plan of a single value, not of a list.
_REFRESH_ONE = _REFRESH.format(these="= %(account)s")
_REFRESH_LISTED = _REFRESH.format(these=f"= {any_of('accounts')}")
_REFRESH_RANGE = _REFRESH.format(these="BETWEEN %(first)s AND %(last)s")
_BEGIN_LISTED = (_INSERT + "ON CONFLICT (account_id) DO NOTHING").format(
    these=f"= {any_of('accounts')}"
)
_BEGUN = f"SELECT account_id FROM receivables_accountdebt WHERE account_id = {any_of('accounts')}"


def refresh_debt(*, account_ids: Collection[int], on_date: date) -> None:
    """Recompute the summary of some accounts from their open items; overdue as of ``on_date``."""
    if len(account_ids) == 1:
        with prepared_cursor() as cursor:
            cursor.execute(_REFRESH_ONE, {"account": next(iter(account_ids)), "on_date": on_date})
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEGUN, {"accounts": array_text(account_ids)})
        begun = {row[0] for row in cursor.fetchall()}
    new = [account for account in account_ids if account not in begun]
    if new and _begin(new, on_date) < len(new):
        begun.update(new)  # Somebody's rebuild came first for some of them.
    if begun:
        with connection.cursor() as cursor:
            cursor.execute(_REFRESH_LISTED, {"accounts": array_text(begun), "on_date": on_date})


def _begin(account_ids: Collection[int], on_date: date) -> int:
    """Write the first summary of accounts. Their only reference needs no check: the statement takes
    them from the table that it points at.
    """
    with bulk_load_role(), connection.cursor() as cursor:
        cursor.execute(_BEGIN_LISTED, {"accounts": array_text(account_ids), "on_date": on_date})
        return int(cursor.rowcount)


#: The summary of an account whose new credit and settlements the same statement writes, so that
#: nobody can sum them yet: what is left of its open charges comes as :func:`values_after`.
REFRESHED_AFTER = """
debt AS (
    INSERT INTO receivables_accountdebt
           (account_id, owed, overdue, credit_balance, oldest_due_date, open_document_count,
            last_payment_on, as_of)
    SELECT %(account_id)s, %(owed)s, %(overdue)s,
           %(open_credit)s + (SELECT COALESCE(sum(open_amount), 0) FROM receivables_credit
                               WHERE account_id = %(account_id)s AND open_amount > 0),
           %(oldest_due_date)s::date, %(open_document_count)s, %(business_date)s::date,
           %(business_date)s::date
    ON CONFLICT (account_id) DO UPDATE SET
           owed = excluded.owed, overdue = excluded.overdue,
           credit_balance = excluded.credit_balance, oldest_due_date = excluded.oldest_due_date,
           open_document_count = excluded.open_document_count,
           last_payment_on = excluded.last_payment_on, as_of = excluded.as_of
)
"""


def values_after(
    *, plan: AllocationPlan, open_items: Sequence[OpenItem], on_date: date
) -> dict[str, Any]:
    """What a plan leaves of an account's open charges, for :data:`REFRESHED_AFTER`."""
    settled = {line.charge_id: line.amount for line in plan.lines}
    left = [(item, item.open_amount - settled.get(item.charge_id, 0)) for item in open_items]
    still_open = [(item, amount) for item, amount in left if amount]
    overdue = [amount for item, amount in still_open if item.is_overdue(on_date)]
    return {
        "owed": sum((amount for _, amount in still_open), Decimal(0)),
        "overdue": sum(overdue, Decimal(0)),
        "oldest_due_date": min((item.due_date for item, _ in still_open), default=None),
        "open_document_count": len({item.document_id for item, _ in still_open}),
    }


def rebuild_debt(*, first_account_id: int, last_account_id: int, on_date: date) -> None:
    """The same for a range of accounts: the nightly rebuild goes by ranges."""
    with connection.cursor() as cursor:
        cursor.execute(
            _REFRESH_RANGE,
            {"first": first_account_id, "last": last_account_id, "on_date": on_date},
        )
