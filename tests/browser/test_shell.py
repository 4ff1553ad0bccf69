"""What every screen stands in, seen in a browser."""

from playwright.sync_api import expect
from tests.browser.site import Site, assert_accessible, picture
from tests.factories.platform import PASSWORD, make_user, make_utility


def test_a_person_logs_in_with_the_keyboard_and_out_again(site: Site) -> None:
    make_utility()
    make_user(username="laura.robles", full_name="Laura Robles", password=PASSWORD)
    page = site.open("/")
    expect(page).to_have_title("Entrar · OOMAPAS San Telmo")
    assert_accessible(page)
    picture(page, "entrar")
    page.get_by_label("Usuario").fill("Laura.Robles")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Laura Robles, preferencias y salida")).to_be_visible()
