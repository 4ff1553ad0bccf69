"""A run on screen: prepared and calculated by one, approved and issued by another, printed."""

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.unit.documents.reading_pdfs import page_texts

PATIENCE_MS = 180_000
"""Two thousand bills on a busy machine."""


def calculated(page: Page, period: str) -> str:
    """Prepare the run of a cycle and period, and calculate it; returns its address."""
    page.goto("/facturacion/preparar/")
    page.get_by_label("Ciclo y periodo").select_option(label=period)
    expect(page.locator("#preview")).to_contain_text(period)
    page.get_by_role("button", name="Preparar corrida").click()
    page.get_by_role("button", name="Calcular corrida").click()
    expect(page.get_by_text("Cuadra, diferencia 0")).to_be_visible(timeout=PATIENCE_MS)
    return page.url


def released(page: Page, reason: str) -> str:
    """Bill the first held account with a reason; returns its number."""
    number = page.locator("#held tbody a").first.inner_text()
    page.get_by_role("link", name="Facturar").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Motivo").fill(reason)
    dialog.get_by_role("button", name="Facturar cuenta").click()
    expect(page.get_by_text(f"La cuenta {number} se factura por")).to_be_visible()
    return number


def issued(page: Page, address: str) -> None:
    """Approve and issue, as who did not prepare it."""
    page.goto(address)
    _confirmed(page, "Aprobar corrida")
    expect(page.get_by_text("aprobada con su firma")).to_be_visible()
    _confirmed(page, "Emitir recibos")
    expect(page.get_by_role("link", name="Ver recibos")).to_be_visible(timeout=PATIENCE_MS)


def printed(page: Page, routes: int) -> None:
    """Print every route of the issued run."""
    page.get_by_role("button", name="Imprimir por ruta").click()
    done = page.get_by_text(f"{routes} de {routes} rutas")
    expect(done).to_be_visible(timeout=PATIENCE_MS)


def bills_of_route(page: Page, route: str) -> list[str]:
    """The words of each page of the PDF of a route."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Ruta {route}").click()
    return page_texts(Path(download.value.path()).read_bytes())


def _confirmed(page: Page, verb: str) -> None:
    page.get_by_role("link", name=verb).click()
    page.get_by_role("dialog").get_by_role("button", name=verb).click()
