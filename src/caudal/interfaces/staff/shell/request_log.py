"""Give each request an id, remember from where it comes and log how it ended."""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from caudal.domain.platform.log_context import log_context
from caudal.domain.platform.origin import origin

logger = logging.getLogger("caudal.web")
QUIET_ROUTES = frozenset({"healthz", "readyz"})


class RequestLogMiddleware:
    """Outermost: everything inside carries the request's id, which is also the id of an error
    page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Log method, route (never its values), status and milliseconds."""
        request_id = uuid.uuid4().hex[:16]
        request.caudal_id = request_id  # type: ignore[attr-defined]
        started = time.perf_counter()
        with (
            log_context(request_id=request_id),
            origin(address=client_address(request), request_id=request_id),
        ):
            response = self.get_response(request)
            response["X-Request-Id"] = request_id
            self._log(request, response, started)
        return response

    @staticmethod
    def _log(request: HttpRequest, response: HttpResponse, started: float) -> None:
        match = request.resolver_match
        name = match.view_name if match else "sin-ruta"
        if name in QUIET_ROUTES and response.status_code == 200:
            return
        user = getattr(request, "user", None)
        facts = {
            "method": request.method,
            "route": name,
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000, 1),
            "user_id": getattr(user, "pk", None),
        }
        logger.info("request", extra={"facts": facts})


def client_address(request: HttpRequest) -> str | None:
    """The address of the person's machine, seen through exactly as many proxies as are trusted.

    What a client writes into X-Forwarded-For itself is never believed.
    """
    hops = [
        part.strip()
        for part in request.headers.get("X-Forwarded-For", "").split(",")
        if part.strip()
    ]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return hops[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR") or None
