"""Routes of the dashboard."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.tablero import views

app_name = "tablero"

READER = needs(Function.VIEW_DASHBOARD)

urlpatterns = [
    route("", views.dashboard, name="dashboard", access=READER),
    route("excel/", views.excel, name="excel", access=READER),
]
