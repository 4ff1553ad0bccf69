"""The facts of accounts while a load fills their tables and the planner knows nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction
from tests.concurrency import together
from tests.factories.registry import make_facts, make_route

from caudal.domain.platform.operations import maintenance
from caudal.domain.registry.models import (
    AccountRole,
    Connection,
    Customer,
    Premise,
    ServiceAccount,
)
from caudal.domain.registry.operations.accounts import create_accounts
from caudal.domain.registry.operations.colonias import ensure_colonias
from caudal.domain.registry.queries.account_facts import accounts_by_number
from caudal.domain.registry.queries.catalogue import read_catalogue

FILLED = (ServiceAccount, Premise, Connection, Customer, AccountRole)
ACCOUNTS = 3_000
MOST_BLOCKS_OF_AN_ACCOUNT = 60


class Blocks:
    """Counts the blocks that each statement reads."""

    count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        _, _, context = others
        execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT json) {sql}", *others)
        plan = context["cursor"].fetchone()[0][0]["Plan"]
        self.count += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        return execute(sql, *others)


def test_a_load_under_way_reads_each_account_by_its_keys(committed_database: str) -> None:
    """Autovacuum's statistics see no row of it: a plan made for empty tables reads them all for
    each account, and a padrón of 10,000 rows stood still for ten minutes.
    """
    route = make_route()
    one = make_facts(number="0", route=route)
    drafts = [replace(one, number=str(number)) for number in range(ACCOUNTS)]
    reads = Blocks()
    with transaction.atomic():
        catalogue = read_catalogue()
        ensure_colonias(wanted={(one.colonia, one.postal_code)}, catalogue=catalogue)
        create_accounts(drafts=drafts, catalogue=catalogue, since=date(2026, 11, 17))
        assert together([partial(maintenance.analyze, tables=FILLED)]) == [None]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '20s'")
        with connection.execute_wrapper(reads):
            found = accounts_by_number(numbers=[facts.number for facts in drafts])
    assert len(found) == ACCOUNTS
    assert reads.count < ACCOUNTS * MOST_BLOCKS_OF_AN_ACCOUNT
