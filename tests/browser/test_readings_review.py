"""The crítica in a browser, by keyboard alone."""

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.site import PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.critica import Critica, make_critica
from tests.factories.metering import AT, october_of

from caudal.domain.metering.models import Consumption, Reading
from caudal.interfaces.staff.lecturas import place

State = Consumption.State


@pytest.fixture(autouse=True)
def _on_a_day_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "today", lambda _zone: AT.date())


@pytest.fixture
def critica(site: Site) -> Critica:
    return make_critica()


def opened(site: Site, critica: Critica) -> Page:
    page = site.open(f"/lecturas/{critica.period.pk}/critica/", user=critica.user)
    expect(front(page)).to_have_count(1)
    return page


def front(page: Page) -> Locator:
    return page.locator("tr.current")


def panel(page: Page) -> Locator:
    return page.locator("#review-panel")


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def state_of(critica: Critica, holder: str) -> tuple[str, str, str]:
    row = october_of(critica.accounts[holder])
    return row.state, row.basis, f"{row.volume_m3.normalize():f}"


def test_the_list_is_dense_and_says_why_each_stands_there(site: Site, critica: Critica) -> None:
    page = opened(site, critica)
    expect(page.locator("#review-panel canvas")).to_be_visible()
    expect(page.locator(".c-filters a").first).to_have_text("Todas 12")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(12)
    box = rows.first.bounding_box()
    assert box is not None
    assert box["height"] <= 40
    expect(rows.nth(1)).to_contain_text("−35")
    expect(rows.nth(6)).to_contain_text("Estimada, 4.ª vez")
    expect(page.locator(".c-review-table thead")).not_to_contain_text("Foto")
    assert_fits(page)
    picture(page, "critica")
    assert_accessible(page)


def test_on_a_telephone_a_touch_brings_the_account(site: Site, critica: Critica) -> None:
    page = opened(site, critica)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    page.locator("[data-row]").nth(2).click()
    expect(panel(page)).to_contain_text("Lavandería Burbujas")
    expect(panel(page)).to_be_in_viewport()
    picture(page, "critica-cuenta")
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()
    picture(page, "critica")
    assert_accessible(page)


def test_on_a_telephone_what_was_decided_stands_whole_beside_what_was_found(
    site: Site, critica: Critica
) -> None:
    page = opened(site, critica)
    keys(page, "j", "h")
    expect(page.locator(".c-last-act")).to_contain_text("retenida")
    page.set_viewport_size(PHONE)
    page.goto(f"/lecturas/{critica.period.pk}/critica/?estado=retenidas")
    chips = page.locator(".c-finding .c-chip")
    expect(chips).to_have_text(["Menor a la anterior", "Retenida"])
    for chip in chips.all():
        box = chip.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"] - 8


def test_a_whole_review_without_a_mouse(site: Site, critica: Critica) -> None:
    page = opened(site, critica)
    keys(page, "j")
    expect(front(page)).to_contain_text("José Luis Barraza Cota")
    expect(panel(page)).to_contain_text("La lectura baja 35 m³: de 517 a 482.")
    expect(panel(page)).to_contain_text("2 de 12")
    keys(page, "e")
    expect(page.locator(".c-last-act")).to_contain_text("estimada con 14 m³")
    assert state_of(critica, "José Luis Barraza Cota") == (State.ACCEPTED, "average", "14")
    expect(front(page)).to_contain_text("Lavandería Burbujas")
    keys(page, "a")
    expect(front(page)).to_contain_text("Silvia Acosta Peralta")
    assert state_of(critica, "Lavandería Burbujas") == (State.ACCEPTED, "measured", "31")
    keys(page, "x", "j", "j", "x")
    expect(page.locator("[data-selected]")).to_have_text("2 seleccionadas")
    keys(page, "r")
    expect(page.locator(".c-last-act")).to_contain_text("2 lecturas: mandada a releer")
    expect(page.locator(".c-filters a").first).to_have_text("Todas 8")
    assert state_of(critica, "Irma Leticia Quijada")[0] == State.RE_READ
    keys(page, "z")
    expect(page.locator(".c-filters a").first).to_have_text("Todas 10")
    assert state_of(critica, "Irma Leticia Quijada")[0] == State.PENDING
    expect(page.locator(".c-review-told")).to_have_text("Se deshizo el último acto: 2 lecturas.")
    keys(page, "x")
    # Pictures and axe leave traces of style in the page: nothing is swapped after them.
    picture(page, "critica-seleccion")
    assert_accessible(page)


