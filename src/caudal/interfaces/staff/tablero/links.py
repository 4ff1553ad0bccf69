"""The lists behind the figures, for who may open them."""

from urllib.parse import urlencode

from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User


def overdue_accounts(user: User, *, sector_id: int | None = None, debt: str = "vencido") -> str:
    """The accounts that owe, the largest debt first; empty for who may not see them."""
    if not user.may(Function.VIEW_ACCOUNTS):
        return ""
    asked = {"adeudo": debt, "por": "adeudo"}
    asked |= {"sector": str(sector_id)} if sector_id else {}
    return f"{reverse('cuentas:list')}?{urlencode(asked)}"


def runs(user: User) -> str:
    """The runs that billed."""
    return reverse("facturacion:runs") if user.may(Function.VIEW_BILLING_RUNS) else ""


def run(user: User, run_id: int) -> str:
    """One run."""
    may = user.may(Function.VIEW_BILLING_RUNS)
    return reverse("facturacion:run", args=[run_id]) if may else ""


def sessions(user: User) -> str:
    """The sessions of the desks, with what each collected."""
    return reverse("turnos:list") if user.may(Function.VIEW_CASH_SESSIONS) else ""


def session(user: User, session_id: int) -> str:
    """One session with its closing."""
    may = user.may(Function.VIEW_CASH_SESSIONS)
    return reverse("turnos:session", args=[session_id]) if may else ""


def proposal(user: User, change_id: int) -> str:
    """A change that lacks a signature."""
    readers = {
        Function.PROPOSE_SETTINGS,
        Function.PROPOSE_TARIFFS,
        Function.APPROVE_SETTINGS,
        Function.APPROVE_TARIFFS,
        Function.VIEW_AUDIT,
    }
    return reverse("ajustes:change", args=[change_id]) if readers & user.functions else ""


def review(user: User, period_id: int) -> str:
    """The review of the readings of a period."""
    may = user.may(Function.REVIEW_READINGS)
    return reverse("lecturas:review", args=[period_id]) if may else ""


def job(user: User, job_id: int) -> str:
    """A long work."""
    return reverse("jobs:job", args=[job_id]) if user.may(Function.VIEW_JOBS) else ""
