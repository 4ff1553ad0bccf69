"""The long steps of a billing run."""

from procrastinate.contrib.django import app as queue

from caudal.domain.billing.models import BillingRun
from caudal.interfaces.clock import now
from caudal.interfaces.jobs.running import RunningJob, background_job
from caudal.usecases import calculate_billing_run as calculating
from caudal.usecases import issue_billing_run as issuing
from caudal.usecases import print_billing_run as printing
from caudal.usecases import run_tariff_trial as trying
from caudal.usecases.request_run_calculation import TASK as CALCULATE
from caudal.usecases.request_run_issue import TASK as ISSUE
from caudal.usecases.request_run_print import TASK as PRINT
from caudal.usecases.request_tariff_trial import TASK as TRY


@queue.task(name=CALCULATE)
@background_job
def calculate_run(work: RunningJob, *, run_id: int) -> None:
    """Rate the accounts of a run into staging."""
    run = calculating.calculate_billing_run(
        run_id=run_id,
        acting_user=work.job.requested_by,
        at=now(),
        report=lambda done: _tell(work, done),
    )
    work.message = (
        f"{run.billed_count:,} facturadas, {run.held_count:,} retenidas,"
        f" {run.excluded_count:,} excluidas"
    )


@queue.task(name=ISSUE)
@background_job
def issue_run(work: RunningJob, *, run_id: int) -> None:
    """Issue a run, or what is left of it: nothing, if a worker was killed as it ended."""
    run = BillingRun.objects.get(pk=run_id)
    if run.state != BillingRun.State.ISSUED:
        run = issuing.issue_billing_run(
            run_id=run_id,
            acting_user=work.job.requested_by,
            at=now(),
            report=lambda done: _tell(work, done),
        )
    work.message = f"{run.issued_count:,} recibos emitidos"


@queue.task(name=PRINT)
@background_job
def print_run(work: RunningJob, *, run_id: int) -> None:
    """Print the routes of a run, or those that are left."""
    count = printing.print_billing_run(
        run_id=run_id,
        acting_user=work.job.requested_by,
        at=now(),
        report=lambda done: _tell(work, done),
    )
    work.message = f"{count:,} recibos impresos"


@queue.task(name=TRY)
@background_job
def try_tariff(work: RunningJob, *, trial_id: int) -> None:
    """Calculate what a tariff would have billed."""
    trial = trying.run_tariff_trial(
        trial_id=trial_id, at=now(), report=lambda done: _tell(work, done)
    )
    work.message = f"{(trial.figures or {}).get('accounts', 0):,} cuentas calculadas dos veces"


def _tell(work: RunningJob, done: int) -> None:
    """The total was known when the job was asked for."""
    work.report(done, work.job.total_count)
