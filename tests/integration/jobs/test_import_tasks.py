"""How jobs tell their end: done, refused, cancelled or broken."""

from pathlib import Path
from typing import Any

import pytest
from tests.factories.imports import make_batch, text_file
from tests.factories.padron_file import make_padron_file, make_world
from tests.factories.platform import AT, make_job, make_user, make_utility

from caudal.domain.imports.models import ImportBatch
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.platform.models import AuditEntry, BackgroundJob
from caudal.domain.platform.operations import jobs
from caudal.interfaces.jobs import tasks
from caudal.interfaces.jobs.import_tasks import check_import, load_import
from caudal.interfaces.jobs.running import UNEXPECTED, running
from caudal.usecases.start_import_check import start_import_check
from caudal.usecases.start_import_load import start_import_load

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(settings: Any, tmp_path: Path) -> ImportBatch:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    make_world()
    return make_batch(content=make_padron_file(rows=30, defects=3).content)


def asked(batch: ImportBatch) -> BackgroundJob:
    return start_import_check(
        batch_id=batch.pk,
        columns=batch.columns,
        options=ImportOptions(),
        acting_user=make_user(),
        at=AT,
    )


def test_a_file_is_checked_and_loaded_by_its_jobs(batch: ImportBatch) -> None:
    job = asked(batch)
    check_import(job_id=job.pk, batch_id=batch.pk)
    job.refresh_from_db()
    assert (job.state, job.done_count, job.total_count, job.error_count) == ("done", 30, 30, 3)
    assert job.message == "27 nuevas, 0 con cambios, 0 iguales, 3 con error"
    user = make_user()
    job = start_import_load(batch_id=batch.pk, only_good_rows=True, acting_user=user, at=AT)
    load_import(job_id=job.pk, batch_id=batch.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "27 dadas de alta, 0 corregidas")
    entry = AuditEntry.objects.filter(action="registry.account.created").latest("id")
    assert (entry.actor, entry.request_id) == (user, f"trabajo {job.pk}")


def test_a_refusal_ends_the_job_in_its_own_words(batch: ImportBatch) -> None:
    job = make_job(kind="imports.check")
    short = make_batch(content=text_file("Cuenta;Nombre", "1;Ana"))
    check_import(job_id=job.pk, batch_id=short.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Falta la columna «Calle»" in job.message


def test_a_cancelled_job_says_so_and_the_file_can_be_checked_again(batch: ImportBatch) -> None:
    job = asked(batch)
    jobs.request_cancel(job_id=job.pk)
    check_import(job_id=job.pk, batch_id=batch.pk)
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state) == ("cancelled", "received")
    assert asked(batch).state == "queued"


def test_an_error_of_ours_ends_the_job_and_reaches_the_log() -> None:
    job = make_job()
    with pytest.raises(ZeroDivisionError), running(job.pk):
        _ = 1 / 0
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", UNEXPECTED)


def test_a_worker_knows_the_tasks_that_use_cases_ask_for() -> None:
    from procrastinate.contrib.django import app

    assert "import_tasks" in tasks.__all__
    assert {"imports.check", "imports.load"} <= app.tasks.keys()
