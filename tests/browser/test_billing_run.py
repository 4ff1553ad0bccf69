"""The page of a run in a browser: does it close, what is held, who may sign."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site import PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.runs import Town, make_town

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
