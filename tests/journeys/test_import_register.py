"""Importing a padrón: tried out, told row by row, loaded only when asked, and only once."""

from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.imports import checked, loaded, make_batch, silent, text_file
from tests.factories.padron_file import DEFECTS, good_row, make_padron_file, make_world
from tests.factories.platform import AT, make_user, make_utility

from caudal.domain.imports.models import ImportBatch
from caudal.domain.imports.operations.batches import (
    CycleMissing,
    ImportAlreadyLoaded,
    ImportHasErrors,
    ImportNotChecked,
    NothingToLoad,
)
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.platform.models import AuditEntry
from caudal.domain.platform.operations.files import file_path
from caudal.domain.registry.models import Colonia, Route, Sector, ServiceAccount
from caudal.domain.registry.queries.account_facts import accounts_by_number
from caudal.usecases.load_import import load_import

pytestmark = pytest.mark.django_db

HEADER = "Cuenta;Nombre;Calle;Colonia;Ruta;Secuencia;Uso"
FIRST = "0001;Ana Peña;Mina 5;Centro;0001;10;Comercial"
SECOND = "0002;José Núñez;Mina 7;Centro;0002;20;Doméstico medio"


@pytest.fixture(autouse=True)
def world(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    make_world()


def errors_of(*lines: str, **options: Any) -> list[tuple[int, str, str]]:
    batch = checked(make_batch(content=text_file(*lines), **options))
    return [(error["row"], error["column"], error["reason"]) for error in batch.errors_shown]


def test_a_padron_of_10_000_rows_reports_exactly_what_was_planted() -> None:
    file = make_padron_file(rows=10_000, defects=600)
    assert len(file.kinds) == len(DEFECTS) == 12
    batch = checked(make_batch(content=file.content))
    reported = [(error["row"], error["column"], error["code"]) for error in batch.errors_shown]
    assert reported == file.planted[: len(reported)]
    by_kind = batch.findings["by_kind"]
    assert {(one["code"], one["column"]): one["count"] for one in by_kind} == file.kinds
    assert (batch.error_count, batch.new_count) == (600, 9_400)
    assert (batch.changed_count, batch.same_count) == (0, 0)
    assert not ServiceAccount.objects.exists()


def test_every_failed_row_comes_back_as_a_file_that_can_be_imported() -> None:
    file = make_padron_file(rows=500, defects=60)
    batch = checked(make_batch(content=file.content))
    assert batch.errors_file is not None
    assert batch.errors_file.name == "padron por corregir.csv"
    content = file_path(sha256=batch.errors_file.sha256).read_bytes()
    rows = [line.split(",")[0] for line in content.decode("utf-8-sig").splitlines()[1:]]
    assert [int(row) for row in rows] == [row for row, _, _ in file.planted]
    again = checked(make_batch(content=content))
    assert (again.row_count, again.error_count) == (60, 60 - again.new_count)


def test_nothing_is_loaded_unless_it_is_checked_and_asked_for() -> None:
    batch = make_batch(content=make_padron_file(rows=50).content)
    with pytest.raises(ImportNotChecked):
        loaded(batch)
    assert not ServiceAccount.objects.exists()


def test_a_file_with_errors_is_refused_unless_only_its_good_rows_are_wanted() -> None:
    file = make_padron_file(rows=100, defects=12)
    batch = checked(make_batch(content=file.content))
    with pytest.raises(ImportHasErrors, match="12 filas con error"):
        loaded(batch)
    assert not ServiceAccount.objects.exists()
    done = loaded(batch, only_good_rows=True)
    assert (done.state, done.created_count) == ("loaded", 88)
    assert ServiceAccount.objects.count() == 88


def test_a_second_import_changes_nothing() -> None:
    file = make_padron_file(rows=300)
    loaded(checked(make_batch(content=file.content)))
    before = list(ServiceAccount.objects.order_by("id").values())
    entries = AuditEntry.objects.count()
    again = checked(make_batch(content=file.content))
    assert (again.same_count, again.new_count, again.changed_count) == (300, 0, 0)
    with pytest.raises(NothingToLoad):
        loaded(again)
    assert list(ServiceAccount.objects.order_by("id").values()) == before
    assert AuditEntry.objects.exclude(action__startswith="imports.").count() == 300
    assert AuditEntry.objects.count() == entries + 1


def test_a_loaded_batch_is_not_loaded_again() -> None:
    batch = loaded(checked(make_batch(content=make_padron_file(rows=10).content)))
    with pytest.raises(ImportAlreadyLoaded):
        loaded(batch)


def test_what_the_file_says_is_what_the_register_says() -> None:
    batch = checked(make_batch(content=make_padron_file(rows=60).content))
    loaded(batch)
    row = good_row(43)
    facts = accounts_by_number(numbers=["00000043"])["00000043"].facts
    assert row["Estatus"] == "Baja"
    assert (facts.status, facts.closed_on) == ("closed", date(2024, 6, 30))
    assert (facts.holder_name, facts.colonia, facts.postal_code) == (
        row["NOMBRE DEL TITULAR"],
        row["Colonia"],
        row["C.P."],
    )
    assert (facts.route_code, facts.route_sequence, facts.use_code) == (
        "0004",
        430,
        "domestico_popular",
    )
    assert (facts.diameter_mm, facts.has_sewer, facts.phone) == (13, True, "6222000043")
    assert str(facts.latitude) == "27.000043"
    account = ServiceAccount.objects.get(number="00000043")
    assert account.search_text.startswith("00000043 ct 000043 ")
    assert account.search_text.endswith("priv senora de la luz 143 penon blanco")


def test_a_changed_row_says_what_changes_and_leaves_before_and_after() -> None:
    loaded(checked(make_batch(content=text_file(HEADER, FIRST, SECOND))))
    changed = SECOND.replace("Mina 7", "Juárez 9").replace("0002;20", "0003;25")
    batch = checked(make_batch(content=text_file(HEADER, FIRST, changed)))
    assert (batch.same_count, batch.changed_count) == (1, 1)
    assert batch.findings["by_field"] == {"Calle": 1, "Ruta": 1, "Secuencia": 1}
    assert batch.findings["changes"] == [
        {
            "row": 3,
            "key": "0002",
            "fields": [
                ["Calle", "Mina 7", "Juárez 9"],
                ["Ruta", "0002", "0003"],
                ["Secuencia", "20", "25"],
            ],
        }
    ]
    user = make_user()
    load_import(batch_id=batch.pk, report=silent, acting_user=user, at=AT)
    entry = AuditEntry.objects.get(action="registry.account.corrected")
    assert entry.before == {"street": "Mina 7", "route_code": "0002", "route_sequence": 20}
    assert entry.after == {"street": "Juárez 9", "route_code": "0003", "route_sequence": 25}
    assert (entry.actor, entry.reason) == (user, f"Importación {batch.pk}: padron.csv")
    account = ServiceAccount.objects.get(number="0002")
    assert account.search_text == "0002 jose nunez juarez 9 centro"
    assert checked(make_batch(content=text_file(HEADER, FIRST, changed))).same_count == 2


def test_an_empty_cell_leaves_what_the_register_says() -> None:
    header = f"{HEADER};Celular;Estatus"
    loaded(checked(make_batch(content=text_file(header, f"{FIRST};6622123456;Suspendida"))))
    batch = checked(make_batch(content=text_file(header, f"{FIRST};;")))
    assert batch.same_count == 1
    assert checked(make_batch(content=text_file(HEADER, FIRST))).same_count == 1


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("0003;Ana;Mina;Centro;3;10;Comercial", "Ruta", "¿Quiso decir «0003»?"),
        ("0003;Ana;Mina;Centro;R-7;10;Comercial", "Ruta", "crear las rutas que falten"),
        ("0003;Ana;Mina;Centro;0001;10;Domestico meido", "Uso", "¿Quiso decir «Doméstico medio»?"),
        ("0003;Ana;Mina;Centro;0001;10;Xyz", "Uso", "Configuración"),
        ("0003;;Mina;Centro;0001;10;Comercial", "Nombre", "es obligatorio"),
    ],
)
def test_what_is_wrong_says_what_to_do(line: str, column: str, said: str) -> None:
    ((row, where, reason),) = errors_of(HEADER, line)
    assert (row, where) == (2, column)
    assert said in reason


