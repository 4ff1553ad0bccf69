"""Files as people have them: encodings, delimiters, dates, Excel; and files that are no use."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.factories.imports import checked, make_batch, silent, text_file
from tests.factories.padron_file import make_padron_file, make_world
from tests.factories.platform import AT, make_user, make_utility

from caudal.adapters.tabular.limits import TabularFileRefused, TabularLimits
from caudal.domain.imports.models import ImportBatch, ImportKind, ImportMapping
from caudal.domain.imports.operations.batches import ImportAlreadyLoaded, ImportNotFound
from caudal.domain.imports.operations.mappings import MappingNameMissing
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.platform.models import AuditEntry, BackgroundJob, StoredFile
from caudal.domain.platform.operations.jobs import JobAlreadyRunning, JobCancelled
from caudal.engines.layouts.convert import MappingIncomplete
from caudal.usecases.check_import import check_import
from caudal.usecases.receive_import_file import GivenFile, receive_import_file
from caudal.usecases.save_import_mapping import save_import_mapping
from caudal.usecases.start_import_check import start_import_check
from caudal.usecases.start_import_load import start_import_load

pytestmark = pytest.mark.django_db

COLUMNS = ("Nombre", "Colonia", "Cuenta", "Secuencia", "Calle", "Ruta", "Uso", "Fecha de alta")
CELLS = ("José Núñez", "Peñón", "00017", "10", "Mina", "0001", "Comercial")


@pytest.fixture(autouse=True)
def world(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    make_world()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("day", ["03/02/2019", "2019-02-03", "03-feb-2019"])
def test_a_file_is_read_however_it_is_written(encoding: str, delimiter: str, day: str) -> None:
    lines = (delimiter.join(COLUMNS), delimiter.join((*CELLS, day)))
    batch = checked(make_batch(content=text_file(*lines, encoding=encoding)))
    assert (batch.new_count, batch.errors_shown) == (1, [])


def excel(*rows: tuple[object, ...]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def test_excel_is_read_and_its_errors_come_back_as_excel() -> None:
    good = (*CELLS, "2019-02-03")
    bad = ("", *CELLS[1:2], "00018", *CELLS[3:], "2019-02-03")
    batch = checked(make_batch(content=excel(COLUMNS, good, bad), name="padrón.xlsx"))
    assert (batch.new_count, batch.error_count) == (1, 1)
    assert batch.errors_file is not None
    assert batch.errors_file.name == "padrón por corregir.xlsx"


def test_zeros_that_excel_lost_are_suggested_and_not_guessed() -> None:
    numbers = (*CELLS[:5], 1, CELLS[6], "2019-02-03")
    batch = checked(make_batch(content=excel(COLUMNS, numbers)))
    (error,) = batch.errors_shown
    assert error["reason"] == "No existe la ruta «1». ¿Quiso decir «0001»?"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "El archivo está vacío."),
        (b"\r\n\r\n", "El archivo está vacío."),
        (b"Cuenta;Nombre\r\n", "solo tiene encabezados"),
        (b"%PDF-1.7 ...", "El archivo es un PDF"),
        ("Cuenta;Nombre\r\n1;Núñez\r\n".encode() + "2;Núñez\r\n".encode("cp1252"), "mezcla UTF-8"),
        ("Cuenta;Nombre\r\n1;Muñoz\r\n".encode("cp850"), "no es UTF-8 ni Windows-1252"),
    ],
    ids=["empty", "blank", "header only", "other format", "mixed", "DOS"],
)
def test_a_file_that_is_no_use_is_refused_at_once(content: bytes, said: str) -> None:
    with pytest.raises(TabularFileRefused, match=said):
        make_batch(content=content)
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    class Unread:
        """Chunks that nobody may ask for."""

        def __iter__(self) -> Iterator[bytes]:
            raise AssertionError

    with pytest.raises(TabularFileRefused, match="se aceptan"):
        receive_import_file(
            kind=ImportKind.REGISTER,
            file=GivenFile(name="x.csv", size_bytes=10**12, chunks=Unread()),
            acting_user=None,
            at=AT,
        )


def test_a_file_with_too_many_rows_stops_with_a_word() -> None:
    batch = make_batch(content=make_padron_file(rows=30).content)
    with pytest.raises(TabularFileRefused, match="pasa de 20 filas"):
        check_import(
            batch_id=batch.pk,
            report=silent,
            acting_user=None,
            at=AT,
            limits=TabularLimits(max_rows=20),
        )
    batch.refresh_from_db()
    assert (batch.state, batch.message.startswith("El archivo pasa")) == ("failed", True)


def test_a_truncated_file_tells_its_last_row() -> None:
    content = make_padron_file(rows=5).content
    batch = checked(make_batch(content=content[:-40]))
    (error,) = batch.errors_shown
    assert (error["row"], error["code"]) == (6, "truncated_line")
    assert batch.new_count == 4


def test_a_missing_column_is_told_before_the_check() -> None:
    batch = make_batch(content=text_file("Cuenta;Nombre", "0001;Ana"))
    with pytest.raises(MappingIncomplete, match="Falta la columna «Calle»"):
        start(batch)
    assert not BackgroundJob.objects.exists()
    with pytest.raises(MappingIncomplete):
        checked(batch)


def start(batch: ImportBatch, *, save_as: str = "", **columns: str) -> BackgroundJob:
    return start_import_check(
        batch_id=batch.pk,
        columns={**batch.columns, **columns},
        options=ImportOptions(),
        acting_user=make_user(),
        at=AT,
        save_as=save_as,
    )


def test_a_person_says_which_column_is_which() -> None:
    lines = (";".join(COLUMNS).replace("Calle", "Donde"), ";".join((*CELLS, "03/02/2019")))
    batch = make_batch(content=text_file(*lines))
    start(batch, street="Donde", opened_on="", save_as=" Padrón  de Siebel ")
    batch.refresh_from_db()
    assert (batch.state, batch.columns["street"], batch.columns["opened_on"]) == (
        "checking",
        "Donde",
        "",
    )
    mapping = ImportMapping.objects.get(name="Padrón de Siebel")
    again = make_batch(content=text_file(*lines), columns=mapping.columns)
    assert checked(again).new_count == 1
    assert AuditEntry.objects.filter(action="imports.mapping.saved").count() == 1


def test_a_mapping_needs_a_name() -> None:
    with pytest.raises(MappingNameMissing):
        save_import_mapping(
            kind=ImportKind.REGISTER, name="  ", columns={}, acting_user=None, at=AT
        )


def test_a_check_is_queued_once() -> None:
    batch = make_batch(content=make_padron_file(rows=5).content)
    job = start(batch)
    assert (job.kind, job.subject_id, job.title) == (
        "imports.check",
        batch.pk,
        "Revisión de padron.csv",
    )
    with pytest.raises(JobAlreadyRunning):
        start(batch)


def test_a_cancelled_check_can_be_asked_again() -> None:
    batch = make_batch(content=make_padron_file(rows=5).content)

    def stop(done: int, total: int, errors: int) -> None:
        raise JobCancelled

    with pytest.raises(JobCancelled):
        check_import(batch_id=batch.pk, report=stop, acting_user=None, at=AT)
    batch.refresh_from_db()
    assert batch.state == "received"
    assert checked(batch).new_count == 5


def test_a_load_is_asked_for_by_somebody() -> None:
    batch = checked(make_batch(content=make_padron_file(rows=5).content))
    user = make_user()
    job = start_import_load(batch_id=batch.pk, only_good_rows=False, acting_user=user, at=AT)
    assert (job.kind, job.requested_by, job.total_count) == ("imports.load", user, 5)
    entry = AuditEntry.objects.get(action="imports.load.requested")
    assert (entry.actor, entry.subject_id) == (user, batch.pk)
    with pytest.raises(ImportAlreadyLoaded):
        start(batch)


def test_a_batch_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(ImportNotFound):
        start_import_load(batch_id=9, only_good_rows=False, acting_user=make_user(), at=AT)
