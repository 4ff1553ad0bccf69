"""The page of an account in a browser: what a clerk sees, tab by tab, and what he does there."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from tests.browser.site import (
    PHONE,
    PICTURES,
    Site,
    assert_accessible,
    assert_fits,
    picture,
)
from tests.factories.history import make_ontiveros
from tests.factories.payments import make_session
from tests.factories.platform import AT, make_ready_role, make_user, make_utility
from tests.factories.registry import make_account

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.registry.models import AccountNote, DiscountProgramme, ServiceAccount
from caudal.interfaces.staff.cuentas import account as account_module

LAPTOP: ViewportSize = {"width": 1280, "height": 720}
HOLDER = "María Guadalupe Ontiveros Félix"


@pytest.fixture(autouse=True)
def _on_the_day_of_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """17 November 2026, 11:43 in Hermosillo."""
    monkeypatch.setattr(account_module, "now", lambda: AT)


@pytest.fixture
def account(site: Site) -> ServiceAccount:
    make_utility()
    return make_ontiveros()


def clerk() -> User:
    """Laura at the counter, who may do everything an account page offers."""
    user = make_user(
        full_name="Laura Robles",
        roles=[make_ready_role(name="Atención")],
        functions=[Function.TAKE_PAYMENTS],
    )
    make_session(cashier=user)
    return user


def keep(page: Page, name: str) -> None:
    """A picture of a laptop's screen."""
    path: Path = PICTURES / f"{name}-portatil.png"
    page.screenshot(path=path)


TABS = [
    ("estado/", "estado"),
    ("recibos/", "recibos"),
    ("pagos/", "pagos"),
    ("lecturas/", "lecturas"),
    ("medidor/", "medidor"),
    ("datos/", "datos"),
    ("notas/", "notas"),
    ("actividad/", "actividad"),
    ("bitacora/", "bitacora"),
]


def test_the_first_tab_answers_who_where_and_how_much(site: Site, account: ServiceAccount) -> None:
    page = site.open(f"/cuentas/{account.number}/", user=clerk())
    expect(page.get_by_role("heading", level=1)).to_have_text(HOLDER)
    expect(page.get_by_role("link", name="Cobrar")).to_be_visible()
    balance = page.get_by_role("region", name="Saldo")
    expect(balance).to_contain_text("$1,283.11")
    expect(balance).to_contain_text("Vencido, 57 días $956.80")
    expect(balance).to_contain_text("Vence 20/11 $326.31")
    expect(page.locator("#consumption canvas")).to_be_visible()
    assert_fits(page)
    picture(page, "cuenta")
    assert_accessible(page)
    page.set_viewport_size(LAPTOP)
    assert_fits(page)
    keep(page, "cuenta")
    page.set_viewport_size(PHONE)
    assert_fits(page)
    picture(page, "cuenta")
    page.screenshot(path=PICTURES / "cuenta-telefono-entera.png", full_page=True)


@pytest.mark.parametrize(("path", "name"), TABS, ids=[name for _, name in TABS])
def test_each_tab_stands_by_itself(
    site: Site, account: ServiceAccount, path: str, name: str
) -> None:
    page = site.open(f"/cuentas/{account.number}/{path}", user=clerk())
    assert_fits(page)
    picture(page, f"cuenta-{name}")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    picture(page, f"cuenta-{name}")


def test_tabs_swap_with_address_focus_and_the_way_back(site: Site, account: ServiceAccount) -> None:
    page = site.open(f"/cuentas/{account.number}/", user=clerk())
    tabs = page.get_by_role("navigation", name="Secciones de la cuenta")
    tabs.get_by_role("link", name="Recibos").click()
    expect(page).to_have_url(f"{site.url}/cuentas/{account.number}/recibos/")
    heading = page.get_by_role("heading", level=2, name="Recibos")
    expect(heading).to_be_focused()
    expect(page).to_have_title(f"Recibos · {account.number} {HOLDER} · OOMAPAS San Telmo")
    expect(tabs.get_by_role("link", name="Recibos")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page).to_have_url(f"{site.url}/cuentas/{account.number}/")
    expect(page.locator("#consumption canvas")).to_be_visible()


def test_the_card_of_activity_narrows_in_place(site: Site, account: ServiceAccount) -> None:
    page = site.open(f"/cuentas/{account.number}/", user=clerk())
    card = page.get_by_role("region", name="Actividad")
    card.get_by_role("button", name="Filtrar la actividad: Todo").click()
    card.get_by_role("link", name="Pagos").click()
    expect(card.get_by_role("button", name="Filtrar la actividad: Pagos")).to_be_visible()
    expect(card.get_by_role("listitem").filter(has_text="Pago en Caja")).to_have_count(1)
    expect(page).to_have_url(f"{site.url}/cuentas/{account.number}/")