def test_a_sector_must_be_that_of_the_route() -> None:
    found = errors_of(f"{HEADER};Sector", f"{FIRST};02")
    assert found == [(2, "Sector", "La ruta 0001 es del sector 01, no del 02.")]


def test_position_is_whole_or_absent() -> None:
    header = f"{HEADER};Lat;Lon"
    assert errors_of(header, f"{FIRST};27.9182301;-110.8991004") == []
    assert errors_of(header, f"{FIRST};27.9182301;")[0][1] == "Lon"


def test_a_closing_date_belongs_to_a_closed_account() -> None:
    header = f"{HEADER};Estatus;Fecha de baja"
    assert errors_of(header, f"{FIRST};Activa;30/06/2024")[0][1] == "Fecha de baja"
    assert errors_of(header, f"{FIRST};Baja;")[0][1] == "Fecha de baja"
    assert errors_of(header, f"{FIRST};Baja;30/06/2024") == []


def test_missing_routes_are_created_only_when_that_is_chosen() -> None:
    line = FIRST.replace("0001;10", "N-01;10")
    header, lines = f"{HEADER};Sector", (f"{line};03", f"{SECOND};02")
    assert errors_of(header, *lines)[0][1] == "Ruta"
    options = ImportOptions(create_routes=True, cycle_code="MENSUAL")
    batch = checked(make_batch(content=text_file(header, *lines), options=options))
    assert batch.findings["to_create"] == {"rutas": 1, "colonias": 1}
    assert not Route.objects.filter(code="N-01").exists()
    loaded(batch)
    route = Route.objects.get(code="N-01")
    assert (route.sector.code, route.cycle.code) == ("03", "MENSUAL")
    assert AuditEntry.objects.filter(action="registry.route.opened").count() == 1


