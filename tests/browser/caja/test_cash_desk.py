"""The cash desk in a real browser: a day without a mouse, and what it looks like."""

from decimal import Decimal

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from tests.browser.caja.desk import at_desk
from tests.browser.site import DESKTOP, PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.payments import make_desk, make_supervisor
from tests.factories.platform import PASSWORD
from tests.factories.receivables import make_allocation_policy

from caudal.domain.payments.models import CashClosing, Payment
from caudal.domain.platform.models import User
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.clock import now


def change(page: Page, value: str) -> None:
    expect(page.locator("#change output")).to_have_text(value)


@pytest.mark.usefixtures("session")
def test_three_groups_of_keys_charge_an_account(
    site: Site, cashier: User, account: ServiceAccount, printed: list[str]
) -> None:
    page = at_desk(site, cashier, printed)
    started = now()

    page.keyboard.press("F2")
    page.keyboard.type(account.number[:7].lstrip("0"), delay=40)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Importe a cobrar")).to_be_focused()

    page.keyboard.type("500", delay=40)
    page.keyboard.press("Enter")

    page.keyboard.press("F9")
    expect(page.get_by_role("heading", name="cobrado")).to_be_visible()
    seconds = (now() - started).total_seconds()

    payment = Payment.objects.get()
    assert (payment.amount, payment.change) == (Decimal("500.00"), Decimal(0))
    expect(
        page.get_by_role("heading", name=f"Recibo {payment.movement.folio} cobrado")
    ).to_be_visible()
    expect(page.locator("#desk-search")).to_be_focused()
    expect(page.locator(".c-print-frame")).to_have_count(1)
    assert len(printed) == 1
    # At the pace of a person; other tests share the machine.
    assert seconds < 20


