"""Tariffs in a browser: the printed table, the calculator as one types, and proposing a version."""

from datetime import date

import pytest
from playwright.sync_api import expect
from tests.browser.site import PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.platform import make_user, make_utility
from tests.factories.registry import make_tariff
from tests.factories.tariffs import make_pack_version

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.tariffs.models import TariffVersion


@pytest.fixture
def reader(site: Site) -> User:
    """Somebody who sees tariffs and accounts."""
    del site
    make_utility()
    return make_user(functions=[Function.VIEW_TARIFFS, Function.VIEW_ACCOUNTS])


@pytest.fixture
def san_telmo(reader: User) -> TariffVersion:
    """The tariff of the pictures, after that of the year before."""
    del reader
    tariff = make_tariff(code="agua", name="Agua, alcantarillado y saneamiento")
    make_pack_version(pack="san-telmo-2025", tariff=tariff, ends_before=date(2026, 2, 1))
    return make_pack_version(pack="san-telmo-2026", tariff=tariff)


def test_the_calculator_answers_as_one_types(
    site: Site, reader: User, san_telmo: TariffVersion
) -> None:
    page = site.open(f"/tarifas/versiones/{san_telmo.pk}/?fecha=2026-10-30", user=reader)
    total = page.locator(".c-calculation-total")
    expect(total).to_contain_text("$326.31")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "tarifa")

    page.get_by_label("Consumo, m³").fill("24")
    expect(total).to_contain_text("$506.09")
    expect(page.locator("tr.c-reached")).to_have_count(4)
    expect(page.locator("#live")).to_have_text("Total $506.09")
    page.get_by_label("Consumo, m³").fill("doce")
    problem = "«consumo» es «doce»; debe ser un número exacto"
    expect(page.locator("#calculation").get_by_text(problem)).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Consumo, m³").fill("65")
    page.get_by_label("Viviendas").fill("4")
    expect(total).to_contain_text("$1,237.48")
    picture(page, "tarifa-viviendas")
    page.get_by_role("link", name="Comercial").click()
    expect(page.get_by_label("Viviendas")).to_have_value("1")
    expect(page.locator("#printed")).to_contain_text("286.50")


def test_a_tariff_on_a_telephone(site: Site, reader: User, san_telmo: TariffVersion) -> None:
    page = site.open(
        f"/tarifas/versiones/{san_telmo.pk}/?fecha=2026-10-30", user=reader, viewport=PHONE
    )
    picture(page, "tarifa")
    assert_fits(page)
    page.get_by_role("heading", name="Calculadora").scroll_into_view_if_needed()
    picture(page, "tarifa-calculadora")


@pytest.mark.parametrize("pack", ["merida-2026", "tecate-2023", "valle-bajo-2026"])
def test_other_structures_print_too(site: Site, reader: User, pack: str) -> None:
    version = make_pack_version(pack=pack)
    page = site.open(f"/tarifas/versiones/{version.pk}/", user=reader)
    expect(page.locator(".c-calculation-total")).to_contain_text("Total del recibo")
    assert_accessible(page)
    assert_fits(page)
    picture(page, f"tarifa-{pack}")


def test_the_list_of_versions(site: Site, reader: User, san_telmo: TariffVersion) -> None:
    make_pack_version(pack="tecate-2023", state=TariffVersion.State.REJECTED)
    page = site.open("/tarifas/", user=reader)
    expect(page.get_by_role("link", name=san_telmo.code)).to_be_visible()
    assert_accessible(page)
    picture(page, "tarifas")


def test_a_version_is_proposed_from_its_file_and_signed_by_another(
    site: Site, san_telmo: TariffVersion
) -> None:
    proposer = make_user(functions=[Function.VIEW_TARIFFS, Function.PROPOSE_TARIFFS])
    signer = make_user(functions=[Function.VIEW_TARIFFS, Function.APPROVE_TARIFFS])
    text = san_telmo.document.replace("clave: AG-2026-02", "clave: AG-2027-02")
    text = text.replace("desde: 2026-02-01", "desde: 2027-02-01")
    page = site.open("/tarifas/proponer/", user=proposer)
    assert_accessible(page)
    picture(page, "tarifa-proponer")
    page.get_by_label("Tarifa").select_option(label="Agua, alcantarillado y saneamiento")
    page.get_by_label("Archivo YAML").set_input_files(
        {"name": "ag-2027.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    page.get_by_label("Motivo").fill("Ley de ingresos 2027")
    page.get_by_role("button", name="Revisar archivo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revisar versión AG-2027-02")
    assert_accessible(page)
    picture(page, "tarifa-revisar")
    page.get_by_role("button", name="Enviar a firma").click()
    expect(page.get_by_role("button", name="Firmar propuesta")).to_be_disabled()
    expect(page.get_by_text("Usted la propuso: la firma otra persona.")).to_be_visible()
    assert_accessible(page)
    picture(page, "propuesta")

    page = site.open("/ajustes/propuestas/", user=signer)
    assert_accessible(page)
    picture(page, "propuestas")
    page.get_by_role("link", name="Versión AG-2027-02").click()
    page.get_by_role("link", name="Firmar propuesta").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("ya no se cambia")
    picture(page, "propuesta-firmar")
    dialog.get_by_role("button", name="Firmar propuesta").click()
    expect(page.get_by_text("firmada: ya está en vigor desde su fecha")).to_be_visible()
    page.get_by_role("link", name="Abrir versión").click()
    expect(page.locator(".c-page-head")).to_contain_text("Siguiente")
