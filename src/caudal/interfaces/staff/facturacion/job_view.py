"""The long step of a run that is under way, or that stopped before its end."""

from dataclasses import replace

from django.urls import reverse

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.run_jobs import SUBJECT
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.queries.jobs import is_abandoned, last_job_of
from caudal.interfaces.clock import now
from caudal.interfaces.staff.jobs.presenters import JobCard, job_card
from caudal.usecases.request_run_calculation import TASK as CALCULATE
from caudal.usecases.request_run_issue import TASK as ISSUE
from caudal.usecases.request_run_print import TASK as PRINT

State = BillingRun.State

TITLES = {CALCULATE: "Cálculo", ISSUE: "Emisión de recibos", PRINT: "Recibos en PDF por ruta"}
RESUMES = {
    CALCULATE: ("facturacion:calculate", "Reanudar cálculo", Function.CALCULATE_BILLING_RUNS),
    ISSUE: ("facturacion:issue", "Reanudar emisión", Function.APPROVE_BILLING_RUNS),
    PRINT: ("facturacion:print", "Reanudar impresión", Function.VIEW_BILLING_RUNS),
}
_MATTERS_IN = {
    CALCULATE: (State.PREPARED, State.CALCULATING),
    ISSUE: (State.APPROVED, State.ISSUING),
    PRINT: (State.ISSUED,),
}


def current_job(run: BillingRun) -> BackgroundJob | None:
    """The last long step of a run."""
    return last_job_of(subject_kind=SUBJECT, subject_id=run.pk)


def is_live(job: BackgroundJob | None) -> bool:
    """Whether a worker has it, or will."""
    return job is not None and job.state in BackgroundJob.OPEN_STATES and not is_abandoned(job=job)


def run_job_card(*, run: BillingRun, job: BackgroundJob | None, user: User) -> JobCard | None:
    """The card of a step under way, or of one that stopped and can go on; None otherwise."""
    if job is None or job.kind not in TITLES:
        return None
    lives = is_live(job)
    stopped = not lives and job.state != BackgroundJob.State.DONE
    if not lives and not (stopped and run.state in _MATTERS_IN[job.kind]):
        return None
    card = replace(
        job_card(job, at=now()),
        title=TITLES[job.kind],
        status_url=reverse("facturacion:progress", args=[run.pk]),
    )
    if not stopped:
        return card
    route, label, function = RESUMES[job.kind]
    may_resume = user.may(function)
    return replace(
        card,
        resume_url=reverse(route, args=[run.pk]) if may_resume else "",
        resume_label=label,
    )
