"""The search box of every page."""

import time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caudal.interfaces.clock import today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.search.groups import groups_for, recent_groups
from caudal.interfaces.staff.search.recents import recent_accounts

LONGEST = 120


def search(request: StaffRequest) -> HttpResponse:
    """Results for the palette (htmx), or a page of them for who opens the address."""
    started = time.perf_counter()
    text = request.GET.get("q", "").strip()[:LONGEST]
    on_date = today(timezone.get_current_timezone_name())
    groups = (
        groups_for(text=text, user=request.user, on_date=on_date)
        if text
        else recent_groups(
            account_ids=recent_accounts(store=request.session), user=request.user, on_date=on_date
        )
    )
    context = {
        "groups": groups,
        "query": text,
        "total": sum(len(group.items) for group in groups),
        "elapsed_ms": round((time.perf_counter() - started) * 1000),
        "page_title": "Buscar",
    }
    template = "components/palette_results.html" if request.htmx else "search/page.html"
    return render(request, template, context)
