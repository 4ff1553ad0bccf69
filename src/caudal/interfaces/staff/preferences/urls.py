"""Routes of the person's own preferences. The layout knows them by these names, without a
section.
"""

from caudal.interfaces.staff.access import LOGGED_IN, route
from caudal.interfaces.staff.preferences import views

urlpatterns = [
    route(
        "preferencias/",
        views.preferences,
        name="preferences",
        access=LOGGED_IN,
        methods="GET POST",
    ),
    route(
        "preferencias/contrasena/",
        views.change_password,
        name="change_password",
        access=LOGGED_IN,
        methods="GET POST",
    ),
    route(
        "preferencias/sesiones/cerrar/",
        views.end_sessions,
        name="end_other_sessions",
        access=LOGGED_IN,
        methods="POST",
    ),
]
