"""Routes of sessions and closings: all of them for supervisors, their own for cashiers."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.caja import closings

app_name = "turnos"

READER = needs(Function.TAKE_PAYMENTS, Function.VIEW_CASH_SESSIONS)

urlpatterns = [
    route("", closings.session_list, name="list", access=needs(Function.VIEW_CASH_SESSIONS)),
    route("<int:session_id>/", closings.session, name="session", access=READER),
    route("<int:session_id>/corte/", closings.report, name="report", access=READER),
]
