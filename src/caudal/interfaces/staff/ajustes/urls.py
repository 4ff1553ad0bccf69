"""Routes of the proposals that wait for a signature, and of the money parameters."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.ajustes import changes, parameters

app_name = "ajustes"

SIGNER = needs(Function.APPROVE_SETTINGS, Function.APPROVE_TARIFFS)
READER = needs(
    Function.PROPOSE_SETTINGS,
    Function.PROPOSE_TARIFFS,
    Function.APPROVE_SETTINGS,
    Function.APPROVE_TARIFFS,
    Function.VIEW_AUDIT,
)
FORM = "GET POST"
CHANGE = "propuestas/<int:change_id>/"

urlpatterns = [
    route("propuestas/", changes.changes, name="changes", access=READER),
    route(CHANGE, changes.change, name="change", access=READER),
    route(f"{CHANGE}firmar/", changes.sign, name="sign", access=SIGNER, methods=FORM),
    route(f"{CHANGE}rechazar/", changes.reject, name="reject", access=SIGNER, methods=FORM),
    route("parametros/", parameters.parameters, name="parameters", access=READER),
    route(
        "parametros/proponer/",
        parameters.propose,
        name="propose_parameter",
        access=needs(Function.PROPOSE_SETTINGS),
        methods=FORM,
    ),
]
