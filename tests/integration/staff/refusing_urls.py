"""Views that fail as views do, beside the real ones."""

from django.http import HttpRequest, HttpResponse

from caudal.config import urls
from caudal.interfaces.staff.access import LOGGED_IN, route
from caudal.kernel.errors import Refusal


def refuse(request: HttpRequest) -> HttpResponse:
    """An act that a rule forbids."""
    del request
    raise Refusal("El turno ya está cerrado. Abra otro.")


def fail(request: HttpRequest) -> HttpResponse:
    """A bug."""
    raise ZeroDivisionError(request.path)


urlpatterns = [
    route("negada/", refuse, name="refuse", access=LOGGED_IN, methods="GET POST"),
    route("falla/", fail, name="fail", access=LOGGED_IN),
    *urls.urlpatterns,
]

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
