"""Queue the printing of an issued run."""

from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import run_jobs
from caudal.domain.billing.operations.runs import lock_run
from caudal.domain.billing.queries.route_prints import routes_of
from caudal.domain.platform.models import BackgroundJob, User
from caudal.kernel.errors import Refusal

TASK = "billing.print_run"


class NothingToPrint(Refusal):
    """Every route has its file."""

    def __init__(self) -> None:
        super().__init__("Todas las rutas ya están impresas. Descargue los PDF de la lista.")


@transaction.atomic
def request_run_print(*, run_id: int, acting_user: User, at: datetime) -> BackgroundJob:
    """Print the routes of a run that have no file yet, or one whose bills changed.

    :raises RunStateRefused: if the run is not issued
    :raises NothingToPrint: if every route has its file
    :raises JobAlreadyRunning: if it is being printed
    """
    run = lock_run(run_id=run_id, states=(BillingRun.State.ISSUED,), step="imprimir")
    pending = sum(route.bill_count for route in routes_of(run=run) if not route.is_printed)
    if not pending:
        raise NothingToPrint
    return run_jobs.enqueue(
        run=run,
        task=TASK,
        title="Impresión",
        action="billing.printing.requested",
        total_count=pending,
        acting_user=acting_user,
        at=at,
    )
