"""The pictures of the README, taken from the demonstration: ``CAUDAL_README_IMAGES=1`` renews
them.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site import ROOT, Site, settle
from tests.browser.walk.calendar import Calendar
from tests.factories.payments import make_session
from tests.factories.platform import ZONE

from caudal.adapters.packs import locate_pack, read_pack
from caudal.adapters.packs.demo_town import read_demo_town
from caudal.domain.billing.models import BillingRun
from caudal.domain.payments.models import CashDesk
from caudal.domain.platform.models import User
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.tariffs.models import TariffVersion
from caudal.usecases.build_demo import DemoProgress, build_demo
from caudal.usecases.set_up_utility import set_up_utility

pytestmark = pytest.mark.skipif(
    not os.environ.get("CAUDAL_README_IMAGES"), reason="writes docs/images, only when asked to"
)

IMAGES = ROOT / "docs" / "images"
TODAY = date(2026, 11, 17)
ACCOUNT = "0182937"


@pytest.fixture
def demo(site: Site, monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> Site:
    """San Telmo with three hundred connections, on the day of the pictures."""
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]
    calendar = Calendar(zone=ZONE)
    calendar.rule(monkeypatch)
    calendar.go_to(TODAY, hour=11)
    plan, lists = read_demo_town()
    pack = read_pack(path=locate_pack(name=plan.pack))
    set_up_utility(pack=pack, acting_user=None, at=calendar.now(), is_demo=True)
    build_demo(
        plan=plan,
        lists=lists,
        connections=300,
        seed=2026,
        today=TODAY,
        at=calendar.now(),
        report=_silent,
    )
    cashier = somebody("Cajero")
    make_session(
        cashier=cashier,
        desk=CashDesk.objects.filter(branch=cashier.branch)[0],
        at=calendar.now(),
    )
    return site


def test_the_pictures_of_the_readme(demo: Site) -> None:
    IMAGES.mkdir(exist_ok=True)
    account = ServiceAccount.objects.get(number=ACCOUNT)
    shown(demo.open(f"/cuentas/{ACCOUNT}/", user=somebody("Atención")), "cuenta")

    run = BillingRun.objects.get(state=BillingRun.State.IN_REVIEW)
    page = demo.open(f"/facturacion/corridas/{run.pk}/", user=somebody("Gerencia"))
    shown(page, "corrida")

    version = TariffVersion.objects.get(code="AG-2026-02")
    page = demo.open(
        f"/tarifas/versiones/{version.pk}/?fecha=2026-10-30",
        user=somebody("Gerencia"),
    )
    expect(page.locator(".c-calculation-total")).to_contain_text("$326.31")
    shown(page, "tarifa")

    page = demo.open(f"/caja/cuenta/{account.pk}/", user=somebody("Cajero"))
    page.get_by_label("Importe a cobrar").fill("938.25")
    page.keyboard.press("Enter")
    page.keyboard.type("1000")
    expect(page.locator("#change output")).to_have_text("$61.75")
    shown(page, "caja")


def somebody(role: str) -> User:
    """Who shows the screens of a role in the demonstration."""
    shown_people = [person.username for person in read_demo_town()[0].people if person.is_shown]
    return User.objects.get(username__in=shown_people, groups__name=role)


def shown(page: Page, name: str) -> None:
    """Keep a page in docs/images."""
    settle(page)
    page.screenshot(path=IMAGES / f"{name}.png")


def _silent(progress: DemoProgress) -> None:
    """Nobody watches it grow."""
    del progress
