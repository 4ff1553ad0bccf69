"""The crítica on screen: by filters, in bulk and one by one, with the keyboard."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def opened(page: Page, cycle: str) -> None:
    """The crítica of the period that a cycle is reading."""
    page.goto(f"/lecturas/?ciclo={cycle}")
    page.get_by_role("link", name="Revisar crítica").click()
    expect(page.locator("#review-main")).to_be_visible()


def filtered(page: Page, finding: str, count: int) -> None:
    """Only the readings with one finding."""
    page.get_by_role("link", name=f"{finding} {count}").click()
    expect(page.locator("[data-row]")).to_have_count(count)


def corrected(page: Page, reading_of: Callable[[str], int]) -> str:
    """Correct the reading in front; returns the number of its account."""
    number = page.locator("tr.current .c-number a").inner_text()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("La de este periodo").check()
    dialog.get_by_label("Lectura correcta").fill(str(reading_of(number)))
    dialog.get_by_label("Motivo").fill("El lector cambió dos cifras; lo confirmó")
    dialog.get_by_role("button", name="Corregir lectura").click()
    expect(page.get_by_text(f"Lectura de {number} corregida.")).to_be_visible()
    return number


def decided_together(page: Page, key: str, told: str) -> None:
    """Select all of the page and decide with a key; ``told`` is how the foot tells it."""
    page.locator("[data-pick-all]").check()
    page.keyboard.press(key)
    expect(page.locator(".c-last-act")).to_contain_text(told)


def estimated(page: Page, volume_m3: int) -> None:
    """Bill another volume to the account in front."""
    page.keyboard.press("p")
    page.keyboard.type(str(volume_m3))
    page.keyboard.press("Enter")
    expect(page.locator(".c-last-act")).to_contain_text(f"estimada con {volume_m3} m³")