def test_keys_decide_about_the_account_in_front_even_when_pressed_fast(
    site: Site, critica: Critica
) -> None:
    """The panel of the next account is still on its way when the letter comes."""
    page = opened(site, critica)
    keys(page, "j", "j", "h")
    expect(page.locator(".c-last-act")).to_contain_text("retenida")
    assert state_of(critica, "Lavandería Burbujas")[0] == State.HELD
    assert state_of(critica, "Rosalba Trujillo Mena")[0] == State.PENDING
    assert state_of(critica, "José Luis Barraza Cota")[0] == State.PENDING


def test_what_is_not_offered_does_nothing(site: Site, critica: Critica) -> None:
    page = opened(site, critica)
    keys(page, "j")
    expect(panel(page)).to_contain_text("2 de 12")
    keys(page, "a")
    expect(page.locator("#live")).to_have_text("Esa resolución no se ofrece para esta lectura.")
    keys(page, "g")
    expect(page.locator(".c-last-act")).to_contain_text("medidor girado al revés")
    assert state_of(critica, "José Luis Barraza Cota")[0] == State.HELD


def test_another_volume_and_a_note(site: Site, critica: Critica) -> None:
    page = opened(site, critica)
    keys(page, "n")
    page.keyboard.type("Fuga en el baño")
    keys(page, "Enter", "p")
    page.keyboard.type("25")
    keys(page, "Escape")
    expect(page.locator("tr.current .c-proposal")).to_have_value("19")
    keys(page, "p")
    page.keyboard.type("25")
    keys(page, "Enter")
    expect(page.locator(".c-last-act")).to_contain_text("estimada con 25 m³")
    assert state_of(critica, "Rosalba Trujillo Mena") == (State.ACCEPTED, "estimated", "25")


def test_a_wrong_reading_is_corrected_in_a_dialog(site: Site, critica: Critica) -> None:
    site.expect_status(422)
    page = opened(site, critica)
    keys(page, "j")
    expect(panel(page)).to_contain_text("2 de 12")
    keys(page, "c")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Corregir una lectura de")
    picture(page, "critica-corregir")
    assert_accessible(page)
    dialog.get_by_label("La de este periodo: 482, 30/10/2026").check()
    dialog.get_by_label("Lectura correcta").fill("532")
    dialog.get_by_label("Motivo").fill("Dos cifras cambiadas")
    dialog.get_by_role("button", name="Corregir lectura").click()
    expect(page.get_by_text("corregida.")).to_be_visible()
    assert state_of(critica, "José Luis Barraza Cota") == (State.ACCEPTED, "measured", "15")
    account = critica.accounts["José Luis Barraza Cota"]
    assert Reading.objects.filter(account=account, period=critica.period).count() == 2


def test_filters_narrow_and_an_empty_one_says_so(site: Site, critica: Critica) -> None:
    page = opened(site, critica)
    page.get_by_role("link", name="Muy alta 4").click()
    expect(page.locator("[data-row]")).to_have_count(4)
    keys(page, "Escape")
    page.locator("[data-pick-all]").check()
    keys(page, "e")
    expect(page.get_by_text("Nada coincide con el filtro")).to_be_visible()
    expect(page.locator(".c-last-act")).to_contain_text("4 lecturas: estimada")
    keys(page, "z")
    expect(page.locator("[data-row]")).to_have_count(4)


def test_the_list_of_keys_tells_them_all(site: Site, critica: Critica) -> None:
    page = opened(site, critica)
    keys(page, "?")
    for word in ("Aceptar", "Estimar", "Mandar a releer", "Retener", "Deshacer lo último"):
        expect(page.get_by_role("dialog")).to_contain_text(word)
