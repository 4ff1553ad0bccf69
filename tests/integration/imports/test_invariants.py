"""Each promise of imports: a violation planted as owner is reported by its row."""

from pathlib import Path
from typing import Any

import pytest
from tests.database import TestServer
from tests.factories.imports import checked, loaded, make_batch, text_file
from tests.factories.platform import make_utility
from tests.factories.registry import make_account
from tests.integration.planting import broken_rows, names_broken, past_the_triggers

from caudal.domain.imports.invariants import INVARIANTS
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.receivables.models import Charge, Credit


@pytest.fixture
def batch(committed_database: str, settings: Any, tmp_path: Path) -> ImportBatch:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    for number in ("0001", "0002"):
        make_account(number=number)
    content = text_file("Cuenta;Vencimiento;Saldo", "0001;20/09/2026;230", "0002;;-75")
    return loaded(checked(make_batch(kind=ImportKind.OPENING_BALANCES, content=content)))


def test_an_honest_load_breaks_nothing(batch: ImportBatch) -> None:
    assert names_broken(INVARIANTS) == set()


@pytest.mark.parametrize("model", [Charge, Credit])
def test_an_opening_balance_twice_is_told(
    batch: ImportBatch,
    test_server: TestServer,
    committed_database: str,
    model: type[Charge] | type[Credit],
) -> None:
    columns = ", ".join(
        str(field.column) for field in model._meta.concrete_fields if not field.primary_key
    )
    table = model._meta.db_table
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}")
    (row,) = broken_rows(INVARIANTS, "opening-balances-once")
    assert row["account_id"] == model.objects.values_list("account_id", flat=True)[0]


def test_a_load_that_says_another_number_is_told(
    batch: ImportBatch, test_server: TestServer, committed_database: str
) -> None:
    with past_the_triggers(test_server, committed_database) as owner:
        owner.execute("UPDATE imports_importbatch SET created_count = created_count + 1")
    (row,) = broken_rows(INVARIANTS, "loads-leave-a-trail")
    assert row["id"] == batch.pk
