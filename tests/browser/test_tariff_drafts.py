"""Three structures written in a browser without YAML, tried in the laboratory, checked, signed by
another and published.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site import PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.platform import make_user
from tests.factories.registry import make_tariff
from tests.factories.runs import make_town
from tests.factories.tariffs import make_pack_version

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.interfaces.jobs.billing_tasks import try_tariff
from caudal.usecases.request_tariff_trial import TASK


@dataclass(frozen=True)
class Structure:
    """A table as a law prints it, and the bill of 25 m³ by hand."""

    code: str
    mode: str
    pasted: str
    total: str
    unit: str = ""


STRUCTURES = (
    # 10 × 5.50 + 10 × 7.25 + 5 × 9.10
    Structure(
        "BLOQUES-2027",
        "bloques",
        "Rango\tPrecio\n0 a 10\t$5.50\n11 a 20\t$7.25\nMás de 20\t$9.10",
        "173.00",
    ),
    # (1.5 + 5 × 0.12) UMA of 117.31 = 246.351
    Structure(
        "UMA-2027",
        "base_excedente",
        "De\tA\tBase\tExcedente\n0\t10\t0.80\t0\n10\t20\t0.80\t0.07\n20\t\t1.50\t0.12",
        "246.35",
        "UMA",
    ),
    Structure(
        "M3-2027",
        "tabla",
        "m³\tImporte\n" + "\n".join(f"{m3}\t$ {1_000 + m3 * 12}.40" for m3 in range(1, 121)),
        "1300.40",
    ),
)


@pytest.fixture
def author(site: Site) -> User:
    """Who writes the tariff of a town that was read in October."""
    del site
    town = make_town(accounts=8)
    town.read(date(2026, 10, 1))
    Tariff.objects.update(name="Agua potable")
    return make_user(
        full_name="Irma Valenzuela",
        functions=[Function.VIEW_TARIFFS, Function.PROPOSE_TARIFFS],
    )


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Secciones del borrador").get_by_role(
        "link", name=name
    ).click()


def begin(page: Page, structure: Structure) -> None:
    """The head, and the parameter where the law needs one."""
    page.get_by_label("Tarifa").select_option(label="Agua potable")
    page.get_by_label("Hojas en blanco").check()
    page.get_by_role("button", name="Empezar borrador").click()
    page.get_by_label("Clave de la versión").fill(structure.code)
    page.get_by_label("Rige desde").fill("2027-01-01")
    page.get_by_label("Norma").fill("Ley de ingresos 2027")
    page.get_by_role("button", name="Guardar datos").click()
    expect(page.get_by_text("Datos guardados.")).to_be_visible()
    if structure.unit:
        section(page, "Parámetros")
        page.get_by_role("link", name="Agregar parámetro").click()
        page.get_by_label("Clave").fill(structure.unit)
        page.get_by_label("Valores por fecha").fill("01/02/2026\t117.31")
        page.get_by_role("button", name="Guardar parámetro").click()


def add_table(page: Page, structure: Structure) -> None:
    """A table whose cells are pasted."""
    section(page, "Tablas")
    page.get_by_role("link", name="Agregar tabla").click()
    page.get_by_label("Clave").fill("tarifa_agua")
    page.get_by_label("Cómo se escriben los renglones").select_option(structure.mode)
    page.get_by_label("Unidad de los importes").fill(structure.unit)
    page.get_by_role("button", name="Agregar y escribir renglones").click()
    page.get_by_text("Pegar de Excel").click()
    page.get_by_label("Celdas copiadas").fill(structure.pasted)
    page.get_by_role("button", name="Poner en la tabla").click()
    expect(page.get_by_text("Se entendieron", exact=False)).to_be_visible()


def add_concept(page: Page) -> None:
    section(page, "Conceptos")
    page.get_by_role("link", name="Agregar concepto").click()
    page.get_by_label("Clave").fill("agua")
    page.get_by_label("Nombre en el recibo").fill("Agua")
    page.locator("[name=formula]").fill("tarifa_agua(consumo)")
    page.get_by_label("Objeto de IVA").select_option("01")
    page.get_by_role("button", name="Guardar concepto").click()


def add_case(page: Page, total: str) -> None:
    section(page, "Casos")
    page.get_by_role("link", name="Agregar caso").click()
    page.locator("[name=entrada_consumo]").fill("25")
    page.get_by_label("Total esperado").fill(total)
    page.get_by_label("Texto legal").fill("Artículo 4")
    page.get_by_role("button", name="Guardar caso").click()


def simulate(page: Page) -> None:
    """What the draft would have billed to the town, before anybody signs it."""
    draft = page.url
    page.get_by_role("link", name="Probar").click()
    expect(page.get_by_label("Lo que se prueba").locator("option:checked")).to_contain_text("2027")
    page.get_by_role("button", name="Calcular").click()
    expect(page.get_by_role("heading", name="Calculando la prueba")).to_be_visible()
    job = BackgroundJob.objects.get(kind=TASK, state=BackgroundJob.State.QUEUED)
    try_tariff(job_id=job.pk, trial_id=job.subject_id or 0)
    expect(page.get_by_role("heading", name="Quién paga más")).to_be_visible()
    expect(page.get_by_text("7 cuentas que se facturan con las dos")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    picture(page, "laboratorio")
    page.goto(draft)


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda each: each.mode)
def test_written_checked_signed_and_published(
    site: Site, author: User, structure: Structure
) -> None:
    site.expect_status(422)
    page = site.open("/tarifas/borradores/nuevo/", user=author)
    begin(page, structure)
    add_table(page, structure)
    assert_accessible(page)
    assert_fits(page)
    picture(page, f"borrador-tabla-{structure.mode}")
    add_concept(page)
    add_case(page, structure.total)
    expect(page.get_by_text("Listo para firma")).to_be_visible()
    simulate(page)
    section(page, "Enviar")
    page.get_by_label("Motivo").fill("Ley de ingresos 2027")
    assert_accessible(page)
    picture(page, f"borrador-enviar-{structure.mode}")
    page.get_by_role("button", name="Enviar a firma").click()
    expect(page.get_by_role("button", name="Firmar propuesta")).to_be_disabled()

    signer = make_user(functions=[Function.VIEW_TARIFFS, Function.APPROVE_TARIFFS])
    page = site.open("/ajustes/propuestas/", user=signer)
    page.get_by_role("link", name=f"Versión {structure.code}").click()
    page.get_by_role("link", name="Firmar propuesta").click()
    page.get_by_role("dialog").get_by_role("button", name="Firmar propuesta").click()
    expect(page.get_by_text("firmada: ya está en vigor desde su fecha")).to_be_visible()
    version = TariffVersion.objects.get(code=structure.code)
    assert version.state == TariffVersion.State.PUBLISHED
    page.goto(f"/tarifas/versiones/{version.pk}/?consumo=25")
    expect(page.locator(".c-calculation-total")).to_contain_text(f"{Decimal(structure.total):,.2f}")


def test_the_panel_judges_what_is_typed_before_it_is_saved(site: Site, author: User) -> None:
    page = site.open("/tarifas/borradores/nuevo/", user=author)
    begin(page, STRUCTURES[0])
    add_table(page, STRUCTURES[0])
    add_concept(page)
    section(page, "Conceptos")
    page.get_by_role("link", name="agua", exact=True).click()
    page.locator("[name=formula]").fill("tarifa_agu(consumo)")
    page.locator("[name=formula]").blur()
    expect(page.locator("#draft-panel")).to_contain_text("la tabla «tarifa_agu» no existe")
    picture(page, "borrador-concepto")


def test_the_grid_is_a_sheet(site: Site, author: User) -> None:
    page = site.open("/tarifas/borradores/nuevo/", user=author)
    begin(page, STRUCTURES[0])
    add_table(page, STRUCTURES[0])
    last = page.locator("[name='c-2-1']")
    last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='c-3-0']")).to_be_focused()
    page.locator("[name='c-0-0']").evaluate(
        """(cell) => {
            const data = new DataTransfer();
            data.setData("text/plain", "12\\t6.00\\n24\\t7.50");
            cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )
    expect(page.locator("[name='c-0-0']")).to_have_value("12")
    expect(page.locator("[name='c-1-1']")).to_have_value("7.50")


