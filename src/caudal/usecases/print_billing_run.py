"""Print an issued run: one PDF per route, in walking order."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from caudal.adapters.documents.bill_printing import BillPrinter
from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.route_prints import keep_print
from caudal.domain.billing.operations.runs import lock_run
from caudal.domain.billing.queries.route_prints import RunRoute, bills_of_route, routes_of
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import files


def print_billing_run(
    *,
    run_id: int,
    acting_user: User | None,
    at: datetime,
    report: Callable[[int], None] = lambda _done: None,
) -> int:
    """Print every route without a file, each kept as soon as it is whole; called again, it goes on
    with the routes that are left. Returns how many bills were printed.

    :raises RunStateRefused: if the run is not issued
    """
    with transaction.atomic():
        run = lock_run(run_id=run_id, states=(BillingRun.State.ISSUED,), step="imprimir")
    printer = BillPrinter()
    done = 0
    for route in routes_of(run=run):
        if not route.is_printed:
            _print_route(printer, run, route, acting_user, at)
            done += route.bill_count
            report(done)
    return done


def _print_route(
    printer: BillPrinter, run: BillingRun, route: RunRoute, acting_user: User | None, at: datetime
) -> None:
    bill_ids = bills_of_route(run=run, route_id=route.route_id)
    pdf = printer.print_bills(bill_ids=bill_ids)
    with transaction.atomic():
        stored = files.store(
            chunks=[pdf],
            name=f"{run.code} ruta {route.code}.pdf",
            media_type="application/pdf",
            stored_by=acting_user,
            at=at,
        )
        keep_print(run=run, route_id=route.route_id, file=stored, bill_count=len(bill_ids), at=at)
