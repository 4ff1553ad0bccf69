"""Routes of long works. Whoever asked for one may follow it, with or without VIEW_JOBS."""

from caudal.interfaces.staff.access import LOGGED_IN, route
from caudal.interfaces.staff.jobs import views

app_name = "jobs"

urlpatterns = [
    route("trabajos/", views.jobs, name="list", access=LOGGED_IN),
    route("trabajos/<int:job_id>/", views.job, name="job", access=LOGGED_IN),
    route("trabajos/<int:job_id>/avance/", views.progress, name="progress", access=LOGGED_IN),
    route(
        "trabajos/<int:job_id>/detener/",
        views.cancel,
        name="cancel",
        access=LOGGED_IN,
        methods="POST",
    ),
]
