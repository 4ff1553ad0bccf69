"""Long works as the templates read them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.night import FINDINGS
from caudal.domain.platform.operations.jobs import ABANDONED
from caudal.domain.platform.queries.jobs import is_abandoned
from caudal.interfaces.staff.columns import instant
from caudal.interfaces.staff.counts import counted

CARD_STATES = {
    BackgroundJob.State.QUEUED: "running",
    BackgroundJob.State.RUNNING: "running",
    BackgroundJob.State.DONE: "done",
    BackgroundJob.State.FAILED: "failed",
    BackgroundJob.State.CANCELLED: "cancelled",
}
ANNOUNCEMENTS = {
    BackgroundJob.State.DONE: "El trabajo terminó",
    BackgroundJob.State.FAILED: "El trabajo se detuvo por un error",
    BackgroundJob.State.CANCELLED: "El trabajo se detuvo",
}
CHIPS = {
    "queued": ("En espera", "neutral"),
    "running": ("En curso", "info"),
    "done": ("Terminado", "ok"),
    "failed": ("Falló", "bad"),
    "cancelled": ("Cancelado", "bad"),
}
SILENT_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class JobCard:
    """What ``components/progress.html`` shows."""

    id: str
    title: str
    state: str
    done: int
    total: int
    done_text: str
    total_text: str
    percent: int
    rate: str
    left: str
    errors: str
    status_url: str
    cancel_url: str
    note: str
    report_url: str = ""
    report_label: str = ""
    resume_url: str = ""
    resume_label: str = ""


def job_card(job: BackgroundJob, *, at: datetime) -> JobCard:
    """The progress of a job at an instant; one whose worker died is told as stopped."""
    was_abandoned = is_abandoned(job=job)
    is_open = job.state in BackgroundJob.OPEN_STATES and not was_abandoned
    per_second = _rate(job)
    total = max(job.total_count, job.done_count)
    return JobCard(
        id=f"job-{job.pk}",
        title="Avance",
        state="failed" if was_abandoned else CARD_STATES[BackgroundJob.State(job.state)],
        done=job.done_count,
        total=total,
        done_text=f"{job.done_count:,}",
        total_text=f"{total:,}",
        percent=percent_done(job),
        rate=_rate_text(per_second),
        left=_left(job, per_second) if is_open else "",
        errors=_errors(job.error_count),
        status_url=reverse("jobs:progress", args=[job.pk]),
        cancel_url=reverse("jobs:cancel", args=[job.pk])
        if is_open and not job.cancel_requested
        else "",
        note=ABANDONED if was_abandoned else _note(job, at),
    )


def _errors(count: int) -> str:
    if not count:
        return ""
    return counted(count, "error", "errores")


def percent_done(job: BackgroundJob) -> int:
    """Whole percent; 0 while the total is not known."""
    if job.state == BackgroundJob.State.DONE:
        return 100
    return min(job.done_count * 100 // job.total_count, 100) if job.total_count else 0


def _rate(job: BackgroundJob) -> tuple[int, int] | None:
    """Pieces and the milliseconds that they took; None while there is nothing to divide."""
    if job.started_at is None or job.progressed_at is None or not job.done_count:
        return None
    end = job.finished_at or job.progressed_at
    milliseconds = (end - job.started_at) // timedelta(milliseconds=1)
    return (job.done_count, milliseconds) if milliseconds > 0 else None


def _rate_text(rate: tuple[int, int] | None) -> str:
    if rate is None:
        return ""
    pieces, milliseconds = rate
    per_second = pieces * 1_000 // milliseconds
    if per_second:
        return f"{per_second:,} por segundo"
    return f"{pieces * 60_000 // milliseconds:,} por minuto"


def _left(job: BackgroundJob, rate: tuple[int, int] | None) -> str:
    if rate is None or job.total_count <= job.done_count:
        return ""
    pieces, milliseconds = rate
    seconds = (job.total_count - job.done_count) * milliseconds // pieces // 1_000
    return duration(timedelta(seconds=seconds))


def duration(span: timedelta) -> str:
    """A length of time in its two largest units: ``53 s``, ``4 min 10 s``, ``2 h 5 min``."""
    seconds = span // timedelta(seconds=1)
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def _note(job: BackgroundJob, at: datetime) -> str:
    if job.state not in BackgroundJob.OPEN_STATES:
        return job.message
    if job.cancel_requested:
        return "Se detendrá al terminar el paso en que va."
    if job.state == BackgroundJob.State.QUEUED:
        waited = at - (job.progressed_at or job.queued_at)
        return (
            "Espera desde hace un rato: quizá no hay procesos de trabajo en marcha (caudal serve)."
            if waited > SILENT_AFTER
            else job.message or "Espera turno."
        )
    if job.progressed_at and at - job.progressed_at > SILENT_AFTER:
        return f"Sin avance desde hace {duration(at - job.progressed_at)}."
    return job.message


def job_facts(job: BackgroundJob) -> list[dict[str, str]]:
    """When and by whom, for the page of a job."""
    facts = [
        ("Pidió", job.requested_by.full_name if job.requested_by else "Caudal"),
        ("Pedido", instant(job.queued_at)),
        ("Empezó", instant(job.started_at) if job.started_at else ""),
        ("Terminó", instant(job.finished_at) if job.finished_at else ""),
        (
            "Duró",
            duration(job.finished_at - job.started_at)
            if job.finished_at and job.started_at
            else "",
        ),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def result_rows(job: BackgroundJob) -> list[dict[str, Any]]:
    """What the job answered, datum by datum; tasks choose Spanish names for them."""
    result = job.result if isinstance(job.result, dict) else {}
    return [
        {"label": str(key).replace("_", " ").capitalize(), "value": _value(value)}
        for key, value in result.items()
        if not isinstance(value, list)
    ]


def findings(job: BackgroundJob) -> list[dict[str, Any]]:
    """The promises that a check of the books found broken, each with rows that break it."""
    result = job.result if isinstance(job.result, dict) else {}
    return [
        {
            "name": found["name"],
            "promise": found["promise"],
            "rows": [
                ", ".join(f"{name}={_value(value)}" for name, value in row.items())
                for row in found["rows"]
            ],
            "rest": _rest(found),
        }
        for found in result.get(FINDINGS, [])
    ]


def _rest(found: dict[str, Any]) -> str:
    """What is said of the rows that are not shown."""
    hidden = found["count"] - len(found["rows"])
    if not hidden:
        return ""
    more = " o más" if found["is_truncated"] else ""
    return f"y {hidden:,}{more}; «caudal verify --only {found['name']} --json» los muestra."


def _value(value: object) -> str:
    match value:
        case bool():
            return "Sí" if value else "No"
        case int():
            return f"{value:,}"
        case None:
            return "–"
        case _:
            return str(value)
