"""Bringing files in through the screens."""

import csv
import io
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page, expect

from caudal.domain.imports.models import ImportKind
from caudal.engines.layouts.error_names import ERROR_NAMES
from caudal.engines.layouts.rows import ErrorCode

PATIENCE_MS = 120_000
"""A job of ten thousand rows on a busy machine."""

Kinds = Counter[tuple[ErrorCode, str]]


def uploaded(page: Page, kind: ImportKind, path: Path, *, period: str = "") -> None:
    """Choose a file, leave its columns as they were recognised, and have it checked."""
    page.goto(f"/importar/nueva/?tipo={kind.value}")
    page.get_by_label("Archivo", exact=True).set_input_files(path)
    page.get_by_role("button", name="Subir archivo").click()
    if period:
        page.get_by_label("Periodo que se leyó").select_option(period)
    page.get_by_role("button", name="Revisar archivo").click()
    expect(page.locator("section[aria-label=Resultado]")).to_be_visible(timeout=PATIENCE_MS)


def loaded(page: Page, what: str, *, only_good_rows: bool = False) -> None:
    """Ask for the load of a checked file: ``what`` as its button counts it."""
    page.get_by_role("link", name=f"Cargar {what}").click()
    if only_good_rows:
        page.get_by_label("Cargar solo las filas buenas").check()
    page.get_by_role("button", name=f"Cargar {what}").click()
    expect(page.get_by_text("Dadas de alta")).to_be_visible(timeout=PATIENCE_MS)


def kinds_on_screen(page: Page) -> dict[tuple[str, str], int]:
    """The errors by column and by what happens, as the page counts them; the total agrees."""
    table = page.locator("section[aria-labelledby=kinds-title] table")
    rows = [row.split("\t") for row in table.locator("tbody").inner_text().splitlines()]
    found = {(column, name): int(count) for column, name, count in rows}
    expect(table.locator("tfoot")).to_contain_text(f"{sum(found.values()):,}")
    return found


def named(kinds: Kinds) -> dict[tuple[str, str], int]:
    """Planted kinds in the words of the page."""
    return {(heading, ERROR_NAMES[code]): count for (code, heading), count in kinds.items()}


def downloaded_errors(page: Page) -> list[dict[str, str]]:
    """The rows to correct, from the file that the page offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Todas las filas por corregir").click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def corrected(rows: list[dict[str, str]], truth: dict[str, dict[str, str]]) -> bytes:
    """The downloaded file with the true cells in place of the wrong ones, as a person saves it."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, **truth[row["Fila"]]} for row in rows)
    return stream.getvalue().encode("utf-8-sig")
