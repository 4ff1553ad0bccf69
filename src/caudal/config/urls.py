"""Every address of the web application."""

from django.urls import include, path

from caudal.interfaces.staff.shell import errors

urlpatterns = [
    path("", include("caudal.interfaces.staff.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
