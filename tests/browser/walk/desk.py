"""The cash desk by keyboard: open, charge, withdraw, count and close."""

from collections.abc import Mapping
from decimal import Decimal

from playwright.sync_api import Page, expect
from tests.factories.platform import PASSWORD

from caudal.engines.tendering import DENOMINATIONS


def opened(page: Page, *, fund: str) -> None:
    """Open the first desk of the branch. Headless Chromium has no printer: a ticket is a page."""
    page.context.add_init_script("window.print = () => {}")
    page.context.route(
        "**/ticket/",
        lambda route: route.fulfill(content_type="text/html", body="<p>ticket</p>"),
    )
    page.goto("/caja/")
    expect(page.get_by_label("Caja", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(fund)
    page.keyboard.press("Enter")
    expect(page.locator("#desk-search")).to_be_focused()


def found(page: Page, number: str) -> None:
    """Bring an account to the desk."""
    page.keyboard.press("F2")
    page.keyboard.insert_text(number)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Importe a cobrar")).to_be_focused()
    expect(page.locator("#next-field")).to_be_enabled()


def charged(page: Page, *, change: str = "") -> str:
    """Charge with F9; returns the folio of the receipt."""
    page.keyboard.press("F9")
    receipt = page.locator(".c-charged")
    expect(receipt).to_be_visible()
    if change:
        expect(receipt).to_contain_text(change)
    # The ticket prints by itself, and the desk waits for the next person.
    expect(page.locator("#desk-search")).to_be_focused()
    return receipt.locator("h2").inner_text().split()[1]


def by_card(page: Page, *, amount: str, authorization: str) -> None:
    """With F8 to the card: its amount and its authorization; what is left is cash."""
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    expect(page.locator("#id_card")).to_be_focused()
    page.keyboard.type(amount)
    page.keyboard.press("Enter")
    page.keyboard.type(authorization)
    page.keyboard.press("Enter")
    expect(page.locator("#id_cash")).to_be_focused()


def withdrawn(page: Page, *, amount: str, supervisor: str) -> None:
    """Cash to the vault, with the signature of a supervisor at the same desk."""
    page.goto("/caja/retiro/")
    expect(page.get_by_label("Importe que se retira")).to_be_focused()
    page.keyboard.type(amount)
    page.get_by_label("Usuario del supervisor").fill(supervisor)
    page.get_by_label("Contraseña del supervisor", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#desk-search")).to_be_visible()


def closed(page: Page, pieces: Mapping[str, int]) -> None:
    """Count blind, denomination by denomination, and close; it balances."""
    page.goto("/caja/corte/")
    expect(page.get_by_label("Billetes de $1,000")).to_be_focused()
    for value in DENOMINATIONS:
        if count := pieces.get(str(value), 0):
            page.keyboard.type(str(count))
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Hacer corte de caja").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cuadra", exact=True)).to_be_visible()


def pieces_of(amount: Decimal) -> dict[str, int]:
    """Notes and coins that make an amount."""
    pieces, left = {}, int(amount * 100)
    for value in DENOMINATIONS:
        pieces[str(value)], left = divmod(left, int(value * 100))
    assert not left, "no coins make that amount"
    return pieces
