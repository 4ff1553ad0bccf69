"""The desk in a browser."""

from django.db import connections
from playwright.sync_api import Page, Route
from tests.browser.site import Site

from caudal.domain.platform.models import User


def at_desk(site: Site, cashier: User, printed: list[str] | None = None) -> Page:
    """The desk as the cashier opens it in the morning."""
    connections["default"].close()
    page = site.open("/caja/", user=cashier)
    page.context.add_init_script("window.print = () => window.parent.postMessage('printed')")

    def paper(route: Route) -> None:
        if printed is not None:
            printed.append(route.request.url)
        route.fulfill(content_type="text/html", body="<p>ticket</p>")

    page.context.route("**/ticket/", paper)
    return page
