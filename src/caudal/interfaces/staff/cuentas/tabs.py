"""The page of an account: its head, the row of tabs and the one that is open.

Each tab has an address of its own. By htmx only the row and the open tab are answered, and the
focus goes to the heading of what came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from caudal.domain.billing.queries.bills import count_bills
from caudal.domain.registry.queries.notes import notes_in_sight
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import head
from caudal.interfaces.staff.cuentas.account import OpenAccount
from caudal.interfaces.staff.shell.place import utility_of


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its route, its name and its template."""

    route: str
    label: str

    @property
    def template(self) -> str:
        """What draws it."""
        return f"cuentas/tabs/{self.route}.html"


TABS = (
    Tab("account", "Resumen"),
    Tab("statement", "Estado de cuenta"),
    Tab("bills", "Recibos"),
    Tab("payments", "Pagos"),
    Tab("readings", "Lecturas"),
    Tab("meter", "Medidor"),
    Tab("register", "Datos"),
    Tab("notes", "Notas"),
    Tab("activity", "Actividad"),
    Tab("trail", "Bitácora"),
)
BY_ROUTE = {tab.route: tab for tab in TABS}


def is_part(request: StaffRequest) -> bool:
    """Whether only a part of the page is asked for."""
    return bool(request.htmx) and not request.htmx.boosted


def answer_tab(
    request: StaffRequest, account: OpenAccount, route: str, context: Mapping[str, Any]
) -> HttpResponse:
    """The page with one tab open, or for htmx the tab alone."""
    tab, part = BY_ROUTE[route], is_part(request)
    notes = notes_in_sight(account_id=account.head.account_id)
    counts = {"bills": count_bills(account_id=account.head.account_id), "notes": notes.count}
    shown = {
        "page_title": _title(account, tab),
        "tab": tab,
        "tabs": [
            {
                "label": each.label,
                "url": account.url(each.route),
                "active": each is tab,
                "count": f"{counts[each.route]:,}" if counts.get(each.route) else "",
            }
            for each in TABS
        ],
        "account": {"number": account.head.number, "holder": account.head.holder},
        "is_part": part,
        **context,
    }
    if part:
        utility = utility_of(request)
        shown["utility_name"] = utility.name if utility else "Caudal"
        response = render(request, "cuentas/part.html", shown)
    else:
        shown.update(head_context(request, account))
        shown["pinned"] = head.pinned(notes.pinned, account, request.user)
        response = render(request, "cuentas/account.html", shown)
    patch_vary_headers(response, ["HX-Request"])
    return response


def head_context(request: StaffRequest, account: OpenAccount) -> dict[str, Any]:
    """What the head of the page needs."""
    return {
        "breadcrumbs": [
            {"label": "Cuentas", "url": reverse("cuentas:list")},
            {"label": account.head.number},
        ],
        "chips": head.chips(account),
        "address": account.head.address,
        "facts": head.facts(account.head),
        "balance": head.balance_card(account.standing),
        "actions": head.actions(account, request.user),
        "edits": head.edits(account, request.user),
    }


def _title(account: OpenAccount, tab: Tab) -> str:
    who = f"{account.head.number} {account.head.holder or 'Sin titular'}"
    return who if tab.route == "account" else f"{tab.label} · {who}"
