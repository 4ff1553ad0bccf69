"""Requieren decisión: one list of what waits, each a link for who may open it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from caudal.domain.platform.models import User
from caudal.domain.reports.queries.decisions import (
    closings_to_explain,
    last_check_of_books,
    proposals_to_sign,
    readings_to_review,
    runs_to_approve,
)
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.tablero import links, words
from caudal.kernel.money import format_mxn

DAYS_OF_CLOSINGS = 7
DAYS_WITHOUT_CHECK = 2


def waiting(user: User, today: date) -> list[dict[str, Any]]:
    """The books if something is wrong with them, runs, readings, closings and proposals."""
    return [
        *_books(user, today),
        *_runs(user, today),
        *_readings(user),
        *_closings(user, today),
        *_proposals(user, today),
    ]


def _books(user: User, today: date) -> Iterator[dict[str, Any]]:
    check = last_check_of_books()
    if check is None:
        return
    day = timezone.localdate(check.at)
    if check.broken_count:
        promises = counted(check.broken_count, "promesa", "promesas")
        title, tone = f"Las cuentas no cuadran: {promises} sin cumplirse", "bad"
    elif check.broken_count is None:
        title, tone = "La comprobación de las cuentas no terminó", "bad"
    elif (today - day).days > DAYS_WITHOUT_CHECK:
        title, tone = "Las cuentas no se han comprobado: revise los trabajos", "attention"
    else:
        return
    yield {
        "icon": "alert-triangle",
        "tone": tone,
        "title": title,
        "detail": f"Última comprobación, {day:%d/%m/%Y}",
        "since": words.waited(day, today),
        "url": links.job(user, check.job_id),
    }


def _runs(user: User, today: date) -> Iterator[dict[str, Any]]:
    for run in runs_to_approve():
        held = counted(run.held_count, "retenida", "retenidas")
        yield {
            "icon": "writing-sign",
            "tone": "attention",
            "title": f"Corrida {run.code} espera firma",
            "detail": f"{run.cycle}, {held} por resolver" if run.held_count else run.cycle,
            "since": words.waited(timezone.localdate(run.since), today) if run.since else "",
            "url": links.run(user, run.run_id),
        }


def _readings(user: User) -> Iterator[dict[str, Any]]:
    for found in readings_to_review():
        yield {
            "icon": "gauge",
            "tone": "neutral",
            "title": f"{counted(found.count, 'lectura', 'lecturas')} por revisar",
            "detail": f"{found.cycle}, {found.period}",
            "since": "",
            "url": links.review(user, found.period_id),
        }


def _closings(user: User, today: date) -> Iterator[dict[str, Any]]:
    for closing in closings_to_explain(since=today - timedelta(days=DAYS_OF_CLOSINGS)):
        plus = "+" if closing.over_short > 0 else ""
        yield {
            "icon": "cash-banknote-off",
            "tone": "bad",
            "title": f"{closing.desk} cerró con {plus}{format_mxn(closing.over_short)}",
            "detail": f"Corte de caja del {closing.business_date:%d/%m/%Y}",
            "since": words.waited(closing.business_date, today),
            "url": links.session(user, closing.session_id),
        }


def _proposals(user: User, today: date) -> Iterator[dict[str, Any]]:
    for proposal in proposals_to_sign():
        yield {
            "icon": "rosette-discount-check",
            "tone": "attention",
            "title": proposal.title,
            "detail": f"{proposal.kind} por firmar",
            "since": words.waited(timezone.localdate(proposal.since), today),
            "url": links.proposal(user, proposal.change_id),
        }
