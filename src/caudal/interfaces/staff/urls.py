"""Routes of the staff screens, each with its rule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver

from caudal.interfaces.staff.access import LOGGED_IN, PUBLIC, route
from caudal.interfaces.staff.shell import health, login


def home(request: HttpRequest) -> HttpResponse:
    """Where people land after the login."""
    return render(request, "staff/home.html")


urlpatterns: list[URLPattern | URLResolver] = [
    route("", home, name="home", access=LOGGED_IN),
    route("entrar/", login.login_page, name="login", access=PUBLIC, methods="GET POST"),
    route("salir/", login.logout_page, name="logout", access=PUBLIC, methods="POST"),
    route("healthz", health.healthz, name="healthz", access=PUBLIC),
    route("readyz", health.readyz, name="readyz", access=PUBLIC),
]
