"""A route captured in a browser: type, Enter, next; nothing is lost when an answer is."""

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect
from tests.browser.site import PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.metering import (
    AT,
    make_metered,
    make_read_route,
    make_remark,
    october,
    october_of,
    values_of,
)
from tests.factories.platform import make_ready_role, make_user

from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.staff.lecturas import place


@pytest.fixture(autouse=True)
def _on_a_day_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "today", lambda _zone: AT.date())


@pytest.fixture
def accounts(site: Site) -> list[ServiceAccount]:
    route = make_read_route(code="0412", name="Puerto Viejo 12")
    october(route)
    make_remark(code="04", name="Perro suelto")
    return [
        make_metered(route=route, previous=517, holder=f"Titular {turn}", route_sequence=turn * 10)
        for turn in range(1, 6)
    ]


def opened(site: Site, accounts: list[ServiceAccount]) -> Page:
    route = accounts[0].route
    user = make_user(full_name="Patricia Gámez", roles=[make_ready_role(name="Lecturas")])
    period = october_period(accounts)
    return site.open(f"/lecturas/{period}/ruta/{route.pk}/", user=user)


def october_period(accounts: list[ServiceAccount]) -> int:
    return accounts[0].route.cycle.periods.get(code="2026-10").pk


def test_a_route_is_captured_without_a_mouse(site: Site, accounts: list[ServiceAccount]) -> None:
    site.expect_status(422)
    page = opened(site, accounts)
    lines = page.locator("[data-line]")
    expect(lines.first.locator("[name=value]")).to_be_focused()
    for value in ("530", "900"):
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("04")
    page.keyboard.press("Enter")
    expect(lines.nth(0)).to_contain_text("Dentro de lo esperado")
    expect(lines.nth(1)).to_contain_text("Fuera de lo esperado")
    expect(lines.nth(2)).to_contain_text("Sin lectura, con anomalía")
    expect(page.locator("#capture-progress")).to_have_text("3 de 5 capturadas")
    expect(lines.nth(3).locator("[name=value]")).to_be_focused()
    expect(page.locator("tbody")).not_to_contain_text("517")
    page.keyboard.press("F8")
    expect(lines.nth(1).locator("[name=value]")).to_be_focused()
    page.keyboard.type("532")
    page.keyboard.press("Enter")
    expect(lines.nth(1)).to_contain_text("ya tiene la lectura 900")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F8")
    page.keyboard.press("Enter")
    expect(lines.nth(1)).to_contain_text("Dentro de lo esperado")
    assert values_of(accounts[1]) == [900, 532]
    assert october_of(accounts[2]).finding == "sin_lectura"
    assert_fits(page)
    picture(page, "captura")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    picture(page, "captura")


def test_a_lost_answer_does_no_harm(site: Site, accounts: list[ServiceAccount]) -> None:
    """The server saves, its answer never arrives; sent again, it stays one reading."""
    site.expect_lost_answers()
    page = opened(site, accounts)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/cuenta/**", swallow)
    page.keyboard.type("530")
    page.keyboard.press("Enter")
    expect(page.locator("#unsaved")).to_contain_text("1 lectura sin guardar")
    assert values_of(accounts[0]) == [530]
    page.unroute("**/cuenta/**")
    page.get_by_role("button", name="Reintentar").click()
    expect(page.locator("#unsaved")).to_be_hidden()
    expect(page.locator("[data-line]").first).to_contain_text("Dentro de lo esperado")
    assert values_of(accounts[0]) == [530]


def test_an_answer_that_is_overtaken_does_not_turn_the_count_back(
    site: Site, accounts: list[ServiceAccount]
) -> None:
    page = opened(site, accounts)
    overtaken: list[tuple[Route, APIResponse]] = []

    def keep(route: Route) -> None:
        overtaken.append((route, route.fetch()))

    page.route("**/cuenta/**", keep, times=1)
    page.keyboard.type("530")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.keyboard.type("535")
    page.keyboard.press("Enter")
    expect(page.locator("#capture-progress")).to_have_text("2 de 5 capturadas")
    (route, answer) = overtaken[0]
    route.fulfill(response=answer)
    expect(page.locator("[data-line]").first).to_contain_text("Dentro de lo esperado")
    expect(page.locator("#capture-progress")).to_have_text("2 de 5 capturadas")


def test_the_cycle_shows_how_far_each_route_is(site: Site, accounts: list[ServiceAccount]) -> None:
    page = opened(site, accounts)
    page.keyboard.type("530")
    page.keyboard.press("Enter")
    expect(page.locator("#capture-progress")).to_have_text("1 de 5 capturadas")
    page.goto(f"/lecturas/?periodo={october_period(accounts)}")
    expect(page.get_by_role("row").filter(has_text="0412")).to_contain_text("Abierta")
    assert_fits(page)
    picture(page, "lecturas")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    picture(page, "lecturas")
