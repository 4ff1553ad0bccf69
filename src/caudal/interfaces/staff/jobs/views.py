"""The list of long works, one of them, its progress each second and how to stop it."""

import json

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.queries import jobs as queries
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.jobs.lists import JOBS
from caudal.interfaces.staff.jobs.presenters import (
    ANNOUNCEMENTS,
    findings,
    job_card,
    job_facts,
    result_rows,
)
from caudal.usecases.cancel_job import cancel_job


def jobs(request: StaffRequest) -> HttpResponseBase:
    """The works that the person may see."""
    rows = queries.visible_to(user=request.user)
    return JOBS.answer(request, rows=rows, context={"page_title": "Trabajos"})


def job(request: StaffRequest, job_id: int) -> HttpResponse:
    """One work; the page may be left and found again."""
    found = _reach(request, job_id)
    context = {
        "page_title": found.title,
        "breadcrumbs": [
            {"label": "Trabajos", "url": reverse("jobs:list")},
            {"label": f"Trabajo {found.pk}"},
        ],
        "job": job_card(found, at=now()),
        "facts": job_facts(found),
        "result": result_rows(found),
        "findings": findings(found),
    }
    return render(request, "jobs/job.html", context)


def progress(request: StaffRequest, job_id: int) -> HttpResponse:
    """The card alone, asked each second; the last one is announced."""
    found = _reach(request, job_id)
    response = render(request, "components/progress.html", {"job": job_card(found, at=now())})
    if text := ANNOUNCEMENTS.get(BackgroundJob.State(found.state)):
        # Headers are Latin-1; JSON escapes keep any letter.
        response["HX-Trigger"] = json.dumps({"announce": f"{text}: {found.title}"})
    return response


def cancel(request: StaffRequest, job_id: int) -> HttpResponse:
    """Ask the work to stop."""
    found = _reach(request, job_id)
    cancel_job(job_id=found.pk, acting_user=request.user, at=now())
    return redirect("jobs:job", job_id)


def _reach(request: StaffRequest, job_id: int) -> BackgroundJob:
    return get_object_or_404(queries.visible_to(user=request.user), pk=job_id)
