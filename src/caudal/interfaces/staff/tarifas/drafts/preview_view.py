"""The answer of the calculator beside a draft, as one types."""

from django.http import HttpResponse
from django.shortcuts import render

from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.tarifas.drafts.page import HEAD, page_of
from caudal.interfaces.staff.tarifas.drafts.preview import preview_of


def calculation(request: StaffRequest, draft_id: int) -> HttpResponse:
    """What the inputs cost with what is saved."""
    preview = preview_of(page_of(draft_id, HEAD).review, request)
    context = {"preview": preview, "calculation": preview.calculation}
    return render(request, "tarifas/drafts/calculation.html", context)
