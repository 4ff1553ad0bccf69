"""Whatever is pressed and whenever, an account is charged once."""

import pytest
from playwright.sync_api import Route, expect
from tests.browser.caja.desk import at_desk
from tests.browser.site import Site

from caudal.domain.payments.models import Payment
from caudal.domain.platform.models import User
from caudal.domain.registry.models import ServiceAccount


@pytest.mark.usefixtures("session")
def test_f9_twice_charges_once(site: Site, cashier: User, account: ServiceAccount) -> None:
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    expect(page.locator(".c-charged")).to_be_visible()
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("session")
def test_enter_does_not_charge_before_the_script_of_the_desk_is_there(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    page.route("**/caja.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto(f"/caja/cuenta/{account.pk}/")
    expect(page.get_by_label("Importe a cobrar")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert not Payment.objects.exists()
    page.get_by_role("button", name="Cobrar e imprimir").click()
    expect(page.locator(".c-charged")).to_be_visible()
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("session")
def test_f9_pressed_before_the_scripts_are_there_charges_once_when_they_are(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    on_their_way: list[Route] = []

    def keep_waiting(route: Route) -> None:
        on_their_way.append(route)

    page.route("**/keys.js", keep_waiting)
    page.goto(f"/caja/cuenta/{account.pk}/", wait_until="commit")
    expect(page.get_by_label("Importe a cobrar")).to_be_focused()
    page.keyboard.press("F9")
    assert not Payment.objects.exists()
    on_their_way[0].continue_()
    expect(page.locator(".c-charged")).to_be_visible()
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("session")
def test_a_lost_answer_is_asked_again_and_charges_once(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    answers: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or answers:
            route.continue_()
            return
        answers.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route(f"**/caja/cuenta/{account.pk}/", lose_the_first)
    site.expect_lost_answers()
    page.get_by_label("Importe a cobrar").fill("100")
    page.keyboard.press("F9")
    expect(page.get_by_text("No llegó la respuesta del servidor")).to_be_visible()
    expect(page.get_by_label("Importe a cobrar")).to_have_value("100")
    assert Payment.objects.count() == 1

    page.keyboard.press("F9")
    folio = Payment.objects.get().movement.folio
    expect(page.get_by_role("heading", name=f"Recibo {folio} cobrado")).to_be_visible()
    assert Payment.objects.count() == 1
