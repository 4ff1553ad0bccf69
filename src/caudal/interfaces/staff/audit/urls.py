"""Routes of the audit log."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.audit import views

app_name = "audit"

AUDIT = needs(Function.VIEW_AUDIT)

urlpatterns = [
    route("bitacora/", views.entries, name="entries", access=AUDIT),
    route("bitacora/<int:entry_id>/", views.entry, name="entry", access=AUDIT),
]
