"""Routes of readings."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.lecturas import capture, cycle, decisions, review

app_name = "lecturas"

ANYBODY = needs(Function.CAPTURE_READINGS, Function.REVIEW_READINGS, Function.IMPORT_READINGS)
CAPTURE = needs(Function.CAPTURE_READINGS)
REVIEW = needs(Function.REVIEW_READINGS)
FORM = "GET POST"

urlpatterns = [
    route("", cycle.cycle, name="cycle", access=ANYBODY),
    route("<int:period_id>/abrir/", cycle.open_routes, name="open", access=CAPTURE, methods="POST"),
    route("<int:period_id>/ruta/<int:route_id>/", capture.capture, name="capture", access=CAPTURE),
    route(
        "<int:period_id>/ruta/<int:route_id>/cuenta/<int:account_id>/",
        capture.record,
        name="record",
        access=CAPTURE,
        methods="POST",
    ),
    route(
        "<int:period_id>/ruta/<int:route_id>/cerrar/",
        cycle.close_route,
        name="close",
        access=REVIEW,
        methods=FORM,
    ),
    route("<int:period_id>/critica/", review.review, name="review", access=REVIEW),
    route(
        "<int:period_id>/critica/<int:consumption_id>/",
        review.panel,
        name="panel",
        access=REVIEW,
    ),
    route(
        "<int:period_id>/critica/<int:consumption_id>/corregir/",
        decisions.correct,
        name="correct",
        access=REVIEW,
        methods=FORM,
    ),
    route(
        "<int:period_id>/critica/resolver/",
        decisions.decide,
        name="decide",
        access=REVIEW,
        methods="POST",
    ),
    route(
        "<int:period_id>/critica/deshacer/",
        decisions.undo,
        name="undo",
        access=REVIEW,
        methods="POST",
    ),
]