@pytest.mark.usefixtures("session")
def test_what_is_applied_and_the_change_follow_the_typing(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    page.keyboard.type("ontiv 214")
    expect(page.locator("#desk-results li")).to_have_count(2)
    picture(page, "caja-busqueda")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Importe a cobrar")).to_be_focused()
    assert_fits(page)
    picture(page, "caja-cuenta")

    page.keyboard.type("956.80")
    expect(page.locator("#consequence")).to_have_text(
        "Con este cobro la cuenta queda sin recibos vencidos y por vencer $326.31."
    )
    expect(page.locator("#applied-total")).to_have_text("956.80")
    page.keyboard.press("Enter")
    page.keyboard.type("1000")
    change(page, "$43.20")
    picture(page, "caja-cambio")

    page.get_by_text("Por concepto").click()
    expect(page.locator(".c-debt-concepts")).to_be_visible()
    expect(page.locator(".c-debt-documents")).to_be_hidden()
    expect(page.get_by_label("Importe a cobrar")).to_have_value("956.80")
    assert_accessible(page)


@pytest.mark.usefixtures("session")
def test_unticking_a_document_changes_the_amount(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.get_by_label("Cobrar Recibo octubre 2026").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Importe a cobrar")).to_have_value("956.80")
    expect(page.locator("#applied-total")).to_have_text("956.80")
    expect(page.get_by_label("Cobrar Recibo octubre 2026")).to_be_focused()


@pytest.mark.usefixtures("session")
def test_a_card_and_cash_with_f8(site: Site, cashier: User, account: ServiceAccount) -> None:
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.keyboard.type("756.78")
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    expect(page.locator("#id_card")).to_be_focused()
    expect(page.locator("#id_card")).to_have_value("756.78")
    page.keyboard.type("400")
    page.keyboard.press("Enter")
    expect(page.locator("#id_card_reference")).to_be_focused()
    page.keyboard.type("Aut. 482913")
    page.keyboard.press("Enter")
    expect(page.locator("#id_cash")).to_be_focused()
    page.keyboard.type("500")
    change(page, "$143.22")
    picture(page, "caja-formas")
    page.keyboard.press("F9")
    expect(page.locator(".c-charged")).to_contain_text("$143.22")
    assert_accessible(page)
    picture(page, "caja-cobrado")


@pytest.mark.usefixtures("session")
def test_a_refusal_takes_the_focus_and_keeps_what_was_typed(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    site.expect_status(422)
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.keyboard.type("500")
    page.keyboard.press("Enter")
    page.keyboard.type("400")
    page.keyboard.press("F9")
    expect(page.locator(".c-errors")).to_contain_text("Faltan $100.00 para cubrir $500.00.")
    expect(page.locator("#id_cash")).to_have_value("400")
    assert_accessible(page)
    picture(page, "caja-error")
    # The page goes on reckoning after it was answered.
    page.locator("#id_cash").fill("600")
    change(page, "$100.00")
    page.keyboard.press("F9")
    expect(page.locator(".c-charged")).to_be_visible()


@pytest.mark.usefixtures("session")
def test_a_sale_is_parked_and_recovered_with_f4(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.keyboard.type("250")
    page.keyboard.press("F4")
    expect(page.get_by_role("heading", name="Apartados")).to_be_visible()
    picture(page, "caja-apartado")
    page.keyboard.press("F4")
    expect(page.get_by_label("Importe a cobrar")).to_have_value("250")


@pytest.mark.usefixtures("session")
def test_esc_goes_back_one_step_and_asks_only_when_money_was_typed(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.keyboard.press("Enter")
    expect(page.locator("#id_cash")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Importe a cobrar")).to_be_focused()
    page.keyboard.type("10")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="¿Dejar este cobro?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Importe a cobrar")).to_have_value("10")
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.keyboard.press("Escape")
    page.wait_for_url("**/caja/")


def test_a_whole_day_without_a_mouse(site: Site, cashier: User, account: ServiceAccount) -> None:
    make_desk(branch=cashier.branch)
    make_allocation_policy()
    make_supervisor(username="jorge.ibarra", full_name="Jorge Ibarra", password=PASSWORD)
    page = at_desk(site, cashier)
    picture(page, "caja-abrir")
    assert_accessible(page)

    # Open with a float.
    expect(page.get_by_label("Caja", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("1,000")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-search")).to_be_focused()

    # Charge with the scanner's way of typing: everything at once, then Enter.
    page.keyboard.insert_text(account.number.replace("-", ""))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Importe a cobrar")).to_be_focused()
    page.keyboard.press("F9")
    expect(page.locator(".c-charged")).to_be_visible()
    # The desk is ready for the next customer before the cashier goes elsewhere.
    expect(page.locator("#desk-search")).to_be_focused()

    # Cancel it with the supervisor's key.
    page.get_by_role("link", name="Ver recibo").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Cancelar recibo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Motivo")).to_be_focused()
    page.keyboard.type("Era la cuenta del vecino")
    page.keyboard.press("Tab")
    page.keyboard.type("jorge.ibarra")
    page.get_by_label("Contraseña del supervisor", exact=True).focus()
    page.keyboard.type(PASSWORD)
    assert_accessible(page)
    picture(page, "caja-cancelar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("cancelado: devuelva $1,283.11")).to_be_visible()
    picture(page, "caja-recibo-cancelado")

    # Count blind and close.
    page.goto("/caja/corte/")
    expect(page.get_by_label("Billetes de $1,000")).to_be_focused()
    page.keyboard.type("1")
    expect(page.locator("[data-count-total]")).to_have_text("$1,000.00")
    assert_accessible(page)
    picture(page, "caja-corte")
    page.get_by_role("button", name="Hacer corte de caja").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cuadra")).to_be_visible()
    assert_accessible(page)
    picture(page, "caja-turno")
    assert CashClosing.objects.get().over_short == 0

    page.goto("/turnos/")
    assert_accessible(page)
    picture(page, "caja-turnos")


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("name", "viewport"),
    [("chica", {"width": 1280, "height": 720}), ("telefono", PHONE)],
    ids=["1280", "telefono"],
)
def test_it_fits_small_screens(
    site: Site, cashier: User, account: ServiceAccount, name: str, viewport: dict[str, int]
) -> None:
    connections["default"].close()
    page = site.open(f"/caja/cuenta/{account.pk}/", user=cashier, viewport=DESKTOP)
    page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
    expect(page.get_by_role("button", name="Cobrar e imprimir")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    picture(page, f"caja-cuenta-{name}")


@pytest.mark.usefixtures("session")
def test_ctrl_k_finds_accounts_folios_and_places(
    site: Site, cashier: User, account: ServiceAccount
) -> None:
    page = at_desk(site, cashier)
    page.goto(f"/caja/cuenta/{account.pk}/")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Buscar o ir a cualquier parte")
    expect(palette.get_by_text("Vistas hace poco")).to_be_visible()
    page.keyboard.type("ontiv bahia")
    found = palette.get_by_role("option", name=f"María Guadalupe Ontiveros Félix {account.number}")
    expect(found).to_be_visible()
    expect(palette.get_by_role("option", name="Cobrar a María")).to_be_visible()
    picture(page, "paleta")
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/caja/cuenta/{account.pk}/")
