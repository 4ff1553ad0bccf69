"""The desk between two customers: search, what was just charged, parked sales."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from caudal.domain.payments.queries.desks import DeskStatus, desk_status
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.caja import parking
from caudal.interfaces.staff.caja.frame import CHARGED, desk_frame
from caudal.interfaces.staff.caja.lookup import Lookup, look_up
from caudal.interfaces.staff.caja.opening import open_session


def desk(request: StaffRequest) -> HttpResponseBase:
    """The desk without an account: search, or results when the form was sent without scripts.

    Without an open session it is where one is opened.
    """
    status = desk_status(cashier_id=request.user.pk)
    if status is None:
        return open_session(request)
    text = request.GET.get("q", "")
    lookup = _look_up(text, status)
    if lookup and lookup.only:
        return redirect(lookup.only.url)
    context = {
        "lookup": lookup,
        "searched": lookup.text if lookup else "",
        "charged": request.session.pop(CHARGED, None),
    }
    return render(request, "caja/desk.html", {**desk_frame(request, status), **context})


def search(request: StaffRequest) -> HttpResponse:
    """Results as the cashier types."""
    status = desk_status(cashier_id=request.user.pk)
    text = request.GET.get("q", "")
    lookup = _look_up(text, status) if status else None
    return render(request, "caja/results.html", {"lookup": lookup})


def recover(request: StaffRequest, parked_id: int) -> HttpResponseBase:
    """Open a parked sale as it was left."""
    status = desk_status(cashier_id=request.user.pk)
    if status is None:
        raise Http404
    found = parking.take_back(
        store=request.session, session_id=status.session_id, parked_id=parked_id
    )
    if found is None:
        raise Http404
    return redirect("caja:sale", account_id=found.account_id)


def _look_up(text: str, status: DeskStatus) -> Lookup | None:
    if not text.strip():
        return None
    return look_up(text=text, session_id=status.session_id, on_date=status.business_date)