def test_a_new_route_needs_a_sector_and_a_cycle() -> None:
    options = ImportOptions(create_routes=True, cycle_code="MENSUAL")
    line = FIRST.replace("0001;10", "N-01;10")
    ((_, where, said),) = errors_of(HEADER, line, options=options)
    assert (where, said) == ("Sector", "Para crear la ruta N-01 escriba su sector.")
    header = f"{HEADER};Sector"
    found = errors_of(
        header, f"{line};01", f"{line};02".replace("0001", "0009", 1), options=options
    )
    assert found[0][2] == "La ruta N-01 ya apareció en el sector 01. Deje uno solo."
    Sector.objects.create(code="99", name="Nuevo")
    with pytest.raises(CycleMissing):
        errors_of(HEADER, line, options=ImportOptions(create_routes=True))


def test_colonias_are_created_once_however_they_are_written() -> None:
    lines = (FIRST, SECOND.replace("Centro", "CENTRO"))
    loaded(checked(make_batch(content=text_file(HEADER, *lines))))
    assert [colonia.name for colonia in Colonia.objects.all()] == ["Centro"]


def test_the_queries_of_a_check_do_not_grow_with_the_rows() -> None:
    def queries(rows: int) -> int:
        batch = make_batch(content=make_padron_file(rows=rows).content)
        with CaptureQueriesContext(connection) as captured:
            checked(batch)
        return len(captured)

    assert queries(10) == queries(1_000)


def test_a_load_interrupted_between_chunks_goes_on_and_ends_the_same() -> None:
    file = make_padron_file(rows=250, defects=24)
    batch = checked(make_batch(content=file.content))

    class Killed(BaseException):
        """The process ends."""

    def killing(done: int, total: int, errors: int) -> None:
        if done >= 100:
            raise Killed

    loaded_once = {"only_good_rows": True, "acting_user": None, "at": AT, "rows_at_once": 50}
    with pytest.raises(Killed):
        load_import(batch_id=batch.pk, report=killing, **loaded_once)  # type: ignore[arg-type]
    batch.refresh_from_db()
    assert (batch.state, batch.loaded_through_row) == ("loading", 101)
    assert ServiceAccount.objects.count() == batch.created_count
    load_import(batch_id=batch.pk, report=silent, **loaded_once)  # type: ignore[arg-type]
    batch.refresh_from_db()
    assert (batch.state, batch.created_count) == ("loaded", 226)
    assert ServiceAccount.objects.count() == 226
    assert AuditEntry.objects.filter(action="registry.account.created").count() == 226
    summary = AuditEntry.objects.get(action="imports.file.loaded").after
    assert summary is not None
    assert (summary["created"], summary["left_out"]) == (226, 24)


def test_ten_thousand_rows_take_few_seconds_of_processor() -> None:
    batch = checked(make_batch(content=make_padron_file(rows=10_000).content))
    start = process_time()
    loaded(batch)
    assert process_time() - start < 6.0
    assert ServiceAccount.objects.count() == 10_000


def test_the_batch_counts_are_those_of_the_file() -> None:
    batch = checked(make_batch(content=make_padron_file(rows=30, defects=3).content))
    assert ImportBatch.objects.get(pk=batch.pk).state == "checked"
    assert batch.row_count == batch.new_count + batch.error_count == 30
