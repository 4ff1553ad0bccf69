"""Loading a tariff pack: proposed by one, signed by another."""

from pathlib import Path

from playwright.sync_api import Page, expect


def proposed(page: Page, *, tariff: str, pack: Path, reason: str) -> None:
    """Choose the file, read its review and send it to be signed."""
    page.goto("/tarifas/")
    page.get_by_role("link", name="Proponer versión").first.click()
    page.get_by_label("Tarifa").select_option(label=tariff)
    page.get_by_label("Archivo YAML").set_input_files(pack)
    page.get_by_label("Motivo").fill(reason)
    page.get_by_role("button", name="Revisar archivo").click()
    expect(page.get_by_text("iguales al centavo")).to_be_visible()
    page.get_by_role("button", name="Enviar a firma").click()
    expect(page.get_by_role("button", name="Firmar propuesta")).to_be_disabled()


def signed(page: Page, code: str) -> None:
    """Sign it as another person; the version opens in force."""
    page.goto("/ajustes/propuestas/")
    page.get_by_role("link", name=f"Versión {code}").click()
    page.get_by_role("link", name="Firmar propuesta").click()
    page.get_by_role("dialog").get_by_role("button", name="Firmar propuesta").click()
    expect(page.get_by_text("firmada: ya está en vigor desde su fecha")).to_be_visible()
    page.get_by_role("link", name="Abrir versión").click()
    expect(page.locator(".c-page-head")).to_contain_text("Vigente")
