"""The page of a run in a browser: does it close, what is held, who may sign."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site import PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.platform import make_ready_role, make_user
from tests.factories.runs import Town, make_town
from tests.factories.supplements import LATE_DAY, make_held_month

from caudal.domain.billing.models import BillingRun

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def town(site: Site) -> Town:
    """Two months billed; October calculated with an absurd reading and one missing."""
    del site
    town = make_town(accounts=24, suspended=1)
    for month in (AUGUST, SEPTEMBER):
        town.read(month)
        town.issued(month)
    town.read(OCTOBER, {3: "41902", 7: None, 11: "0"})
    return town


def test_a_run_in_review_answers_whether_it_closes(site: Site, town: Town) -> None:
    run = town.calculated(OCTOBER)
    page = site.open(f"/facturacion/corridas/{run.pk}/", user=town.clerk)

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Corrida {run.code}")
    expect(page.get_by_text("Cuadra, diferencia 0")).to_be_visible()
    expect(page.locator("#held")).to_contain_text("veces su promedio")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "corrida")


def test_a_run_on_a_telephone(site: Site, town: Town) -> None:
    run = town.calculated(OCTOBER)
    page = site.open(f"/facturacion/corridas/{run.pk}/", user=town.manager, viewport=PHONE)
    picture(page, "corrida")
    assert_fits(page)


def explained(page: Page) -> None:
    expect(page.get_by_role("heading", name="Cómo se calculó")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_a_held_account_is_explained_and_billed_with_a_reason(site: Site, town: Town) -> None:
    run = town.calculated(OCTOBER)
    page = site.open(f"/facturacion/corridas/{run.pk}/", user=town.clerk)
    number = town.accounts[3].number

    page.get_by_role("link", name=number, exact=True).click()
    explained(page)
    picture(page, "corrida-cuenta")
    page.get_by_role("link", name="Facturar cuenta").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("veces su promedio")
    picture(page, "corrida-facturar")
    dialog.get_by_label("Motivo").fill("Fuga comprobada en la visita")
    dialog.get_by_role("button", name="Facturar cuenta").click()

    expect(page.get_by_text(f"La cuenta {number} se factura por")).to_be_visible()


def test_who_prepared_cannot_sign_and_another_can(site: Site, town: Town) -> None:
    run = town.calculated(OCTOBER)
    page = site.open(f"/facturacion/corridas/{run.pk}/", user=town.manager)

    page.get_by_role("link", name="Aprobar corrida").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Podrán emitirse")
    dialog.get_by_role("button", name="Aprobar corrida").click()

    expect(page.get_by_text("aprobada con su firma")).to_be_visible()
    expect(page.get_by_role("link", name="Emitir recibos")).to_be_visible()
    picture(page, "corrida-aprobada")


def test_an_issued_run_leads_to_each_bill(site: Site, town: Town) -> None:
    run = town.issued(OCTOBER)
    page = site.open(f"/facturacion/corridas/{run.pk}/", user=town.clerk)
    assert_accessible(page)
    picture(page, "corrida-emitida")
    page.get_by_role("link", name="Ver recibos").click()
    picture(page, "corrida-recibos")
    page.get_by_role("link", name="R-", exact=False).first.click()
    explained(page)
    picture(page, "recibo-explicado")
    page.get_by_role("link", name="Cancelar y refacturar").click()
    expect(page.get_by_role("dialog")).to_contain_text("Se emite otro por")
    picture(page, "recibo-refacturar")


def test_a_run_is_prepared_knowing_what_it_will_find(site: Site, town: Town) -> None:
    page = site.open("/facturacion/preparar/", user=town.clerk)
    assert_accessible(page)
    picture(page, "corrida-preparar")


def test_the_held_accounts_of_an_issued_run_are_billed_afterwards(site: Site) -> None:
    month = make_held_month()
    issued = f"/facturacion/corridas/{month.principal.pk}/"
    page = site.open(issued, user=month.clerk)
    held = page.locator("#held")
    expect(held).to_contain_text("4 cuentas siguen sin recibo: sin lectura (1)")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "corrida-retenidas")

    page.get_by_role("link", name="Facturar retenidas").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("complementaria de F-2026-10-04 con 4 cuentas retenidas")
    picture(page, "corrida-complementaria-preguntar")
    dialog.get_by_label("Fecha de emisión").fill(LATE_DAY.isoformat())
    dialog.get_by_role("button", name="Preparar complementaria").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Corrida F-2026-10-04-C1")
    expect(page.get_by_text("Complementaria de F-2026-10-04")).to_be_visible()
    assert_accessible(page)
    picture(page, "corrida-complementaria")

    month.price()
    run = BillingRun.objects.get(code="F-2026-10-04-C1")
    month.calculated(run)
    page.reload()
    expect(page.get_by_text("Cuadra, diferencia 0")).to_be_visible()
    assert_accessible(page)
    picture(page, "corrida-complementaria-revision")
    month.issued(run)
    page.reload()
    expect(held).to_contain_text("3 cuentas siguen sin recibo")
    picture(page, "corrida-complementaria-emitida")
    page.get_by_label("Ruta", exact=True).get_by_role("link", name="F-2026-10-04").click()
    expect(held.get_by_role("link", name="Facturada en F-2026-10-04-C1")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    picture(page, "corrida-con-complementaria")
    telephone = site.open(issued, user=month.clerk, viewport=PHONE)
    assert_accessible(telephone)
    assert_fits(telephone)
    picture(telephone, "corrida-con-complementaria")
    telephone.get_by_role("link", name="Facturar retenidas").click()
    expect(telephone.get_by_role("dialog")).to_be_visible()
    picture(telephone, "corrida-complementaria-preguntar")
    telephone.goto("/facturacion/")
    assert_fits(telephone)
    page.goto("/facturacion/")
    assert_accessible(page)
    picture(page, "corridas")


def test_a_held_account_is_read_in_its_billed_route(site: Site) -> None:
    month = make_held_month()
    reader = make_user(roles=[make_ready_role(name="Lecturas")])
    route = month.unread.route_id
    page = site.open(f"/lecturas/{month.period.pk}/ruta/{route}/", user=reader)
    expect(
        page.get_by_text("solo entran lecturas de las cuentas que se retuvieron")
    ).to_be_visible()
    expect(page.get_by_label(f"Lectura de {month.usual[0].number}")).to_be_disabled()
    value = page.get_by_label(f"Lectura de {month.unread.number}")
    value.fill("531")
    value.press("Enter")
    expect(page.get_by_text("Dentro de lo esperado")).to_have_count(5)
    assert_accessible(page)
    picture(page, "captura-retenida")
