"""From the padrón of a utility that is new to Caudal to its closed cash desk, all of it on screen.

Pack (a): metered, monthly, three branches. What people do, they do in the browser; jobs are done by
a worker; the books are verified by the command. Pictures stay in test-results/recorrido-*.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.site import Site
from tests.browser.walk import billing, books, desk, imports, readings, tariffs
from tests.browser.walk.calendar import Calendar
from tests.browser.walk.tour import ADMINISTRATOR, Person, Tour, found_utility
from tests.browser.walk.worker import job_worker
from tests.database import TestServer
from tests.factories.padron_file import good_row, make_padron_file
from tests.factories.platform import ZONE
from tests.factories.reading_files import (
    bad_reading_rows,
    meters_file,
    opening_file,
    opening_of,
    readings_file,
    true_reading,
)

from caudal.adapters.packs import locate_pack, parse_pack
from caudal.domain.billing.models import Bill, BillingRun
from caudal.domain.imports.models import ImportKind
from caudal.domain.payments.models import Payment
from caudal.domain.registry.models import Route, ServiceAccount

CLERK = Person("Elena Valdez", "elena.valdez", "Facturación", "01 Centro")
MANAGER = Person("Mario Cervantes", "mario.cervantes", "Gerencia", "01 Centro")
READER = Person("Rosa Ibarra", "rosa.ibarra", "Lecturas", "01 Centro")
CASHIER = Person("Héctor Ruelas", "hector.ruelas", "Cajero", "03 Bahía Sur")
SUPERVISOR = Person("Jorge Ibarra", "jorge.ibarra", "Supervisor de caja", "03 Bahía Sur")

ROWS = 10_000
#: How many rows have each of the twelve defects of ``padron_file.DEFECTS``.
PLANTED = (57, 46, 63, 38, 52, 41, 35, 29, 44, 50, 61, 33)
PACK = locate_pack(name="san-telmo")
NEW_TARIFF = PACK.parent.parent / "tariffs" / "san-telmo-2026.yaml"
CYCLE, PERIOD, PERIOD_CODE = "04", "Ciclo 04 · Octubre 2026", "2026-10"
IMPORTED, ISSUED, PAID = date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 9)
CLOSED_HOUSE = "Casa cerrada con medidor adentro"


@pytest.fixture
def tour(
    site: Site, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tour]:
    """The utility as ``caudal setup`` leaves it: last year's tariff, and its administrator."""
    settings.FILES_DIR = tmp_path / "files"
    calendar = Calendar(zone=ZONE)
    calendar.rule(monkeypatch)
    tour = Tour("recorrido", site, calendar, tmp_path)
    tour.on(IMPORTED)
    text = PACK.read_text(encoding="utf-8").replace(
        "versiones: [san-telmo-2025, san-telmo-2026]", "versiones: [san-telmo-2025]"
    )
    found_utility(pack=parse_pack(text=text, folder=PACK.parent), at=calendar.now())
    with job_worker():
        yield tour


def test_a_month_of_a_metered_utility(
    tour: Tour, test_server: TestServer, committed_database: str
) -> None:
    for person in (CLERK, MANAGER, READER, CASHIER, SUPERVISOR):
        tour.registered(person)
    import_the_padron(tour)
    import_the_meters(tour)
    load_the_tariff(tour)
    review_the_readings(tour)
    tour.on(ISSUED)
    bill_the_month(tour)
    tour.on(PAID)
    take_the_payments(tour)
    look_at_the_figures(tour)
    books.verified(test_server, committed_database)


