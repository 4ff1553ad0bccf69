"""A rural utility from its padrón to its closed cash desk, all of it on screen.

Pack (b): fixed quotas, every two months, one desk. Pictures stay in test-results/cuotas-*.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.browser.site import Site
from tests.browser.walk import billing, books, desk, imports
from tests.browser.walk.calendar import Calendar
from tests.browser.walk.tour import ADMINISTRATOR, Person, Tour, found_utility
from tests.browser.walk.worker import job_worker
from tests.database import TestServer
from tests.factories.quota_padron import make_quota_padron

from caudal.adapters.packs import locate_pack, read_pack
from caudal.domain.billing.models import Bill, BillingRun
from caudal.domain.imports.models import ImportKind
from caudal.domain.registry.models import BillingPeriod, Route

OFFICE = "01 Palacio Municipal"
CLERK = Person("Tomás Rico Magaña", "tomas.rico", "Facturación", OFFICE)
MANAGER = Person("Berta Luna Zepeda", "berta.luna", "Gerencia", OFFICE)
CASHIER = Person("Paz Oseguera Tapia", "paz.oseguera", "Cajero", OFFICE)
ROWS = 240
#: A home pays its quota, one with drainage a fourth more and its IVA, to the peso.
HOME, DRAINED, SHOP = Decimal(176), Decimal(227), Decimal(478)


@pytest.fixture
def tour(
    site: Site, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tour]:
    """The utility as ``caudal setup`` leaves it."""
    settings.FILES_DIR = tmp_path / "files"
    calendar = Calendar(zone="America/Mexico_City")
    calendar.rule(monkeypatch)
    tour = Tour("cuotas", site, calendar, tmp_path)
    tour.on(date(2026, 11, 3))
    found_utility(pack=read_pack(path=locate_pack(name="valle-bajo")), at=calendar.now())
    with job_worker():
        yield tour


def test_two_months_of_fixed_quotas(
    tour: Tour, test_server: TestServer, committed_database: str
) -> None:
    for person in (CLERK, MANAGER, CASHIER):
        tour.registered(person)
    import_the_padron(tour)
    bill_the_quotas(tour)
    take_the_payments(tour)
    manager = tour.page_of(MANAGER)
    books.dashboard_agrees(manager)
    tour.portrait(manager, "tablero", on_telephones=True)
    books.verified(test_server, committed_database)


def import_the_padron(tour: Tour) -> None:
    """Three rows are refused by kind, the others enter."""
    routes = list(Route.objects.order_by("code").values_list("code", flat=True))
    file = make_quota_padron(rows=ROWS, routes=routes)
    page = tour.page_of(ADMINISTRATOR)
    imports.uploaded(page, ImportKind.REGISTER, tour.file("padrón.csv", file.content))
    assert imports.kinds_on_screen(page) == imports.named(file.kinds)
    imports.loaded(page, f"{file.good_count} cuentas", only_good_rows=True)


def bill_the_quotas(tour: Tour) -> None:
    """A run without a single reading, printed by route."""
    clerk, manager = tour.page_of(CLERK), tour.page_of(MANAGER)
    period = BillingPeriod.objects.select_related("cycle").get(code="2026-B5")
    address = billing.calculated(clerk, f"{period.cycle.name} · {period.name}")
    tour.portrait(clerk, "corrida")
    billing.issued(manager, address)
    run = BillingRun.objects.get()
    assert (run.issued_count, run.held_count, run.excluded_count) == (ROWS - 3, 0, 0)
    assert set(run.bills.values_list("total", flat=True)) == {HOME, DRAINED, SHOP}
    billing.printed(manager, routes=12)
    texts = billing.bills_of_route(manager, "0102")
    assert len(texts) == run.bills.filter(account__route__code="0102").count()
    assert all("Total a pagar $" in text and period.name.lower() in text for text in texts)


def take_the_payments(tour: Tour) -> None:
    """Two neighbours pay at the only desk, one ahead; then the count."""
    page = tour.page_of(CASHIER)
    home, shop = (Bill.objects.filter(total=total)[0].account.number for total in (HOME, SHOP))
    desk.opened(page, fund="500")
    desk.found(page, home)
    page.keyboard.press("Enter")
    page.keyboard.type("200")
    desk.charged(page, change="$24.00")
    desk.found(page, shop)
    page.keyboard.type("1,000")
    page.keyboard.press("Enter")
    desk.charged(page)
    desk.closed(page, desk.pieces_of(500 + HOME + 1_000))
    tour.portrait(page, "corte")
    assert books.collected() == HOME + 1_000
