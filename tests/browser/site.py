"""Caudal served from a thread of the test over its own database, and Chromium looking at it."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
)

from caudal.domain.platform.models import User

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-results"
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

LOST_ANSWER = (
    "Failed to load resource: net::ERR_FAILED",
    "htmx:sendError",
    "htmx:afterRequest",
)

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 740}

PATIENCE_MS = 30_000
"""A busy machine loads its first page slowly; only a page that never comes is a failure."""

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--lang=es-MX",
    "--no-first-run",
]


def chromium_path() -> str:
    """The Chromium of the machine: CHROMIUM_PATH, or the Debian package's."""
    found = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    return found or "/usr/bin/chromium"


@contextmanager
def served() -> Iterator[str]:
    """The address of the application over the database that the test uses at this moment.

    Every request runs in a thread with a connection of its own, so only committed rows are seen.
    """
    httpd = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    httpd.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=httpd.serve_forever, name="site", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class Site:
    """The served application as a person with a browser meets it.

    Pages opened here remember what must never happen: an error in the console, an exception of a
    script, a request to another host. ``check`` says so at the end of the test.
    """

    def __init__(self, *, browser: Browser, url: str) -> None:
        self.url = url
        self._browser = browser
        self._faults: list[str] = []
        self._expected: set[int] = set()
        self._loses_answers = False

    def open(
        self,
        path: str = "/",
        *,
        user: User | None = None,
        viewport: ViewportSize = DESKTOP,
        theme: Theme = "light",
    ) -> Page:
        """A page in a browser profile of its own, already logged in when a person is given."""
        context = self._browser.new_context(
            base_url=self.url,
            viewport=viewport,
            locale="es-MX",
            timezone_id="America/Hermosillo",
            color_scheme=theme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        if user is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": _session(user), "url": self.url}]
            )
        page = self._watched(context)
        page.goto(path)
        return page

    def beside(self, page: Page) -> Page:
        """The same address for the same person in another tab."""
        tab = self._watched(page.context)
        tab.goto(page.url)
        return tab

    def expect_status(self, *codes: int) -> None:
        """The test provokes these answers; Chromium writes each refused one to the console."""
        self._expected.update(codes)

    def expect_lost_answers(self) -> None:
        """The test cuts connections; Chromium and htmx write each one to the console."""
        self._loses_answers = True

    def check(self) -> None:
        """Fail if anything happened that never must."""
        assert not self._faults, "\n".join(self._faults)

    def _watched(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self._faults.append(f"excepción: {error}"))
        page.on("request", self._note_request)
        return page

    def _note_console(self, message: ConsoleMessage) -> None:
        provoked = any(f"status of {code} " in message.text for code in self._expected)
        provoked |= self._loses_answers and message.text.startswith(LOST_ANSWER)
        if message.type in {"error", "warning"} and not provoked:
            self._faults.append(f"consola: {message.text} ({message.location['url']})")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        own = f"{address.scheme}://{address.netloc}" == self.url
        if not own and address.scheme not in {"data", "blob"}:
            self._faults.append(f"petición a otro equipo: {request.url}")


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    # The thread of the browser has no request whose end would close it.
    connections["default"].close()
    return str(store.session_key)


def set_theme(page: Page, theme: Theme) -> None:
    """Show the page in a theme, as the person's choice would."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
    settle(page)


def settle(page: Page) -> None:
    """End the fades under way: colours half changed are neither looked at nor judged."""
    page.evaluate(
        """async () => {
            const fading = () => document.getAnimations().filter((animation) =>
                animation.playState === "running"
                && Number.isFinite(animation.effect.getComputedTiming().endTime));
            // What inherits a colour begins to fade when what it inherits from has ended.
            for (let turn = 0; turn < 20; turn += 1) {
                await new Promise(requestAnimationFrame);
                const running = fading();
                if (!running.length) break;
                running.forEach((animation) => animation.finish());
            }
        }"""
    )


def assert_accessible(page: Page, *, ignore: tuple[str, ...] = ()) -> None:
    """No WCAG 2.2 AA violation that axe can see, in light and in dark.

    ``ignore`` names axe rules that do not apply to this page; say why beside the call.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme in THEMES:
        set_theme(page, theme)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", AXE_RULES)
        found = [
            f"{theme} {violation['id']}: {node['html'][:160]} — {node['failureSummary']}"
            for violation in result["violations"]
            if violation["id"] not in ignore
            for node in violation["nodes"]
        ]
        assert not found, "\n".join(found)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    width, shown = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= shown, f"{page.url} mide {width} px en una ventana de {shown} px"


def picture(page: Page, name: str) -> Path:
    """Keep what the page shows under test-results/, in light and dark."""
    PICTURES.mkdir(exist_ok=True)
    size = page.viewport_size or DESKTOP
    kind = "telefono" if size["width"] < 600 else "escritorio"
    path = PICTURES / f"{name}-{kind}.png"
    for theme in reversed(THEMES):
        set_theme(page, theme)
        path = PICTURES / f"{name}-{kind}-{'claro' if theme == 'light' else 'oscuro'}.png"
        page.screenshot(path=path)
    return path
