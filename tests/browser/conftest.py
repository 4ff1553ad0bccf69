"""A real Chromium against the application over a committed clone of the database.

Use ``site.open("/ruta/", user=...)``; rows made in the test are committed and so seen by the
server. Helpers stand in ``tests.browser.site``.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.site import CHROMIUM_ARGUMENTS, PATIENCE_MS, Site, chromium_path, served

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser process per worker."""
    path = chromium_path()
    if not Path(path).exists():
        pytest.fail(
            f"No hay Chromium en {path}: instale el paquete chromium o defina CHROMIUM_PATH"
        )
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        # Playwright keeps an event loop running in this thread, which Django takes for async code.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(
            executable_path=path,
            headless=True,
            args=CHROMIUM_ARGUMENTS,
            env={**os.environ, "LANGUAGE": "es_MX"},
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(committed_database: str, chromium: Browser) -> Iterator[Site]:
    """The application, served; the test fails if a page broke the rules of ``Site``."""
    with served() as url:
        site = Site(browser=chromium, url=url)
        yield site
        for context in chromium.contexts:
            context.close()
    site.check()
