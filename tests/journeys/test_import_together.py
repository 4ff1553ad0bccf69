"""Two people import at once: each account is created once, whoever comes first."""

from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from tests.factories.imports import checked, make_batch, silent
from tests.factories.padron_file import make_padron_file, make_world
from tests.factories.platform import AT, make_utility

from caudal.domain.imports.models import ImportBatch
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import Colonia, ServiceAccount
from caudal.kernel.errors import Refusal
from caudal.usecases.load_import import load_import


def loading(batch: ImportBatch, barrier: Barrier, refusals: list[str]) -> None:
    try:
        barrier.wait(timeout=10)
        load_import(
            batch_id=batch.pk,
            report=silent,
            acting_user=None,
            at=AT,
            only_good_rows=False,
            rows_at_once=100,
        )
    except Refusal as refusal:
        refusals.append(str(refusal))
    finally:
        connections.close_all()


def at_once(*batches: ImportBatch) -> list[str]:
    barrier, refusals = Barrier(len(batches)), list[str]()
    threads = [Thread(target=loading, args=(batch, barrier, refusals)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return refusals


@pytest.fixture(autouse=True)
def world(committed_database: str, settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    make_world()


def test_two_loads_of_the_same_accounts_create_each_once() -> None:
    content = make_padron_file(rows=400).content
    first, second = (checked(make_batch(content=content)) for _ in range(2))
    assert at_once(first, second) == []
    batches = ImportBatch.objects.filter(state="loaded")
    assert sum(batch.created_count for batch in batches) == 400
    assert ServiceAccount.objects.count() == 400
    assert Colonia.objects.count() == 3
    assert AuditEntry.objects.filter(action="registry.account.created").count() == 400


def test_one_batch_loaded_by_two_workers_is_loaded_once() -> None:
    batch = checked(make_batch(content=make_padron_file(rows=400).content))
    refusals = at_once(batch, batch)
    assert ServiceAccount.objects.count() == 400
    batch.refresh_from_db()
    assert batch.created_count == 400
    assert all("Otro proceso" in refusal or "ya se cargó" in refusal for refusal in refusals)
