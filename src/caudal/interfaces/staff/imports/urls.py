"""Routes of imports."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.imports import column_views, views

app_name = "imports"

IMPORTER = needs(Function.IMPORT_REGISTER, Function.IMPORT_READINGS)
FORM = "GET POST"

urlpatterns = [
    route("", views.imports, name="list", access=IMPORTER),
    route("nueva/", views.new, name="new", access=IMPORTER, methods=FORM),
    route("<int:batch_id>/", views.batch, name="batch", access=IMPORTER),
    route(
        "<int:batch_id>/columnas/",
        column_views.columns,
        name="columns",
        access=IMPORTER,
        methods=FORM,
    ),
    route("<int:batch_id>/avance/", views.progress, name="progress", access=IMPORTER),
    route("<int:batch_id>/cargar/", views.load, name="load", access=IMPORTER, methods=FORM),
    route("<int:batch_id>/errores/", views.errors, name="errors", access=IMPORTER),
]
