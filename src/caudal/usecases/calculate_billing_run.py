"""Calculate a run into staging, to be reviewed before anything is issued."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import runs, staging
from caudal.domain.billing.operations.calculation import Calculation
from caudal.domain.billing.queries.population import PopulationScope, population, route_slices
from caudal.domain.billing.queries.sentinels import sentinel_limits
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.tariffs.models import Tariff
from caudal.domain.tariffs.queries.programs import ProgramBook

State = BillingRun.State
CALCULABLE = (State.PREPARED, State.CALCULATING, State.IN_REVIEW)


def calculate_billing_run(
    *,
    run_id: int,
    acting_user: User | None,
    at: datetime,
    report: Callable[[int], None] = lambda _done: None,
) -> BillingRun:
    """Rate every active account of the run's cycle and stage it as billed, held or excluded.

    Calculating again starts afresh, so a calculation that was interrupted is simply repeated.
    ``report`` is told how many accounts are done, between transactions.

    :raises RunStateRefused: if the run is approved or further
    :raises SentinelsMissing: if no limits are in force
    """
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=CALCULABLE, step="calcular")
        staging.clear(run=run)
        run.state = State.CALCULATING
        run.save(update_fields=["state"])
    scope = PopulationScope.of_period(run.period, issue_date=run.issue_date)
    calculation = Calculation(
        scope=scope,
        book=ProgramBook(Tariff.objects.values_list("pk", flat=True)),
        limits=sentinel_limits(on_date=run.issue_date),
    )
    done = 0
    for piece in route_slices(run=run):
        with transaction.atomic():
            rows = population(scope=scope, route_ids=piece.route_ids)
            staging.stage(run=run, first_position=done, accounts=calculation.calculate(rows))
        done += len(rows)
        report(done)
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=(State.CALCULATING,), step="revisar")
        staging.refresh_totals(run=run, state=State.IN_REVIEW, at=at)
        audit.record(
            action="billing.run.calculated",
            subject=run,
            acting_user=acting_user,
            at=at,
            branch_id=run.cycle.branch_id,
            amount=run.total,
            after={
                "active": run.active_count,
                "billed": run.billed_count,
                "held": run.held_count,
                "excluded": run.excluded_count,
            },
        )
    return run
