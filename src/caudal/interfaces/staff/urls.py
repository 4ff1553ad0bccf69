"""Routes of the staff screens, each with its rule."""

from django.urls import URLPattern, URLResolver, include, path

from caudal.interfaces.staff.access import LOGGED_IN, PUBLIC, route
from caudal.interfaces.staff.search import views as search
from caudal.interfaces.staff.shell import health, home, login

urlpatterns: list[URLPattern | URLResolver] = [
    route("", home.home, name="home", access=LOGGED_IN),
    route("entrar/", login.login_page, name="login", access=PUBLIC, methods="GET POST"),
    route("salir/", login.logout_page, name="logout", access=PUBLIC, methods="POST"),
    route("healthz", health.healthz, name="healthz", access=PUBLIC),
    route("readyz", health.readyz, name="readyz", access=PUBLIC),
    route("buscar/", search.search, name="search", access=LOGGED_IN),
    path("", include("caudal.interfaces.staff.people.urls")),
    path("", include("caudal.interfaces.staff.audit.urls")),
    path("", include("caudal.interfaces.staff.jobs.urls")),
    path("", include("caudal.interfaces.staff.preferences.urls")),
    path("tablero/", include("caudal.interfaces.staff.tablero.urls")),
    path("importar/", include("caudal.interfaces.staff.imports.urls")),
    path("cuentas/", include("caudal.interfaces.staff.cuentas.urls")),
    path("caja/", include("caudal.interfaces.staff.caja.urls")),
    path("turnos/", include("caudal.interfaces.staff.caja.session_urls")),
    path("lecturas/", include("caudal.interfaces.staff.lecturas.urls")),
    path("facturacion/", include("caudal.interfaces.staff.facturacion.urls")),
    path("ajustes/", include("caudal.interfaces.staff.ajustes.urls")),
    path("tarifas/", include("caudal.interfaces.staff.tarifas.urls")),
    path("laboratorio/", include("caudal.interfaces.staff.laboratorio.urls")),
]