def import_the_padron(tour: Tour) -> None:
    """Reported is what was planted; nothing enters until asked; the corrected rows come after."""
    routes = dict(Route.objects.exclude(code__startswith="08").values_list("code", "sector__code"))
    file = make_padron_file(rows=ROWS, defects=PLANTED, routes=routes)
    page = tour.page_of(ADMINISTRATOR)
    imports.uploaded(page, ImportKind.REGISTER, tour.file("padrón san telmo.csv", file.content))
    assert imports.kinds_on_screen(page) == imports.named(file.kinds)
    tour.portrait(page, "padron", on_telephones=True)

    rows = imports.downloaded_errors(page)
    columns = {str(row): heading for row, heading, _ in file.planted}
    assert [row["Fila"] for row in rows] == list(columns)
    assert all(row["Qué corregir"].startswith(f"«{columns[row['Fila']]}»") for row in rows)
    assert not ServiceAccount.objects.exists()

    imports.loaded(page, f"{file.good_count:,} cuentas", only_good_rows=True)
    assert ServiceAccount.objects.count() == file.good_count
    tour.portrait(page, "padron-cargado")

    truth = {row: good_row(int(row) - 2, routes) for row in columns}
    path = tour.file("padrón corregido.csv", imports.corrected(rows, truth))
    imports.uploaded(page, ImportKind.REGISTER, path)
    imports.loaded(page, f"{sum(PLANTED)} cuentas")
    assert ServiceAccount.objects.count() == ROWS


def import_the_meters(tour: Tour) -> None:
    """The meters of every live account, and the last reading of those that are billed first."""
    page = tour.page_of(ADMINISTRATOR)
    live = ServiceAccount.objects.exclude(status="closed").order_by("number")
    numbers = list(live.values_list("number", flat=True))
    path = tour.file("medidores.csv", meters_file(numbers=numbers))
    imports.uploaded(page, ImportKind.METERS, path)
    imports.loaded(page, f"{len(numbers):,} medidores")
    path = tour.file("lecturas de septiembre.csv", opening_file(numbers=read_numbers()))
    imports.uploaded(page, ImportKind.OPENING_READINGS, path)
    imports.loaded(page, f"{len(read_numbers()):,} lecturas")


def load_the_tariff(tour: Tour) -> None:
    """This year's tariff pack: billing proposes it, management signs it."""
    clerk, manager = tour.page_of(CLERK), tour.page_of(MANAGER)
    tariffs.proposed(
        clerk,
        tariff="Agua, alcantarillado y saneamiento",
        pack=NEW_TARIFF,
        reason="Ley de ingresos 2026",
    )
    tour.portrait(clerk, "tarifa-propuesta")
    tariffs.signed(manager, "AG-2026-02")
    tour.portrait(manager, "tarifa", on_telephones=True)


def review_the_readings(tour: Tour) -> None:
    """A month of readings with its dirt: refused rows, then findings decided in both ways."""
    page = tour.page_of(READER)
    numbers = read_numbers()
    below, unread, beyond = numbers[5:17], numbers[100:123], numbers[300:304]
    # Every third is a shop, whose ceiling is higher.
    large = [number for number in numbers[500:] if int(number) % 3 < 2][:3]
    said = {
        **{number: str(opening_of(number) - 35) for number in below},
        **dict.fromkeys(unread, CLOSED_HOUSE),
        **{number: str(opening_of(number) + 1_450) for number in beyond},
        # Under what the meter can pass, over what the use may consume: the run holds them.
        **{number: str(opening_of(number) + 390) for number in large},
    }
    wrong = bad_reading_rows(numbers=numbers)
    content = readings_file(numbers=numbers, said=said) + wrong.content
    path = tour.file("lecturas de octubre.csv", content)
    imports.uploaded(page, ImportKind.READINGS, path, period=PERIOD_CODE)
    assert imports.kinds_on_screen(page) == imports.named(wrong.kinds)
    imports.loaded(page, f"{len(numbers):,} lecturas", only_good_rows=True)
    tour.portrait(page, "lecturas-cargadas")

    readings.opened(page, CYCLE)
    tour.portrait(page, "critica", on_telephones=True)
    readings.filtered(page, "Menor a la anterior", len(below))
    corrected = readings.corrected(page, true_reading)
    readings.decided_together(page, "r", f"{len(below) - 1} lecturas: mandada a releer")
    readings.filtered(page, "Pasa el diámetro", len(beyond))
    readings.decided_together(page, "r", f"{len(beyond)} lecturas: mandada a releer")
    readings.filtered(page, "Sin lectura", len(unread))
    readings.decided_together(page, "r", f"{len(unread)} lecturas: mandada a releer")

    again = [number for number in (*below, *unread, *beyond) if number != corrected]
    still = dict.fromkeys(unread[:3], CLOSED_HOUSE)
    content = readings_file(numbers=again, said=still, read_on=date(2026, 10, 31))
    path = tour.file("relecturas.csv", content)
    imports.uploaded(page, ImportKind.READINGS, path, period=PERIOD_CODE)
    imports.loaded(page, f"{len(again)} lecturas")
    readings.opened(page, CYCLE)
    readings.estimated(page, 12)
    readings.decided_together(page, "h", "2 lecturas: retenida")
    page.goto(f"/lecturas/?ciclo={CYCLE}")
    tour.portrait(page, "lecturas-revisadas", on_telephones=True)


