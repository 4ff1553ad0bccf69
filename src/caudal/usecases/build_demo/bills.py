"""Bill a cycle and month as people do: prepared, calculated, looked at, approved, issued."""

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.billing.operations import run_steps, staging
from caudal.engines.demo_town.calendar import MONTHS
from caudal.engines.sentinels import HoldReason
from caudal.usecases.build_demo.context import DemoContext

_CLERK = "facturacion"
_MANAGER = "gerencia"
State = BillingRun.State


def bill_cycle(*, context: DemoContext, cycle: str, month: int) -> None:
    """Take the run of a cycle and month as far as the story goes; one that was interrupted goes on
    from where it stands.
    """
    town = context.town
    if context.is_unfinished(cycle, month) and cycle == town.plan.unfinished.pending_cycle:
        return
    issue_date = town.calendar.issue_date(month, context.cycle_place(cycle))
    at = context.moment(issue_date, 9)
    clerk = context.role(_CLERK)
    period = context.period(cycle, month)
    run = (
        BillingRun.objects.filter(period=period, supplements=None)
        .exclude(state=State.DISCARDED)
        .first()
    )
    if run is None:
        run = run_steps.prepare_run(period=period, issue_date=issue_date, acting_user=clerk, at=at)
    if run.state in run_steps.CALCULABLE and run.state != State.IN_REVIEW:
        run = run_steps.calculate_run(
            run_id=run.pk, acting_user=clerk, at=at, report=lambda _done: None
        )
    if context.is_unfinished(cycle, month):
        return
    manager = context.role(_MANAGER)
    if run.state == State.IN_REVIEW:
        if month < MONTHS - 1:
            _release_held(run)
        run = run_steps.approve_run(
            run_id=run.pk, acting_user=manager, at=context.moment(issue_date, 12)
        )
    if run.state in {State.APPROVED, State.ISSUING}:
        run_steps.issue_run(
            run_id=run.pk,
            acting_user=manager,
            at=context.moment(issue_date, 12, 22),
            report=lambda _done: None,
        )


def _release_held(run: BillingRun) -> None:
    """In the past, somebody looked at every bill that a sentinel held and let it go."""
    RunAccount.objects.filter(
        run=run, outcome=RunAccount.Outcome.HELD, reason__in=list(HoldReason)
    ).update(
        outcome=RunAccount.Outcome.BILLED,
        released_by=run.prepared_by,
        released_at=run.calculated_at,
    )
    staging.refresh_totals(run=run)
