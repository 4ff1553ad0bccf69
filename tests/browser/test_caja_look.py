import sys
from datetime import date, timedelta
from decimal import Decimal
from tests.browser.site import Site, PHONE, DESKTOP, picture, assert_accessible, assert_fits
from tests.factories.payments import make_desk, make_session, make_cashier
from tests.factories.platform import make_user, make_utility, make_branch, PASSWORD
from tests.factories.receivables import make_debt, make_allocation_policy
from tests.factories.registry import make_account
from caudal.domain.platform.functions import Function
from caudal.interfaces.clock import now, today
from django.db import connections
from playwright.sync_api import expect

def test_look(site: Site) -> None:
    make_utility()
    z = "America/Hermosillo"
    cashier = make_user(username="laura.robles", full_name="Laura Robles", functions=[Function.TAKE_PAYMENTS, Function.VIEW_CASH_SESSIONS])
    session = make_session(cashier=cashier, at=now())
    account = make_account()
    d = today(z)
    for i,(m,a) in enumerate([("agosto",{"agua":"332.52","alcantarillado":"140.32","saneamiento":"33.25","recargos":"20.24"}),("septiembre",{"agua":"277.29","alcantarillado":"117.01","saneamiento":"27.73","recargos":"8.44"}),("octubre",{"agua":"214.39","alcantarillado":"90.48","saneamiento":"21.44"})]):
        make_debt(account=account, amounts=a, due_date=d - timedelta(days=57-30*i), description=f"Recibo {m} 2026", on_date=d-timedelta(days=70-30*i))
    for k in range(6):
        make_account(holder=f"Ontiveros Prueba {k}")
    connections["default"].close()
    page = site.open("/caja/", user=cashier)
    page.add_init_script("window.print = () => { (window.parent).printed = true }")
    page.route("**/ticket/", lambda route: route.fulfill(content_type="text/html", body="<p>ticket</p>"))
    picture(page, "caja-vacia")
    page.keyboard.press("F2")
    page.keyboard.type("ontiv 21")
    page.wait_for_selector("#desk-results li")
    picture(page, "caja-busca")
    page.keyboard.press("Control+A")
    page.keyboard.type(account.number[:7])
    page.keyboard.press("Enter")
    page.wait_for_url("**/cuenta/**")
    picture(page, "caja-cuenta")
    assert_accessible(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("500")
    expect(page.locator("#change")).to_contain_text("A cobrar $500.00")
    page.keyboard.press("Enter")
    page.keyboard.type("600")
    expect(page.locator("#change output")).to_have_text("$100.00")
    picture(page, "caja-importe")
    page.set_viewport_size({"width":1280,"height":720})
    page.screenshot(path="/work/main/test-results/caja-1280.png")
    page.set_viewport_size(DESKTOP)
    page.keyboard.press("F9")
    page.wait_for_selector(".c-charged")
    page.wait_for_timeout(500)
    assert page.evaluate("window.printed") is True
    expect(page.locator("#desk-search")).to_be_focused()
    picture(page, "caja-cobrado")
    assert_accessible(page)

    page.goto("/caja/recibos/")
    picture(page, "caja-recibos")
    page.locator("table a").first.click()
    picture(page, "caja-recibo")
    page.get_by_role("link", name="Cancelar recibo").click()
    expect(page.locator("dialog[open]")).to_be_visible()
    picture(page, "caja-cancelar")
    page.goto("/caja/corte/")
    page.keyboard.type("3")
    picture(page, "caja-corte")
    assert_accessible(page)
    page.get_by_role("button", name="Hacer corte").click()
    page.wait_for_url("**/turnos/**")
    picture(page, "caja-turno")
    assert_accessible(page)
    page.goto("/turnos/")
    picture(page, "caja-turnos")
    page.goto("/caja/")
    picture(page, "caja-abrir")