def test_a_draft_on_a_telephone(site: Site, author: User) -> None:
    page = site.open("/tarifas/borradores/nuevo/", user=author, viewport=PHONE)
    begin(page, STRUCTURES[0])
    assert_fits(page)
    picture(page, "borrador-datos")
    add_table(page, STRUCTURES[0])
    assert_fits(page)
    assert_accessible(page)
    picture(page, "borrador-tabla")


def test_two_versions_side_by_side(site: Site, author: User) -> None:
    tariff = make_tariff(code="tecate", name="Tecate")
    before = make_pack_version(pack="san-telmo-2025", tariff=tariff, ends_before=date(2026, 2, 1))
    after = make_pack_version(pack="san-telmo-2026", tariff=tariff)
    page = site.open(f"/tarifas/versiones/{after.pk}/", user=author)
    page.get_by_role("link", name="Comparar").click()
    expect(page.get_by_role("heading", name="Lo que paga una cuenta")).to_be_visible()
    expect(page.locator("main")).to_contain_text(before.code)
    assert_accessible(page)
    assert_fits(page)
    picture(page, "tarifa-comparar")
    page.get_by_role("heading", name="cambios").scroll_into_view_if_needed()
    picture(page, "tarifa-comparar-cambios")
    page.goto(f"/tarifas/versiones/{after.pk}/")
    page.get_by_role("button", name="Copiar a un borrador").click()
    section(page, "Conceptos")
    assert_accessible(page)
    picture(page, "borrador-conceptos")
    section(page, "Tablas")
    page.locator(".c-draft-item a").first.click()
    assert_accessible(page)
    picture(page, "borrador-grupos")
