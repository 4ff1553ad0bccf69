"""Everything that happened to an account, and its part of the audit log."""

from django.http import HttpResponse
from django.shortcuts import render

from caudal.domain.billing.queries.bills import billed_volumes
from caudal.domain.platform.models import AuditEntry
from caudal.domain.platform.queries import audit
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.queries.timeline import (
    EventGroup,
    EventPlace,
    TimelineEvent,
    timeline,
)
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.audit import presenters as audit_presenters
from caudal.interfaces.staff.audit.texts import action_text
from caudal.interfaces.staff.cuentas import paging, words
from caudal.interfaces.staff.cuentas.account import OpenAccount, open_account
from caudal.interfaces.staff.cuentas.events import FILTERS, GROUPS, timeline_events
from caudal.interfaces.staff.cuentas.summary import LAST_EVENTS, activity_card
from caudal.interfaces.staff.cuentas.tabs import answer_tab, is_part
from caudal.kernel.money import format_mxn

CARD = "activity"


def activity(request: StaffRequest, number: str) -> HttpResponse:
    """The whole timeline, narrowed by kind; the card of the first tab asks for its own part."""
    account = open_account(request, number)
    chosen = request.GET.get("tipo", "")
    chosen = chosen if chosen in FILTERS else "todo"
    if is_part(request) and request.htmx.target == CARD:
        events = _events(account, chosen, limit=LAST_EVENTS)
        context = {**activity_card(request, account, chosen), "events": _shown(account, events)}
        return render(request, "cuentas/activity_card.html", {**context, "is_part": True})
    found = _events(account, chosen, limit=paging.ROWS + 1, before=paging.event_before(request))
    shown, links = paging.cut(request, found, place=lambda event: event.place)
    context = {
        **activity_card(request, account, chosen),
        "events": _shown(account, shown),
        "links": links,
    }
    return answer_tab(request, account, "activity", context)


def trail(request: StaffRequest, number: str) -> HttpResponse:
    """Who did what to the account, with what was there before and after."""
    account = open_account(request, number)
    entries = audit.entries().filter(account_id=account.head.account_id).order_by("-pk")
    if (before := paging.key_before(request)) is not None:
        entries = entries.filter(pk__lt=before)
    shown, links = paging.cut(
        request, list(entries[: paging.ROWS + 1]), place=lambda entry: (entry.pk,)
    )
    rows = [_entry(entry, account) for entry in shown]
    return answer_tab(request, account, "trail", {"entries": rows, "links": links})


def _events(
    account: OpenAccount, chosen: str, *, limit: int, before: EventPlace | None = None
) -> list[TimelineEvent]:
    return timeline(
        account_id=account.head.account_id,
        time_zone=account.head.time_zone,
        limit=limit,
        groups=[GROUPS[chosen]] if chosen in GROUPS else list(EventGroup),
        before=before,
    )


def _shown(account: OpenAccount, events: list[TimelineEvent]) -> list[dict[str, object]]:
    bills = [event.event_id for event in events if event.kind == Movement.Kind.BILL]
    return timeline_events(
        events, today=account.head.on_date, billed=billed_volumes(movement_ids=bills)
    )


def _entry(entry: AuditEntry, account: OpenAccount) -> dict[str, object]:
    return {
        "at": words.moment(entry.at, zone=account.head.time_zone),
        "who": audit_presenters.who(entry),
        "act": action_text(entry.action),
        "reason": entry.reason,
        "amount": format_mxn(entry.amount) if entry.amount is not None else "",
        "changes": audit_presenters.changes(entry),
    }
