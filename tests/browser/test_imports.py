"""A person imports a padrón in a browser: uploads, arranges, checks, reads the errors, loads."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site import DESKTOP, PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.padron_file import make_padron_file, make_world
from tests.factories.platform import make_user, make_utility

from caudal.domain.imports.models import ImportBatch
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import BackgroundJob, User
from caudal.interfaces.jobs.import_tasks import check_import, load_import


@pytest.fixture
def importer(site: Site, settings: Any, tmp_path: Path) -> User:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    make_world()
    return make_user(
        full_name="Laura Robles",
        functions=[Function.IMPORT_REGISTER, Function.VIEW_ACCOUNTS, Function.VIEW_JOBS],
    )


@pytest.fixture
def padron(tmp_path: Path) -> Path:
    path = tmp_path / "padron octubre.csv"
    path.write_bytes(make_padron_file(rows=400, defects=24).content)
    return path


def work_off(task: str) -> None:
    """What a worker would do with the queued job."""
    job = BackgroundJob.objects.get(kind=task, state=BackgroundJob.State.QUEUED)
    run = {"imports.check": check_import, "imports.load": load_import}[task]
    run(job_id=job.pk, batch_id=job.subject_id or 0)


def uploaded(page: Page, path: Path) -> None:
    page.get_by_role("link", name="Importar archivo").first.click()
    page.get_by_label("Archivo").set_input_files(path)
    page.get_by_role("button", name="Subir archivo").click()


def test_a_padron_from_the_upload_to_the_accounts(site: Site, importer: User, padron: Path) -> None:
    page = site.open("/importar/", user=importer)
    expect(page.get_by_text("Aún no se ha importado nada")).to_be_visible()
    picture(page, "importar-vacio")
    uploaded(page, padron)

    expect(page.get_by_text("Windows-1252")).to_be_visible()
    expect(page.get_by_text("punto y coma")).to_be_visible()
    expect(page.get_by_role("combobox", name="Ruta", exact=True)).to_have_value("Ruta")
    expect(page.get_by_text("No se usan: Medidor.")).to_be_visible()
    assert_accessible(page)
    picture(page, "importar-columnas")
    page.get_by_label("Guardar este acomodo como").fill("Padrón mensual")
    page.get_by_role("button", name="Revisar archivo").click()

    expect(page.get_by_role("heading", name="Revisando padron octubre.csv")).to_be_visible()
    picture(page, "importar-revisando")
    work_off("imports.check")
    expect(page.get_by_role("heading", name="Por corregir")).to_be_visible()
    expect(page.get_by_text("376", exact=True)).to_be_visible()
    assert_accessible(page)
    picture(page, "importar-revisado")
    with page.expect_download() as download:
        page.get_by_role("link", name="Todas las filas por corregir").click()
    assert download.value.suggested_filename == "padron octubre por corregir.csv"

    page.get_by_role("link", name="Cargar 376 cuentas").click()
    expect(page.get_by_text("Se darán de alta 376 cuentas.")).to_be_visible()
    site.expect_status(422)
    page.get_by_role("button", name="Cargar 376 cuentas").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert_accessible(page)
    picture(page, "importar-confirmar")
    page.get_by_label("Cargar solo las filas buenas").check()
    page.get_by_role("button", name="Cargar 376 cuentas").click()
    expect(page.get_by_role("heading", name="Cargando padron octubre.csv")).to_be_visible()
    work_off("imports.load")
    expect(page.get_by_text("Dadas de alta")).to_be_visible()
    assert_accessible(page)
    picture(page, "importar-cargado")
    assert ImportBatch.objects.get().created_count == 376

    page.goto("/importar/")
    expect(page.get_by_role("link", name="padron octubre.csv")).to_be_visible()
    picture(page, "importar-lista")


def test_a_wrong_file_is_refused_where_it_is_chosen(
    site: Site, importer: User, tmp_path: Path
) -> None:
    path = tmp_path / "vacio.csv"
    path.write_bytes(b"")
    site.expect_status(422)
    page = site.open("/importar/", user=importer)
    uploaded(page, path)
    expect(page.get_by_text("El archivo está vacío.")).to_be_visible()
    assert_accessible(page)
    picture(page, "importar-subir")
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["escritorio", "telefono"])
def test_every_page_fits_its_window(
    site: Site, importer: User, padron: Path, viewport: dict[str, int]
) -> None:
    page = site.open("/importar/nueva/", user=importer, viewport=viewport)  # type: ignore[arg-type]
    assert_fits(page)
    picture(page, "importar-subir")
    page.get_by_label("Archivo").set_input_files(padron)
    page.get_by_role("button", name="Subir archivo").click()
    assert_fits(page)
    picture(page, "importar-columnas")
    page.get_by_role("button", name="Revisar archivo").click()
    work_off("imports.check")
    expect(page.get_by_role("heading", name="Por corregir")).to_be_visible()
    assert_fits(page)
    picture(page, "importar-revisado")