def test_a_note_is_written_pinned_and_let_go(site: Site, account: ServiceAccount) -> None:
    page = site.open(f"/cuentas/{account.number}/", user=clerk())
    page.get_by_role("link", name="Escribir nota").click()
    dialog = page.get_by_role("dialog", name="Escribir nota")
    dialog.get_by_label("Nota").fill("Llega después de las 18 h.")
    dialog.get_by_label("Fijarla arriba de la cuenta").check()
    assert_accessible(page)
    picture(page, "cuenta-nota")
    dialog.get_by_role("button", name="Guardar nota").click()
    note = page.locator(".c-account-note").filter(has_text="Llega después de las 18 h.")
    expect(note).to_contain_text("Laura Robles")
    note.get_by_role("button", name="Soltar nota").click()
    expect(page.get_by_text("Nota soltada; sigue en Notas.")).to_be_visible()
    expect(page.locator(".c-account-note")).to_have_count(1)
    assert AccountNote.objects.filter(account=account).count() == 3


def test_a_change_of_holder_says_what_is_missing(site: Site, account: ServiceAccount) -> None:
    site.expect_status(422)
    page = site.open(f"/cuentas/{account.number}/datos/cambio-de-titular/", user=clerk())
    page.get_by_label("Nombre o razón social").fill("Luis Ontiveros Cota")
    page.get_by_label("CURP").fill("OICL840312HSRNTS")
    page.get_by_label("Desde").fill("2026-11-30")
    page.get_by_role("button", name="Guardar cambio de titular").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Escriba los 18 caracteres de la CURP; faltan 2.")
    expect(page).to_have_title("Error: Cambiar titular · OOMAPAS San Telmo")
    assert_fits(page)
    picture(page, "cuenta-titular")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    picture(page, "cuenta-titular")


def test_forms_of_the_register_and_the_question_before_an_act(
    site: Site, account: ServiceAccount
) -> None:
    DiscountProgramme.objects.create(code="am", name="Adulto mayor", tariff_input="adulto_mayor")
    user = clerk()
    for path, name in (
        ("datos/titular/", "corregir-titular"),
        ("datos/domicilio/", "domicilio"),
        ("datos/servicio/", "servicio"),
        ("datos/descuento/", "descuento"),
    ):
        page = site.open(f"/cuentas/{account.number}/{path}", user=user)
        assert_fits(page)
        picture(page, f"cuenta-{name}")
        assert_accessible(page)
    page = site.open(f"/cuentas/{account.number}/", user=user)
    page.get_by_role("button", name="Corregir").click()
    picture(page, "cuenta-menu")
    page.get_by_role("link", name="Suspender").click()
    dialog = page.get_by_role("dialog", name=f"¿Suspender la cuenta {account.number}?")
    expect(dialog).to_contain_text("Los $1,283.11 que debe se siguen debiendo.")
    picture(page, "cuenta-suspender")
    assert_accessible(page)
    dialog.get_by_label("Motivo").fill("Casa deshabitada, lo pide el titular.")
    dialog.get_by_role("button", name="Suspender cuenta").click()
    expect(page.get_by_text("Suspendida", exact=True)).to_be_visible()


def test_accounts_are_found_as_somebody_types(site: Site, account: ServiceAccount) -> None:
    for index in range(60):
        make_account(holder=f"Vecina Número {index}", street="Calle Doce")
    page = site.open("/cuentas/", user=clerk())
    expect(page.get_by_role("heading", name="61 cuentas")).to_be_visible()
    assert_fits(page)
    picture(page, "cuentas")
    assert_accessible(page)
    page.get_by_role("link", name="Siguiente").click()
    expect(page.get_by_role("row")).to_have_count(12)
    page.get_by_role("searchbox", name="Buscar").fill("ontiveros bahia")
    expect(page.get_by_role("heading", name="1 cuenta")).to_be_visible()
    page.get_by_role("link", name=account.number).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOLDER)


def test_the_list_on_a_telephone(site: Site, account: ServiceAccount) -> None:
    page = site.open("/cuentas/", user=clerk(), viewport=PHONE)
    assert_fits(page)
    picture(page, "cuentas")
    assert_accessible(page)
