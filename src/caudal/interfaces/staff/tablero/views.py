"""The dashboard and its Excel."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.registry.models import Sector, ServiceAccount
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import instant
from caudal.interfaces.staff.shell.place import zone_of
from caudal.interfaces.staff.tablero import decisions, presenters, words
from caudal.interfaces.staff.tablero.board import Board, board_of
from caudal.interfaces.staff.tablero.choice import SPAN_LABELS, Choice, Span, choice_of
from caudal.interfaces.staff.tablero.workbook import workbook
from caudal.usecases.record_export import record_export

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def dashboard(request: StaffRequest) -> HttpResponse:
    """The figures of the utility or of one sector, and what waits for a decision."""
    sectors = list(Sector.objects.order_by("code"))
    choice = _choice(request, sectors)
    board = board_of(choice)
    context = {
        "page_title": "Tablero",
        "page_note": _note(board),
        **_selectors(choice, sectors),
        "is_empty": not board.metered.active and not ServiceAccount.objects.exists(),
        "may_import": request.user.may(Function.IMPORT_REGISTER),
        "figures": presenters.figures(board, request.user),
        "chart": presenters.chart(board),
        "ageing": presenters.ageing(board, request.user),
        "channels": presenters.channels(board, request.user),
        "sectors": presenters.sectors(board, request.user),
        "decisions": decisions.waiting(request.user, choice.today),
    }
    return render(request, "tablero/dashboard.html", context)


def excel(request: StaffRequest) -> HttpResponse:
    """The same figures as a sheet, noted in the log."""
    choice = _choice(request, list(Sector.objects.order_by("code")))
    sector = choice.sector.code if choice.sector else "todos"
    record_export(
        title="Tablero",
        file_format="xlsx",
        filters={"periodo": choice.span.value, "sector": sector},
        acting_user=request.user,
        at=now(),
    )
    name = f"Tablero {choice.today:%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(workbook(board_of(choice)), content_type=_EXCEL, headers=headers)


def _choice(request: StaffRequest, sectors: list[Sector]) -> Choice:
    return choice_of(
        periodo=request.GET.get("periodo", ""),
        sector=request.GET.get("sector", ""),
        sectors=sectors,
        today=today(zone_of(request, request.user).key),
    )


def _note(board: Board) -> str:
    """Which days, against which others, and how fresh."""
    choice = board.choice
    first, last = choice.window
    if choice.span is Span.YEAR:
        days, against = f"{words.month(first)} a {words.month(last)}", "los 12 meses anteriores"
    else:
        days, against = words.month(last), "los mismos días del mes anterior"
    can_compare = board.before.bill_count or board.before.payment_count
    comparison = f", contra {against}" if can_compare else ""
    return f"{days.capitalize()}{comparison}. Datos al {instant(now())}"


def _selectors(choice: Choice, sectors: list[Sector]) -> dict[str, Any]:
    return {
        "spans": [
            {"label": label, "url": choice.query(span=span), "active": span is choice.span}
            for span, label in SPAN_LABELS.items()
        ],
        "sector_label": f"Sector {choice.sector.code}" if choice.sector else "Todos los sectores",
        "sector_choices": [
            {
                "label": "Todos los sectores",
                "url": choice.query(sector_id=None),
                "active": choice.sector is None,
            },
            *(
                {
                    "label": f"{each.code} · {each.name}",
                    "url": choice.query(sector_id=each.pk),
                    "active": each == choice.sector,
                }
                for each in sectors
            ),
        ],
        "excel_url": reverse("tablero:excel") + choice.query(),
    }
