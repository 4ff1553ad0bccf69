"""Where people land after the login."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.queries import jobs
from caudal.interfaces.clock import today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.jobs.presenters import percent_done
from caudal.interfaces.staff.shell.place import zone_of
from caudal.interfaces.staff.tablero import decisions

JOBS_SHOWN = 3


def home(request: StaffRequest) -> HttpResponse:
    """The dashboard for who may see it; else the desks of the person, the works that he waits for
    and, of what waits for a decision, whatever he may open.
    """
    if request.user.may(Function.VIEW_DASHBOARD):
        return redirect("tablero:dashboard")
    waiting = jobs.visible_to(user=request.user).filter(
        requested_by=request.user, state__in=BackgroundJob.OPEN_STATES
    )[:JOBS_SHOWN]
    context = {
        "page_title": f"Hola, {request.user.full_name.split()[0]}",
        "jobs": [
            {
                "title": job.title,
                "url": reverse("jobs:job", args=[job.pk]),
                "percent": percent_done(job),
            }
            for job in waiting
        ],
        "decisions": [
            decision
            for decision in decisions.waiting(
                request.user, today(zone_of(request, request.user).key)
            )
            if decision["url"]
        ],
        "has_functions": bool(request.user.functions),
    }
    return render(request, "shell/home.html", context)
