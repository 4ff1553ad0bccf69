"""A route that somebody added without saying who may use it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def planted(request: HttpRequest) -> HttpResponse:
    """Would show something if anybody were let in."""
    del request
    return HttpResponse("secreto")


urlpatterns = [
    path("plantada/", planted, name="planted"),
    path("", include("caudal.interfaces.staff.urls")),
]
