"""Every search goes through the trigram index, on a register large enough to tell."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from tests.database import TestServer, owner_connection
from tests.factories.registry import make_account

from caudal.domain.registry.queries.search import search_accounts, search_statement

FILL = """
INSERT INTO registry_serviceaccount
       (number, contract_number, connection_id, use_class_id, tariff_id, route_id, route_sequence,
        status, is_metered, has_sewer, has_sanitation, dwelling_units, tariff_attributes,
        wants_printed_bill, search_text)
SELECT to_char(n, 'FM0000000') || '-x', '', %(connection)s, %(use)s, %(tariff)s, %(route)s, n,
       'active', true, true, true, 1, '{}', true,
       to_char(n, 'FM0000000') || ' x '
       || (ARRAY['maria','jose','juan','ana','luis','rosa'])[1 + n %% 6] || ' '
       || (ARRAY['garcia','lopez','robles','cota','felix','ibarra','yanez'])[1 + n %% 7]
       || ' ' || md5(n::text) || ' calle ' || n %% 90 || ' num ' || n %% 400
  FROM generate_series(1000000, 1019999) n
"""


@pytest.fixture
def twenty_thousand(committed_database: str, test_server: TestServer) -> None:
    one = make_account()
    values = {
        "connection": one.connection_id,
        "use": one.use_class_id,
        "tariff": one.tariff_id,
        "route": one.route_id,
    }
    with owner_connection(test_server, committed_database) as owner:
        owner.execute(FILL, values)
        owner.execute("VACUUM ANALYZE registry_serviceaccount")


def plan_of(text: str) -> dict[str, Any]:
    statement, values = search_statement(text=text, limit=12)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        plan: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
    return plan


def scans(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each step of a plan with what it reads."""
    yield node["Node Type"], node.get("Index Name") or node.get("Relation Name", "")
    for child in node.get("Plans", []):
        yield from scans(child)


@pytest.mark.usefixtures("twenty_thousand")
@pytest.mark.parametrize("text", ["ontiveros", "garcia 214", "maria robles calle 12", "c4ca4238"])
def test_every_search_goes_through_the_trigram_index(text: str) -> None:
    plan = plan_of(text)
    assert ("Bitmap Index Scan", "account_search") in set(scans(plan))
    assert ("Seq Scan", "registry_serviceaccount") not in set(scans(plan))


@pytest.mark.usefixtures("twenty_thousand")
def test_a_search_is_answered_while_one_types() -> None:
    texts = ["garcia", "maria garcia", "robles calle 12", "1012345", "lopez num 399", "zzz"]
    spent = []
    for text in texts * 5:
        started = time.perf_counter()
        search_accounts(text=text, limit=12)
        spent.append(time.perf_counter() - started)
    assert sorted(spent)[int(len(spent) * 0.95)] < 0.2
