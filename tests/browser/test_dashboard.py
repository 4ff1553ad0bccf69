"""The dashboard in a browser: drawn, readable without the drawing, and usable on a telephone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.site import DESKTOP, PHONE, Site, assert_accessible, assert_fits, picture
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import ZONE, make_ready_role, make_user, make_utility
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.platform.models import User
from caudal.domain.receivables.models import Movement
from caudal.interfaces.clock import now, today
from caudal.kernel.periods import add_months


@pytest.fixture
def manager(site: Site) -> User:
    """Looks at six months of bills in three sectors, some of them paid today."""
    del site
    make_utility()
    session = make_session(at=now())
    for place in range(3):
        account = make_account()
        for back in range(6):
            day = add_months(today(ZONE), -back)
            make_debt(
                account=account,
                amounts={"agua": f"{400 + 35 * place + 20 * back}.50"},
                kind=Movement.Kind.BILL,
                on_date=day,
                due_date=day + timedelta(days=15),
            )
        make_payment(account=account, session=session, amount=f"{900 * place + 300}", at=now())
    return make_user(full_name="Julieta Arce", roles=[make_ready_role(name="Gerencia")])


def test_a_manager_lands_on_the_figures_and_opens_their_list(site: Site, manager: User) -> None:
    page = site.open("/", user=manager)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tablero")
    expect(page.locator("#months canvas")).to_be_visible()
    # The chart's twin carries the same months for who does not see it.
    expect(page.locator("figure table tbody tr")).to_have_count(12)
    assert_accessible(page)
    assert_fits(page)
    picture(page, "tablero")

    page.get_by_role("link", name="Este mes").click()
    expect(page.locator("[aria-current]", has_text="Este mes")).to_be_visible()
    page.get_by_role("button", name="Todos los sectores").click()
    page.locator(".c-board-sectors a").nth(1).click()
    expect(page.get_by_text("de 1 cuentas activas")).to_be_visible()
    expect(page.locator("[aria-current]", has_text="Este mes")).to_be_visible()

    page.get_by_role("link", name="Cartera vencida").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_dashboard_fits_a_telephone(site: Site, manager: User) -> None:
    page = site.open("/tablero/", user=manager, viewport=PHONE)
    expect(page.locator("#months canvas")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    picture(page, "tablero")


def test_an_empty_utility_is_told_what_to_do(site: Site) -> None:
    make_utility()
    admin = make_user(roles=[make_ready_role(name="Administrador")])
    page = site.open("/tablero/", user=admin, viewport=DESKTOP)
    expect(page.get_by_role("link", name="Importar padrón")).to_be_visible()
    assert_accessible(page)
