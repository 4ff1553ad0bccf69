"""Error pages with an id that support can find in the logs."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger("caudal.web")


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    context = {"error_id": getattr(request, "caudal_id", "")}
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    del exception
    return _page(request, "errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: says whom to ask, not what is hidden."""
    del exception
    return _page(request, "errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: also for objects out of reach."""
    del exception
    return _page(request, "errors/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without the database."""
    return _page(request, "errors/500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of an expired session or from elsewhere."""
    logger.warning("csrf", extra={"facts": {"reason": reason}})
    return _page(request, "errors/csrf.html", 403)
