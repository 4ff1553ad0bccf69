"""A refusal that no form caught: said in its own words, with a way back."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from caudal.interfaces.staff.forms import UNPROCESSABLE
from caudal.kernel.errors import Refusal


class RefusalMiddleware:
    """Answer 422 when a view lets a ``Refusal`` out: a page, or for htmx a dialog over the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do unless the view fails."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Take refusals only; anything else stays an error."""
        if not isinstance(exception, Refusal):
            return None
        context = {"refusal": str(exception), "back_url": _page_before(request)}
        if request.headers.get("HX-Request"):
            response = render(request, "shell/refused_dialog.html", context, status=UNPROCESSABLE)
            response["HX-Retarget"], response["HX-Reswap"] = "#dialogs", "innerHTML"
            return response
        return render(request, "shell/refused.html", context, status=UNPROCESSABLE)


def _page_before(request: HttpRequest) -> str:
    """The page of ours from which the act was sent, or home."""
    before = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    parts = urlsplit(before)
    return f"{parts.path}?{parts.query}".rstrip("?") if own and parts.path else reverse("home")
