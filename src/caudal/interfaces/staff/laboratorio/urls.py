"""Routes of the laboratory of tariffs."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.laboratorio import ask, lists, trial
from caudal.interfaces.staff.laboratorio.access import TRIERS

app_name = "laboratorio"

READER = needs(Function.VIEW_TARIFFS)
TRIAL = "<int:trial_id>/"

urlpatterns = [
    route("", lists.trials, name="list", access=READER),
    route(
        "probar/",
        ask.ask,
        name="ask",
        access=needs(*TRIERS),
        methods="GET POST",
    ),
    route(TRIAL, trial.trial_page, name="trial", access=READER),
    route(f"{TRIAL}avance/", trial.progress, name="progress", access=READER),
    route(f"{TRIAL}excel/", trial.excel, name="excel", access=READER),
]