def bill_the_month(tour: Tour) -> None:
    """Prepared by one, approved and issued by another, printed by route."""
    clerk, manager = tour.page_of(CLERK), tour.page_of(MANAGER)
    address = billing.calculated(clerk, PERIOD)
    tour.portrait(clerk, "corrida", on_telephones=True)
    released = billing.released(clerk, "Llenó una alberca; el lector lo confirmó")
    billing.issued(manager, address)
    run = BillingRun.objects.get()
    # Two readings held in the crítica and two accounts over the ceiling of their use are left.
    assert (run.issued_count, run.held_count) == (len(read_numbers()) - 4, 4)
    billing.printed(manager, routes=13)
    tour.portrait(manager, "corrida-impresa", on_telephones=True)
    bill = run.bills.get(account__number=released)
    texts = billing.bills_of_route(manager, bill.account.route.code)
    assert len(texts) == run.bills.filter(account__route=bill.account.route).count()
    (text,) = [text for text in texts if bill.movement.folio in text]
    for piece in (released, "= Consumo medido 390 m³", f"Total a pagar ${bill.movement.amount:,}"):
        assert piece in text


def take_the_payments(tour: Tour) -> None:
    """Exact with change, card and cash, part of a debt and more than it; then a blind count."""
    page = tour.page_of(CASHIER)
    whole = Bill.objects.filter(account__use_class__code="comercial", total__gte=600)
    exact, shop, part, ahead = *bills_in_coins()[:1], *whole[:1], *bills_in_coins()[1:3]
    desk.opened(page, fund="1,000")

    desk.found(page, exact.account.number)
    page.keyboard.press("Enter")
    page.keyboard.type(str(exact.total + 200))
    expect(page.locator("#change output")).to_have_text("$200.00")
    tour.portrait(page, "caja", on_telephones=True)
    desk.charged(page, change="$200.00")

    desk.found(page, shop.account.number)
    desk.by_card(page, amount=str(shop.total - 500), authorization="Aut. 482913")
    page.keyboard.type("1000")
    desk.charged(page, change="$500.00")

    desk.found(page, part.account.number)
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    desk.charged(page)

    desk.found(page, ahead.account.number)
    page.keyboard.type("1,200")
    page.keyboard.press("Enter")
    desk.charged(page)

    desk.withdrawn(page, amount="900", supervisor=SUPERVISOR.username)
    in_the_drawer = 1_000 + exact.total + 500 + 50 + 1_200 - 900
    desk.closed(page, desk.pieces_of(in_the_drawer))
    tour.portrait(page, "corte")
    assert books.collected() == exact.total + shop.total + 50 + 1_200


def look_at_the_figures(tour: Tour) -> None:
    """The dashboard agrees with what was issued and paid, and an account tells its month."""
    page = tour.page_of(MANAGER)
    books.dashboard_agrees(page)
    tour.portrait(page, "tablero", on_telephones=True)
    payment = Payment.objects.latest("id")
    page.goto(f"/cuentas/{payment.account.number}/")
    expect(page.locator("main")).to_contain_text(payment.movement.folio)
    tour.portrait(page, "cuenta", on_telephones=True)


def read_numbers() -> list[str]:
    """The accounts that are read and billed: the active ones of the cycle, in their walk."""
    active = ServiceAccount.objects.filter(status="active", route__cycle__code=CYCLE)
    return list(active.order_by("number").values_list("number", flat=True))


def bills_in_coins() -> list[Bill]:
    """Bills of homes that can be paid without a coin of five centavos."""
    homes = Bill.objects.filter(account__use_class__code="domestico_medio").order_by("id")
    return [bill for bill in homes.select_related("account") if not bill.total * 10 % 1]
