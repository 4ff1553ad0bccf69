"""Routes of the tariffs."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.tarifas import lists, propose, version

app_name = "tarifas"

READER = needs(Function.VIEW_TARIFFS)
VERSION = "versiones/<int:version_id>/"

urlpatterns = [
    route("", lists.versions, name="list", access=READER),
    route(
        "proponer/",
        propose.propose,
        name="propose",
        access=needs(Function.PROPOSE_TARIFFS),
        methods="GET POST",
    ),
    route(VERSION, version.version_page, name="version", access=READER),
    route(f"{VERSION}calculo/", version.calculation, name="calculation", access=READER),
    route(
        f"{VERSION}cuenta/",
        version.real_account,
        name="real_account",
        access=needs(Function.VIEW_ACCOUNTS),
    ),
    route(f"{VERSION}excel/", version.excel, name="excel", access=READER),
    route(f"{VERSION}documento/", version.document, name="document", access=READER),
]
